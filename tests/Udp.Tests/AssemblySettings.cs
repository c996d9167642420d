// Socket buffers and timers of tests beside each other would be each other's noise.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
