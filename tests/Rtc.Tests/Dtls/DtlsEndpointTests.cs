using CdnLab.Core;
using CdnLab.Rtc.Dtls;
using CdnLab.Rtc.Srtp;

namespace CdnLab.Rtc.Tests.Dtls;

public sealed class DtlsEndpointTests(DtlsFixture fixture) : IClassFixture<DtlsFixture>
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    public static TheoryData<SrtpProfile[], SrtpProfile[], SrtpProfile?> ProfileChoices => new()
    {
        { [], [], SrtpProfile.AeadAes128Gcm },
        { [SrtpProfile.AesCm128HmacSha1_80], [], SrtpProfile.AesCm128HmacSha1_80 },
        { [], [SrtpProfile.AesCm128HmacSha1_80], SrtpProfile.AesCm128HmacSha1_80 },
        { [SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80], [SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AeadAes128Gcm], SrtpProfile.AesCm128HmacSha1_80 },
        { [SrtpProfile.AesCm128HmacSha1_80], [SrtpProfile.AeadAes128Gcm], null },
    };

    [Theory]
    [MemberData(nameof(ProfileChoices))]
    public void Server_chooses_the_profile_by_its_own_order(SrtpProfile[] client, SrtpProfile[] server, SrtpProfile? expected)
    {
        using var clientContext = new DtlsContext(fixture.ClientCertificate, client);
        using var serverContext = new DtlsContext(fixture.ServerCertificate, server);
        using var pair = new DtlsPair(
            clientContext, serverContext, fixture.ServerCertificate.Fingerprint.ToArray(), fixture.ClientCertificate.Fingerprint.ToArray());
        pair.Start();
        pair.Run();
        if (expected is null)
        {
            Assert.Equal(DtlsState.Failed, pair.Client.State);
            Assert.Equal(DtlsState.Failed, pair.Server.State);
            Assert.Equal(DtlsFailure.NoSrtpProfile, pair.Client.Failure);
            Assert.Equal(DtlsFailure.NoSrtpProfile, pair.Server.Failure);
            Assert.Null(pair.Client.LocalKeys);
        }
        else
        {
            pair.AssertConnected("profiles");
            Assert.Equal(expected, pair.Client.SelectedProfile);
        }
    }

    [Fact]
    public void Keys_of_a_handshake_protect_packets_both_ways()
    {
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        pair.Run();
        using var client = new SrtpSession(pair.Client.SelectedProfile!.Value, pair.Client.LocalKeys!, pair.Client.RemoteKeys!);
        using var server = new SrtpSession(pair.Server.SelectedProfile!.Value, pair.Server.LocalKeys!, pair.Server.RemoteKeys!);
        byte[] packet = new byte[200 + SrtpSession.MaxRtpOverhead];
        packet[0] = 0x80;
        Assert.Equal(UnprotectResult.Ok, server.UnprotectRtp(packet.AsSpan(0, client.ProtectRtp(packet, 12, new byte[188], 0)), out _));
        Assert.Equal(UnprotectResult.Ok, client.UnprotectRtp(packet.AsSpan(0, server.ProtectRtp(packet, 12, new byte[188], 0)), out _));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Wrong_fingerprint_never_connects(bool clientIsMisled, bool serverIsMisled)
    {
        byte[] server = fixture.ServerCertificate.Fingerprint.ToArray();
        byte[] client = fixture.ClientCertificate.Fingerprint.ToArray();
        server[31] ^= (byte)(clientIsMisled ? 1 : 0);
        client[0] ^= (byte)(serverIsMisled ? 0x80 : 0);
        using var pair = new DtlsPair(fixture.Client, fixture.Server, server, client);
        pair.Start();
        pair.Run(() =>
        {
            Assert.False(clientIsMisled && pair.Client.State == DtlsState.Connected, "the misled client connected");
            Assert.False(serverIsMisled && pair.Server.State == DtlsState.Connected, "the misled server connected");
            return false;
        });
        Assert.Equal(DtlsState.Failed, pair.Client.State);
        Assert.Equal(DtlsState.Failed, pair.Server.State);
        DtlsEndpoint misled = clientIsMisled ? pair.Client : pair.Server;
        DtlsEndpoint told = clientIsMisled ? pair.Server : pair.Client;
        Assert.Equal(DtlsFailure.FingerprintMismatch, misled.Failure);
        Assert.Equal(DtlsFailure.PeerAlert, told.Failure);
        Assert.Contains("alert 42", told.FailureText, StringComparison.Ordinal); // bad_certificate, RFC 8122 §6.2
        Assert.Null(misled.LocalKeys);
        Assert.True(misled.NextTimeout.IsNever);
    }

    [Fact]
    public void Silence_ends_in_a_timeout_after_backing_off()
    {
        using DtlsPair pair = fixture.Pair(path: _ => DtlsFixture.Lost);
        Instant start = pair.Now;
        pair.Start();
        pair.Run();
        Assert.Equal(DtlsState.Failed, pair.Client.State);
        Assert.Equal(DtlsFailure.Timeout, pair.Client.Failure);
        Assert.Equal(DtlsFailure.Timeout, pair.Server.Failure);
        Assert.Equal(TimeSpan.FromSeconds(10), pair.Now - start);

        // 0, 0.1, 0.3, 0.7, 1.5, 3.1, 5.1, 7.1, 9.1 s.
        Assert.Equal(9, pair.Sent.Count);
        Assert.Equal(8, pair.Client.Counters.FlightsRepeated);
        Assert.True(pair.Client.NextTimeout.IsNever && pair.Server.NextTimeout.IsNever);
    }

    [Fact]
    public void Timers_do_nothing_before_their_time()
    {
        using DtlsPair pair = fixture.Pair(path: _ => DtlsFixture.Lost);
        pair.Start();
        Assert.Equal(pair.Now + TimeSpan.FromMilliseconds(100), pair.Client.NextTimeout);
        Assert.Equal(pair.Now + TimeSpan.FromSeconds(10), pair.Server.NextTimeout);
        pair.Client.HandleTimeout(pair.Now + TimeSpan.FromMilliseconds(99));
        pair.Server.HandleTimeout(pair.Now + TimeSpan.FromMilliseconds(9999));
        pair.Flush();
        Assert.Single(pair.Sent);
    }

    [Fact]
    public void Close_is_noticed_by_the_peer()
    {
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        pair.Run();
        pair.Server.Close(pair.Now);
        Assert.Equal(DtlsState.Closed, pair.Server.State);
        pair.Flush();
        pair.Run();
        Assert.Equal(DtlsState.Closed, pair.Client.State);
        Assert.Equal(DtlsFailure.None, pair.Client.Failure);
    }

    [Fact]
    public void Close_before_the_end_of_the_handshake_sends_nothing_more()
    {
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        pair.Client.Close(pair.Now);
        pair.Flush();
        Assert.Single(pair.Sent);
        Assert.Equal(DtlsState.Closed, pair.Client.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lost_final_flight_is_sent_again_even_when_openssl_is_gone(bool release)
    {
        using DtlsPair pair = fixture.Pair(path: d => d.Burst is 3 or 4 ? DtlsFixture.Lost : DtlsFixture.Arrives);
        pair.Start();
        pair.Run(() => pair.Server.State == DtlsState.Connected);
        if (release)
        {
            pair.Server.ReleaseHandshakeState();
        }

        pair.Run();
        pair.AssertConnected("final flight lost");
        Assert.True(pair.Server.Counters.FinalFlightsRepeated >= 1, "the server never repeated its final flight");
        if (release)
        {
            pair.Client.ReleaseHandshakeState();
        }
    }

    [Fact]
    public void Final_flight_is_repeated_at_most_every_20_ms()
    {
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        pair.Run();
        byte[] clientFlight = pair.Sent[2].Bytes;
        int before = pair.Sent.Count;
        for (int i = 0; i < 100; i++)
        {
            pair.Server.HandleDatagram(pair.Now + (Millisecond * i), clientFlight);
            pair.Flush();
        }

        Assert.InRange(pair.Sent.Count - before, 4, 5);
        pair.AssertConnected("after a hundred repetitions");
    }

    [Fact]
    public void Released_endpoint_does_not_notice_close_and_throws_nothing()
    {
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        Assert.Throws<InvalidOperationException>(pair.Client.ReleaseHandshakeState);
        pair.Run();
        pair.Client.ReleaseHandshakeState();
        pair.Client.ReleaseHandshakeState();
        pair.Server.Close(pair.Now);
        pair.Flush();
        pair.Run();
        Assert.Equal(DtlsState.Connected, pair.Client.State);
        pair.Client.Close(pair.Now);
        Assert.False(pair.Client.TryPollTransmit(new byte[DtlsContext.DefaultMtu], out _));
        Assert.Equal(DtlsState.Closed, pair.Client.State);
    }

    [Fact]
    public void Disposal_zeroes_the_keys()
    {
        DtlsPair pair = fixture.Pair();
        pair.Start();
        pair.Run();
        SrtpMasterKeys keys = pair.Client.LocalKeys!;
        Assert.NotEqual(new byte[16], keys.Key.ToArray());
        pair.Dispose();
        Assert.Equal(new byte[16], keys.Key.ToArray());
        Assert.Equal(new byte[12], keys.Salt.ToArray());
    }

    [Fact]
    public void Contexts_may_go_before_their_endpoints()
    {
        var clientContext = new DtlsContext(fixture.ClientCertificate);
        var serverContext = new DtlsContext(fixture.ServerCertificate);
        using var pair = new DtlsPair(
            clientContext, serverContext, fixture.ServerCertificate.Fingerprint.ToArray(), fixture.ClientCertificate.Fingerprint.ToArray());
        clientContext.Dispose();
        serverContext.Dispose();
        pair.Start();
        pair.Run();
        pair.AssertConnected("contexts disposed");
    }

    [Fact]
    public void Nothing_is_sent_above_the_mtu()
    {
        foreach (bool small in new[] { false, true })
        {
            using DtlsPair pair = fixture.Pair(small);
            pair.Start();
            pair.Run();
            Assert.All(pair.Sent, d => Assert.InRange(d.Bytes.Length, 1, small ? DtlsContext.MinimumMtu : DtlsContext.DefaultMtu));
        }

        using DtlsPair late = fixture.Pair();
        Assert.Throws<ArgumentException>(() => late.Client.TryPollTransmit(new byte[DtlsContext.DefaultMtu - 1], out _));
    }

    [Fact]
    public void Starting_twice_is_the_callers_mistake()
    {
        using DtlsPair pair = fixture.Pair();
        pair.Start();
        Assert.Throws<InvalidOperationException>(() => pair.Client.Start(pair.Now));
    }
}
