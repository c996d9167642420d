using CdnLab.Core;
using CdnLab.Forwarding;
using CdnLab.Rtc.Dtls;

namespace CdnLab.TestKit;

/// <summary>A node's media half in virtual time.</summary>
public sealed class SimNode : ISimHost, IDisposable
{
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
    private readonly DtlsContext _dtls;

    /// <summary>Makes a node at an address.</summary>
    public SimNode(SimNetwork network, NetAddress address, SeededRandom random, Func<MediaNodeOptions, MediaNodeOptions>? configure = null)
    {
        Address = address;
        _dtls = new DtlsContext(_certificate);
        Sink = new SimSink(network, address);
        var options = new MediaNodeOptions
        {
            Address = address, Dtls = _dtls, Certificate = _certificate, Random = random.Fill,
        };
        Core = new MediaNode(configure?.Invoke(options) ?? options, Sink) { WallClock = network.WallClock };
        network.Add(address, this);
    }

    /// <summary>Where it is in the network.</summary>
    public NetAddress Address { get; }

    /// <summary>The media half.</summary>
    public MediaNode Core { get; }

    /// <summary>What it sends.</summary>
    public SimSink Sink { get; }

    /// <summary>What it has reported, in order.</summary>
    public List<MediaEvent> Events { get; } = [];

    /// <inheritdoc/>
    public Instant NextTimeout => Core.NextTimeout;

    /// <inheritdoc/>
    public void Receive(Instant now, byte[] datagram, NetAddress from)
    {
        Core.ReceiveDatagram(now, now, datagram, from);
        Core.EndBatch(now);
        Collect();
    }

    /// <inheritdoc/>
    public void HandleTimeout(Instant now)
    {
        Core.HandleTimeout(now);
        Core.EndBatch(now);
        Collect();
    }

    /// <summary>Runs something on the node, as a command of its loop, and lets it send.</summary>
    public T Do<T>(Instant now, Func<MediaNode, T> command)
    {
        T result = command(Core);
        Core.EndBatch(now);
        Collect();
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Core.Dispose();
        _dtls.Dispose();
        _certificate.Dispose();
    }

    private void Collect()
    {
        while (Core.TryPollEvent(out MediaEvent mediaEvent))
        {
            Events.Add(mediaEvent);
        }
    }
}
