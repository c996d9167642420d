using System.Net.Sockets;

namespace CdnLab.Architecture.Tests;

/// <summary>Breaks the rules of a core in every way that the tests must see, also those without a banned name in the source.</summary>
internal sealed class Offender
{
    private readonly Socket[] _held = [];

    public static long Clock() => Environment.TickCount64;

    public static DateTime Wall() => DateTime.UtcNow;

    public static Guid Identifier() => Guid.NewGuid();

    public static int Chance() => Random.Shared.Next();

    public static void Taken(Timer timer) => timer.ToString();

    public static async ValueTask Soon() => await Task.CompletedTask;

    public int Locked()
    {
        lock (_held)
        {
            return _held.Length;
        }
    }
}
