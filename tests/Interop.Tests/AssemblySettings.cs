// Browsers encode and decode in software here: two tests at once would starve each other of processor time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
