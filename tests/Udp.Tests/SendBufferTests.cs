using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using CdnLab.Core;

namespace CdnLab.Udp.Tests;

/// <summary>
/// A socket buffer that fills up. On loopback it never does, because the receiver is served inside the sending call; so here
/// the datagrams go, in a network namespace of their own, to a neighbour that never says where it is: the kernel holds them
/// while it asks.
/// </summary>
public sealed partial class SendBufferTests
{
    private const int CloneNewNet = 0x4000_0000;

    [RootFact]
    public void What_the_send_buffer_does_not_hold_is_counted_and_sending_goes_on()
    {
        RunInNamespace(() =>
        {
            foreach (string command in (string[])["link add v0 type veth peer name v1", "addr add 10.99.0.1/24 dev v0", "link set v1 up", "link set v0 up"])
            {
                using Process ip = Process.Start(new ProcessStartInfo("ip", command) { RedirectStandardError = true })!;
                string error = ip.StandardError.ReadToEnd();
                ip.WaitForExit();
                Assert.True(ip.ExitCode == 0, $"ip {command}: {error}");
            }

            using UdpBatchSocket socket = UdpBatchSocket.Bind(NetAddress.FromIPv4(0x0A630001, 0), new UdpSocketOptions { SendBuffer = 16 << 10 });
            for (int i = 0; i < 64; i++)
            {
                socket.Send(NetAddress.FromIPv4(0x0A630063, 5000), new byte[1200]);
            }

            socket.Flush();
            string counts = $"{socket.Sent} sent, {socket.DroppedBySendBuffer} dropped, {socket.RefusedByKernel} refused";
            Assert.True(socket.DroppedBySendBuffer > 0, counts);
            Assert.True(socket.Sent > 0 && socket.Sent + socket.DroppedBySendBuffer == 64 && socket.RefusedByKernel == 0, counts);
            Assert.Equal(0, socket.Outgoing.Count);
        });
    }

    /// <summary>Runs on a thread that has left the host's network; the namespace ends with the thread and its sockets.</summary>
    private static void RunInNamespace(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Assert.True(Unshare(CloneNewNet) == 0, $"unshare: {Marshal.GetLastPInvokeErrorMessage()}");
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
