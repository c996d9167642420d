using System.Net;
using System.Net.Sockets;
using CdnLab.Node.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CdnLab.Node.Http;

/// <summary>Binds the sockets that the node listens on; what cannot be bound is told as a sentence.</summary>
internal sealed class ListenSockets(NodeSettings settings)
{
    /// <summary>Binds one.</summary>
    /// <exception cref="StartFailure">It cannot be bound.</exception>
    public Socket Bind(EndPoint endPoint)
    {
        try
        {
            if (endPoint is UnixDomainSocketEndPoint)
            {
                RemoveStale(settings.AdminSocket!);
            }

            Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            if (endPoint is UnixDomainSocketEndPoint && !OperatingSystem.IsWindows())
            {
                // Before listen(): until then every connect is refused, so there is no moment with a wider mode.
                File.SetUnixFileMode(settings.AdminSocket!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return socket;
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new StartFailure(Explain(endPoint, error), error);
        }
    }

    /// <summary>Removes the socket's file; a missing one is fine.</summary>
    public static void Remove(string? path)
    {
        if (path is not null)
        {
            File.Delete(path);
        }
    }

    private static void RemoveStale(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // Left behind by a process that was killed. A file that is no socket is refused in the same way, but has content.
            if (new FileInfo(path).Length == 0)
            {
                File.Delete(path);
                return;
            }
        }

        throw new StartFailure($"admin_socket '{path}' is in use by another process or is no socket; choose another path.");
    }

    private string Explain(EndPoint endPoint, Exception error)
    {
        bool isControl = settings.CdnEnabled && endPoint is IPEndPoint ip && ip.Port == settings.CdnPort && ip.Address.Equals(settings.CdnIp);
        string key = endPoint is UnixDomainSocketEndPoint ? "admin_socket" : isControl ? "cdn_ip and cdn_port" : "listen";
        string where = endPoint is UnixDomainSocketEndPoint ? settings.AdminSocket! : endPoint.ToString()!;
        return (error as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"{key} {where} is in use by another process; give this node another {(isControl ? "cdn_port or cdn_ip" : "address or port")}.",
            SocketError.AddressNotAvailable => $"{key} {where} cannot be used: the address does not belong to this machine.",
            SocketError.AccessDenied => $"{key} {where} cannot be used: not permitted to this user.",
            _ => $"{key} {where} cannot be used: {error.Message}",
        };
    }
}
