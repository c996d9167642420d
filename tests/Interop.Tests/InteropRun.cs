using System.Globalization;
using CdnLab.Processes;
using Microsoft.Playwright;

namespace CdnLab.Interop.Tests;

/// <summary>The processes and files of one test: nodes, browsers, their profiles. Nothing is left of them after its end.</summary>
internal sealed class InteropRun : IAsyncDisposable
{
    private static readonly string[] BrowserArguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--allow-loopback-in-peer-connection", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
    ];

    private static int s_addresses;

    private readonly List<InteropNode> _nodes = [];
    private readonly List<IBrowser> _browsers = [];
    private readonly List<IAsyncDisposable> _owned = [];
    private IPlaywright? _playwright;

    public InteropRun()
    {
        Folder = Directory.CreateTempSubdirectory("cdnlab-interop-").FullName;
        Processes = new RunProcesses(Folder);
    }

    public string Folder { get; }

    public RunProcesses Processes { get; }

    /// <summary>A loopback address that no other node of this machine is likely to have.</summary>
    public static string NewAddress() =>
        string.Create(CultureInfo.InvariantCulture, $"127.55.{Environment.ProcessId % 250}.{Interlocked.Increment(ref s_addresses)}");

    /// <summary>Takes what is to end after the nodes and browsers.</summary>
    public void Own(IAsyncDisposable owned) => _owned.Add(owned);

    /// <summary>Starts a node and waits until it serves.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="address">Its address.</param>
    /// <param name="region">Where it says that it stands.</param>
    /// <param name="namespacePath">The network namespace to start it in; null for the machine's own.</param>
    /// <param name="settings">The rest of its command line.</param>
    public async Task<InteropNode> StartNodeAsync(string name, string address, string region, string? namespacePath, params string[] settings)
    {
        InteropNode node = await InteropNode.StartAsync(this, name, address, region, namespacePath, settings);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Starts a browser.</summary>
    /// <param name="namespacePath">The network namespace to start it in; null for the machine's own.</param>
    public async Task<IBrowser> StartBrowserAsync(string? namespacePath = null)
    {
        if (_playwright is null)
        {
            // Where Playwright makes the browsers' profiles; it asks the environment once.
            Environment.SetEnvironmentVariable("TMPDIR", Folder);
            _playwright = await Playwright.CreateAsync();
        }

        string program = Requirements.Chromium!;
        if (namespacePath is not null)
        {
            string wrapper = Path.Combine(Folder, $"chromium-{_browsers.Count}.sh");
            await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\nexec nsenter --net={namespacePath} {program} \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            program = wrapper;
        }

        IBrowser browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Headless = true,
            Args = BrowserArguments,
            Timeout = 30_000,
        });
        _browsers.Add(browser);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (IBrowser browser in _browsers)
            {
                await browser.CloseAsync();
            }

            _playwright?.Dispose();
            await Processes.StopAllAsync(TimeSpan.FromSeconds(5));
        }
        finally
        {
            Environment.SetEnvironmentVariable("TMPDIR", null);
            _nodes.ForEach(node => node.Dispose());
            await Processes.DisposeAsync();
            foreach (IAsyncDisposable owned in _owned)
            {
                await owned.DisposeAsync();
            }

            await EndFolderAsync();
        }
    }

    // A browser's helpers end a moment after it; their profile is the last thing they let go of.
    private async Task EndFolderAsync()
    {
        try
        {
            await Waiting.UntilAsync(
                "end of the processes that this run has started",
                () => Task.FromResult(string.Join("; ", FindProcesses(Folder))),
                static found => found.Length > 0 ? "their end" : null,
                TimeSpan.FromSeconds(10));
        }
        finally
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Processes whose command line names a folder.</summary>
    public static string[] FindProcesses(string folder) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(entry => char.IsAsciiDigit(Path.GetFileName(entry)[0]))
            .Select(entry => $"{Path.GetFileName(entry)}: {ReadCommandLine(entry)}")
            .Where(process => process.Contains(folder, StringComparison.Ordinal)),
    ];

    private static string ReadCommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
