using System.Runtime.CompilerServices;

// Published vectors begin at session keys and at counter blocks, below the public surface.
[assembly: InternalsVisibleTo("CdnLab.Rtc.Tests")]
