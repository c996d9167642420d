using CdnLab.Rtc.Srtp;
using FsCheck;
using FsCheck.Fluent;

namespace CdnLab.Rtc.Tests.Srtp;

public sealed class SrtpSessionTests
{
    public static TheoryData<SrtpProfile> Profiles => new() { SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes128Gcm };

    public static TheoryData<SrtpProfile, bool, bool> Paths
    {
        get
        {
            var data = new TheoryData<SrtpProfile, bool, bool>();
            foreach (SrtpProfile profile in new[] { SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes128Gcm })
            {
                data.Add(profile, true, true);
                data.Add(profile, true, false);
                data.Add(profile, false, true);
                data.Add(profile, false, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_payload_length_comes_back_on_every_pair_of_paths(SrtpProfile profile, bool sender, bool receiver)
    {
        using var peers = new SrtpPeers(profile, sender, receiver);
        for (int length = 0; length < 600; length++)
        {
            byte[] rtp = SrtpPeers.Rtp((ulong)length, payload: length, csrcs: length % 3, extensionWords: (length % 5) - 1);
            int header = rtp.Length - length;
            byte[] srtp = peers.Protect(rtp, header);
            Assert.Equal(rtp.Length + profile.TagLength(), srtp.Length);
            Assert.Equal(rtp[..header], srtp[..header]);
            Assert.Equal(UnprotectResult.Ok, peers.Receive(srtp, rtp));
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Rtcp_comes_back_on_every_pair_of_paths(SrtpProfile profile, bool sender, bool receiver)
    {
        using var peers = new SrtpPeers(profile, sender, receiver);
        for (int length = 8; length < 200; length += 4)
        {
            byte[] rtcp = SrtpPeers.Rtcp(length: length);
            byte[] srtcp = peers.ProtectRtcp(rtcp);
            Assert.Equal(length + profile.RtcpOverhead(), srtcp.Length);
            Assert.Equal(UnprotectResult.Ok, peers.Receiver.UnprotectRtcp(srtcp, out int received));
            Assert.Equal(rtcp, srtcp[..received]);
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Payload_already_in_its_place_gives_the_same_packet(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        byte[] rtp = SrtpPeers.Rtp(7, payload: 1188);
        byte[] elsewhere = peers.Protect(rtp, 12);
        byte[] inPlace = new byte[elsewhere.Length];
        rtp.CopyTo(inPlace, 0);
        Assert.Equal(inPlace.Length, peers.Sender.ProtectRtp(inPlace, 12, inPlace.AsSpan(12, 1188), 0));
        Assert.Equal(elsewhere, inPlace);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Anything_comes_back(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        ulong index = 0;
        Check.QuickThrowOnFailure(Prop.ForAll<byte[], uint>((payload, ssrc) =>
        {
            byte[] rtp = [.. SrtpPeers.Rtp(++index, ssrc % 100, payload: 0), .. payload];
            return peers.Receive(peers.Protect(rtp, 12, (uint)(index >> 16)), rtp) == UnprotectResult.Ok;
        }));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Replayed_packet_is_dropped_and_counted(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        byte[] rtp = peers.Protect(1000);
        byte[] rtcp = peers.ProtectRtcp(SrtpPeers.Rtcp());
        Assert.Equal(UnprotectResult.Ok, peers.Receive(rtp));
        Assert.Equal(UnprotectResult.Replayed, peers.Receive(rtp));
        Assert.Equal(UnprotectResult.Ok, peers.Receiver.UnprotectRtcp([.. rtcp], out _));
        Assert.Equal(UnprotectResult.Replayed, peers.Receiver.UnprotectRtcp([.. rtcp], out int length));
        Assert.Equal(0, length);
        Assert.Equal(2, peers.Receiver.Count(UnprotectResult.Replayed));
        Assert.Equal(2, peers.Receiver.Count(UnprotectResult.Ok));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Late_packet_is_accepted_once_up_to_the_edge_of_the_window(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        const ulong Highest = 5000;
        Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(Highest)));
        Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(Highest - ReplayWindow.Size + 1)));
        Assert.Equal(UnprotectResult.Replayed, peers.Receive(peers.Protect(Highest - ReplayWindow.Size + 1)));
        Assert.Equal(UnprotectResult.Replayed, peers.Receive(peers.Protect(Highest - ReplayWindow.Size)));
        Assert.True(ReplayWindow.Size >= 128);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(32767)]
    [InlineData(32768)]
    [InlineData(65534)]
    [InlineData(65535)]
    public void Stream_that_begins_anywhere_is_followed_over_two_wraps(int first)
    {
        foreach (SrtpProfile profile in new[] { SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes128Gcm })
        {
            using var peers = new SrtpPeers(profile);
            for (ulong index = (ulong)first; index < 2 * 65536 + 300; index += index % 65536 is > 400 and < 65000 ? 97UL : 1)
            {
                UnprotectResult result = peers.Receive(peers.Protect(index));
                Assert.True(result == UnprotectResult.Ok, $"{profile}, first {first}, index {index}: {result}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Reordering_over_the_wrap_keeps_both_counters_apart(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        ulong[] order = [65530, 65534, 65537, 65535, 65533, 65536, 65540, 65531, 65532, 98000, 130000, 131071, 131074, 131070];
        foreach (ulong index in order)
        {
            Assert.True(peers.Receive(peers.Protect(index), SrtpPeers.Rtp(index)) == UnprotectResult.Ok, $"index {index}");
        }

        foreach (ulong index in order)
        {
            // Those from long ago may be taken for others of the same sequence number, whose tag they do not have.
            UnprotectResult again = peers.Receive(peers.Protect(index));
            Assert.True(
                again == UnprotectResult.Replayed || (again == UnprotectResult.BadTag && index < 131074 - ReplayWindow.Size),
                $"index {index} again: {again}");
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Packet_from_before_the_first_wrap_of_a_new_stream_is_dropped(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(2)));
        Assert.Equal(UnprotectResult.Replayed, peers.Receive(peers.Protect(65535)));
        Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(3)));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Bad_tag_leaves_the_state_as_it_was(SrtpProfile profile, bool sender, bool receiver)
    {
        using var peers = new SrtpPeers(profile, sender, receiver);
        Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(100)));
        byte[] good = peers.Protect(32000);
        for (int at = 0; at < good.Length; at++)
        {
            byte[] bad = [.. good];
            bad[at] ^= 0x01;
            Assert.NotEqual(UnprotectResult.Ok, peers.Receive(bad));
        }

        // Had a forged 32000 moved the counter, 101 would still do; had a forged sequence number, 60000 would not.
        Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(101)));
        Assert.Equal(UnprotectResult.Ok, peers.Receive(good));
        byte[] rtcp = peers.ProtectRtcp(SrtpPeers.Rtcp());
        for (int at = 0; at < rtcp.Length; at++)
        {
            byte[] bad = [.. rtcp];
            bad[at] ^= 0x80;
            Assert.NotEqual(UnprotectResult.Ok, peers.Receiver.UnprotectRtcp(bad, out _));
        }

        Assert.Equal(UnprotectResult.Ok, peers.Receiver.UnprotectRtcp(rtcp, out _));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Forged_packets_of_an_unknown_source_leave_no_state(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        for (uint ssrc = 0; ssrc < 10 * SrtpSession.MaximumSources; ssrc++)
        {
            Assert.Equal(UnprotectResult.BadTag, peers.Receive([.. SrtpPeers.Rtp(1, ssrc), .. new byte[16]]));
        }

        Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(1)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Sources_have_windows_of_their_own_and_are_bounded(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        for (uint ssrc = 1; ssrc <= SrtpSession.MaximumSources; ssrc++)
        {
            Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(10, ssrc)));
            Assert.Equal(UnprotectResult.Ok, peers.Receiver.UnprotectRtcp(peers.ProtectRtcp(SrtpPeers.Rtcp(ssrc)), out _));
        }

        Assert.Equal(UnprotectResult.TooManySources, peers.Receive(peers.Protect(10, 0xFFFF)));
        Assert.Equal(UnprotectResult.TooManySources, peers.Receiver.UnprotectRtcp(peers.ProtectRtcp(SrtpPeers.Rtcp(0xFFFF)), out _));
        Assert.Equal(2, peers.Receiver.Count(UnprotectResult.TooManySources));
        Assert.Equal(UnprotectResult.Replayed, peers.Receive(peers.Protect(10, 1)));
        Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(11, 1)));
        Assert.Equal(UnprotectResult.Ok, peers.Receive(peers.Protect(11, 2)));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Garbage_of_every_length_is_dropped(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        var random = new Random(4711);
        for (int length = 0; length < 300; length++)
        {
            for (int i = 0; i < 20; i++)
            {
                byte[] garbage = new byte[length];
                random.NextBytes(garbage);
                if (length > 0 && i < 15)
                {
                    garbage[0] = (byte)(0x80 | (garbage[0] & 0x3F));
                }

                Assert.NotEqual(UnprotectResult.Ok, peers.Receive(garbage));
                Assert.NotEqual(UnprotectResult.Ok, peers.Receiver.UnprotectRtcp(garbage, out int rtcp));
                Assert.Equal(0, rtcp);
            }
        }

        byte[] real = peers.Protect(SrtpPeers.Rtp(5, csrcs: 2, extensionWords: 3), 36);
        for (int length = 0; length < real.Length; length++)
        {
            Assert.NotEqual(UnprotectResult.Ok, peers.Receive(real[..length]));
        }

        Assert.Equal(UnprotectResult.Ok, peers.Receive(real));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Header_that_claims_more_than_there_is_is_malformed(SrtpProfile profile)
    {
        using var peers = new SrtpPeers(profile);
        byte[] packet = [.. SrtpPeers.Rtp(5, payload: 8, extensionWords: 2), .. new byte[16]];
        packet[15] = 200;
        Assert.Equal(UnprotectResult.Malformed, peers.Receive(packet));
        packet[15] = 2;
        packet[0] = 0x40;
        Assert.Equal(UnprotectResult.Malformed, peers.Receive(packet));
        Assert.Equal(UnprotectResult.TooShort, peers.Receive(packet[..(11 + profile.TagLength())]));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Nothing_is_allocated_per_packet(SrtpProfile profile, bool sender, bool receiver)
    {
        using var peers = new SrtpPeers(profile, sender, receiver);
        byte[] payload = new byte[1188];
        byte[] packet = new byte[1188 + 12 + SrtpSession.MaxRtpOverhead];
        byte[] rtcp = new byte[64 + SrtpSession.MaxRtcpOverhead];
        Run(0, 50);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(50, 1050);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                packet[0] = 0x80;
                packet[2] = (byte)(i >> 8);
                packet[3] = (byte)i;
                int length = peers.Sender.ProtectRtp(packet, 12, payload, 0);
                bool ok = peers.Receiver.UnprotectRtp(packet.AsSpan(0, length), out _) == UnprotectResult.Ok;
                rtcp.AsSpan().Clear();
                rtcp[0] = 0x80;
                length = peers.Sender.ProtectRtcp(rtcp, 64);
                ok &= peers.Receiver.UnprotectRtcp(rtcp.AsSpan(0, length), out _) == UnprotectResult.Ok;
                if (!ok)
                {
                    Assert.Fail($"packet {i} was dropped");
                }
            }
        }
    }

    [Fact]
    public void Keys_of_another_profile_are_refused()
    {
        using SrtpMasterKeys gcm = SrtpPeers.Keys(SrtpProfile.AeadAes128Gcm, 1);
        Assert.Throws<ArgumentException>(() => new SrtpSession(SrtpProfile.AesCm128HmacSha1_80, gcm, gcm));
        Assert.Throws<ArgumentException>(() => new SrtpMasterKeys(SrtpProfile.AeadAes128Gcm, new byte[16], new byte[14]));
    }

    [Fact]
    public void Too_small_a_buffer_is_the_callers_mistake()
    {
        using var peers = new SrtpPeers(SrtpProfile.AeadAes128Gcm);
        Assert.Throws<ArgumentException>(() => peers.Sender.ProtectRtp(new byte[127], 12, new byte[100], 0));
        Assert.Throws<ArgumentException>(() => peers.Sender.ProtectRtcp(new byte[47], 28));
    }
}
