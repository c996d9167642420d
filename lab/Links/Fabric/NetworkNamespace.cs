using System.Runtime.ExceptionServices;

namespace CdnLab.Links.Fabric;

/// <summary>Does things inside a network namespace. A socket belongs to the namespace of the thread that makes it, for good.</summary>
public static class NetworkNamespace
{
    /// <summary>Runs a function on a thread of its own inside a namespace and returns its result; blocks until then.</summary>
    /// <param name="path">A namespace file: <c>/proc/PID/fd/N</c> as the fabric names it, or <c>/proc/PID/ns/net</c>.</param>
    /// <param name="function">What to do. Sockets that it makes keep working on every thread.</param>
    /// <exception cref="FabricException">The namespace cannot be entered.</exception>
    public static T Run<T>(string path, Func<T> function) => OnOwnThread(() =>
    {
        int fd = Native.Open(path, Native.O_RDONLY | Native.O_CLOEXEC, 0);
        if (fd < 0)
        {
            throw new FabricException($"The network namespace {path} cannot be opened: {Native.LastError()}.");
        }

        try
        {
            return Native.SetNs(fd, Native.CLONE_NEWNET) == 0
                ? function()
                : throw new FabricException($"The network namespace {path} cannot be entered: {Native.LastError()}.");
        }
        finally
        {
            _ = Native.Close(fd);
        }
    });

    /// <summary>
    /// Runs a function on a thread that ends afterwards. Which namespace a thread is in must not leak into the pool, so
    /// threads that change it are not used again.
    /// </summary>
    internal static T OnOwnThread<T>(Func<T> function)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = function();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        {
            IsBackground = true,
            Name = "namespace",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
