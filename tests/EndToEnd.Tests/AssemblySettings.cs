// Runs of the lab use the same addresses, and two at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
