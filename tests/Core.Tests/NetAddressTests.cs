using System.Net;
using CdnLab.Core;

namespace CdnLab.Core.Tests;

public sealed class NetAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("0.0.0.0:0", true)]
    [InlineData("255.255.255.255:65535", true)]
    [InlineData("[::1]:5000", false)]
    [InlineData("[2001:db8:1234:5678:11:2233:4455:6677]:1", false)]
    public void Addresses_come_back_as_they_were_written(string text, bool isIPv4)
    {
        Assert.True(NetAddress.TryParse(text, out NetAddress address));
        Assert.Equal(isIPv4, address.IsIPv4);
        Assert.Equal(text, address.ToString());
        Assert.Equal(address, NetAddress.From(address.ToIPEndPoint()));
    }

    [Fact]
    public void IPv4_in_its_mapped_form_is_the_same_address()
    {
        NetAddress plain = NetAddress.FromIPv4(0x7F000001, 80);
        Assert.Equal(plain, NetAddress.From(IPAddress.Loopback, 80));
        Assert.Equal(plain, NetAddress.From(IPAddress.Loopback.MapToIPv6(), 80));
        Assert.Equal(0x7F000001u, plain.IPv4);
        Assert.NotEqual(plain, plain with { Port = 81 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:80")]
    [InlineData("1.2.3.4:65536")]
    [InlineData("[::1")]
    public void What_is_no_address_is_refused(string text) => Assert.False(NetAddress.TryParse(text, out _));

    [Fact]
    public void A_port_out_of_range_is_our_own_mistake() =>
        Assert.Throws<OverflowException>(() => NetAddress.From(IPAddress.Loopback, 65536));

    [Fact]
    public void The_default_value_is_nobodys_address() => Assert.False(default(NetAddress).IsIPv4);
}
