using CdnLab.Core;

namespace CdnLab.Udp;

/// <summary>Something that another thread asks a loop to do.</summary>
internal interface ILoopCommand
{
    /// <summary>Does it, on the loop's thread.</summary>
    void Run(Instant now);

    /// <summary>The loop has ended and will not do it.</summary>
    void Refuse();
}
