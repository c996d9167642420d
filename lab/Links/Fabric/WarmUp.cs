using System.Reflection;
using System.Runtime.CompilerServices;
using CdnLab.Core;
using CdnLab.Links.Netem;

namespace CdnLab.Links.Fabric;

/// <summary>Has everything on the packet path compiled before the first packet: compiling takes milliseconds and would show as lateness.</summary>
internal static class WarmUp
{
    private static readonly Type[] OnPacketPath =
    [
        typeof(PacketLoop), typeof(PacketPool), typeof(PacketInfo), typeof(RegionPort), typeof(LinkDirection),
        typeof(TraceRecorder), typeof(TraceSampler), typeof(Native), typeof(LinkEmulator), typeof(LinkCounters),
        typeof(DelayHistogram), typeof(DepartureHeap), typeof(Departure), typeof(BottleneckQueue), typeof(FlowTable),
        typeof(FlowKey), typeof(JitterProcess), typeof(NormalQuantile), typeof(EnqueueResult),
        typeof(Instant), typeof(NetAddress), typeof(SeededRandom), typeof(SystemClock), typeof(Bitrate),
    ];

    /// <summary>Compiles; costs some tens of milliseconds.</summary>
    public static void Run()
    {
        const BindingFlags all =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (Type type in OnPacketPath)
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            foreach (MethodInfo method in type.GetMethods(all))
            {
                if (!method.IsAbstract && !method.ContainsGenericParameters)
                {
                    RuntimeHelpers.PrepareMethod(method.MethodHandle);
                }
            }
        }

        PassPackets();
    }

    // Compiling does not resolve everything; a few packets through a link with all features do.
    private static void PassPackets()
    {
        var profile = new LinkProfile
        {
            Delay = TimeSpan.FromMilliseconds(1),
            Jitter = TimeSpan.FromMilliseconds(1),
            Loss = 0.1,
            BurstLoss = new BurstLoss(0.1, 0.5),
            Rate = new Bitrate(10_000_000),
            QueuePackets = 10,
        };
        var link = new LinkEmulator(profile, seed: 1, maxPackets: 64, maxFlows: 4);
        for (uint i = 0; i < 64; i++)
        {
            var flow = new FlowKey(17, NetAddress.FromIPv4(i % 8, 1), NetAddress.FromIPv4(1, 1));
            link.Enqueue(new Instant(i * 100_000), flow, 100, 0);
            while (link.TryDequeue(new Instant(i * 100_000), out Departure departure))
            {
                link.RecordDelivery(departure, departure.Due);
            }
        }

        link.ResetCounters();
        link.CopyCounters(new LinkCounters());
    }
}
