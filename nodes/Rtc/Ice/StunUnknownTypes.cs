using System.Runtime.CompilerServices;

namespace CdnLab.Rtc.Ice;

/// <summary>The first few comprehension-required attribute types of a message that are not understood.</summary>
public struct StunUnknownTypes
{
    /// <summary>How many are kept; the answer need not name more to be understood.</summary>
    public const int Capacity = 8;

    private Slots _slots;

    /// <summary>How many are kept, 0 to <see cref="Capacity"/>.</summary>
    public int Count { readonly get; private set; }

    /// <summary>The attribute type at an index below <see cref="Count"/>.</summary>
    public readonly ushort this[int index] => _slots[index];

    internal void Add(ushort type)
    {
        if (Count < Capacity)
        {
            _slots[Count++] = type;
        }
    }

    [InlineArray(Capacity)]
    private struct Slots
    {
        private ushort _first;
    }
}
