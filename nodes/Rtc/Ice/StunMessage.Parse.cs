using System.Buffers.Binary;

namespace CdnLab.Rtc.Ice;

public readonly ref partial struct StunMessage
{
    /// <summary>Reads a datagram as a STUN message.</summary>
    /// <param name="datagram">One whole UDP payload.</param>
    /// <param name="message">The message; meaningless when the result is false.</param>
    /// <param name="error">Why it is none.</param>
    /// <returns>Whether the structure is sound. Of repeated attributes the first counts (RFC 8489 §14).</returns>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message, out StunParseError error)
    {
        message = default;
        error = CheckHeader(datagram);
        if (error != StunParseError.None)
        {
            return false;
        }

        Offsets at = default;
        int count = 0;
        for (int offset = HeaderLength; offset < datagram.Length;)
        {
            if (at.Fingerprint != 0)
            {
                error = StunParseError.FingerprintNotLast;
                return false;
            }

            if (++count > MaxAttributes)
            {
                error = StunParseError.TooManyAttributes;
                return false;
            }

            // The total is a multiple of four, so four bytes are always left here.
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(datagram[offset..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[(offset + 2)..]);
            if (length > datagram.Length - offset - 4)
            {
                error = StunParseError.TruncatedAttribute;
                return false;
            }

            if (!at.Note(type, offset, datagram.Slice(offset + 4, length)))
            {
                error = StunParseError.BadAttribute;
                return false;
            }

            offset += 4 + ((length + 3) & ~3);
        }

        message = new StunMessage(datagram, at);
        return true;
    }

    /// <summary>
    /// Reads whose session a check is meant for, without parsing the rest: what a port that serves many sessions needs for
    /// the first datagram from an unknown address.
    /// </summary>
    /// <param name="datagram">One whole UDP payload.</param>
    /// <param name="localUfrag">The receiver's ufrag: the part of USERNAME before the colon (RFC 8445 §7.2.2).</param>
    /// <returns>Whether the datagram looks like a Binding request with such a user name. Nothing is authenticated.</returns>
    public static bool TryReadUsername(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> localUfrag)
    {
        localUfrag = default;
        if (CheckHeader(datagram) != StunParseError.None || BinaryPrimitives.ReadUInt16BigEndian(datagram) != 0x0001)
        {
            return false;
        }

        int count = 0;
        for (int offset = HeaderLength; offset < datagram.Length && count < MaxAttributes; count++)
        {
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(datagram[offset..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[(offset + 2)..]);
            if (length > datagram.Length - offset - 4)
            {
                return false;
            }

            if (type == (ushort)StunAttribute.Username)
            {
                ReadOnlySpan<byte> value = datagram.Slice(offset + 4, length);
                int colon = value.IndexOf((byte)':');
                localUfrag = colon > 0 ? value[..colon] : default;
                return colon > 0;
            }

            offset += 4 + ((length + 3) & ~3);
        }

        return false;
    }

    private static StunParseError CheckHeader(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < HeaderLength)
        {
            return StunParseError.TooShort;
        }

        if (datagram.Length > MaxLength)
        {
            return StunParseError.TooLong;
        }

        if ((datagram[0] & 0xC0) != 0)
        {
            return StunParseError.NotStun;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) != MagicCookie)
        {
            return StunParseError.BadCookie;
        }

        return (datagram.Length & 3) != 0 || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != datagram.Length - HeaderLength
            ? StunParseError.BadLength
            : StunParseError.None;
    }

    // Where the attributes' headers are; 0 is absent, because the message's own header is there.
    private struct Offsets
    {
        public ushort Username;
        public ushort Integrity;
        public ushort Error;
        public ushort UnknownList;
        public ushort Mapped;
        public ushort Priority;
        public ushort UseCandidate;
        public ushort Software;
        public ushort Fingerprint;
        public ushort Controlled;
        public ushort Controlling;
        public StunUnknownTypes UnknownRequired;

        // Returns false when the attribute is understood and its content is not allowed.
        public bool Note(ushort type, int offset, ReadOnlySpan<byte> value)
        {
            // RFC 8489 §14.5: what follows MESSAGE-INTEGRITY is not protected and is ignored, except FINGERPRINT.
            if (Integrity != 0 && type != (ushort)StunAttribute.Fingerprint)
            {
                return true;
            }

            int length = value.Length;
            switch ((StunAttribute)type)
            {
                case StunAttribute.Username:
                    return Keep(ref Username, offset, length <= MaxUsername);
                case StunAttribute.MessageIntegrity:
                    return Keep(ref Integrity, offset, length == IntegrityLength);
                case StunAttribute.ErrorCode:
                    return Keep(ref Error, offset, length >= 4 && (value[2] & 7) is >= 3 and <= 6 && value[3] < 100);
                case StunAttribute.UnknownAttributes:
                    return Keep(ref UnknownList, offset, (length & 1) == 0);
                case StunAttribute.XorMappedAddress:
                    return Keep(ref Mapped, offset, length >= 4 && ((value[1] == 1 && length == 8) || (value[1] == 2 && length == 20)));
                case StunAttribute.Priority:
                    return Keep(ref Priority, offset, length == 4);
                case StunAttribute.UseCandidate:
                    return Keep(ref UseCandidate, offset, length == 0);
                case StunAttribute.Software:
                    return Keep(ref Software, offset, length <= 763);
                case StunAttribute.Fingerprint:
                    return Keep(ref Fingerprint, offset, length == 4);
                case StunAttribute.IceControlled:
                    return Keep(ref Controlled, offset, length == 8);
                case StunAttribute.IceControlling:
                    return Keep(ref Controlling, offset, length == 8);
                default:
                    if (type < 0x8000)
                    {
                        UnknownRequired.Add(type);
                    }

                    return true;
            }
        }

        private static bool Keep(ref ushort slot, int offset, bool valid)
        {
            if (valid && slot == 0)
            {
                slot = (ushort)offset;
            }

            return valid;
        }
    }
}
