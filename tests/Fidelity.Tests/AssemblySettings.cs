// The instruments are measured one at a time: two fabrics at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
