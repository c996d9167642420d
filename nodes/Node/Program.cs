using System.Globalization;
using System.Net.Sockets;
using CdnLab.Core;
using CdnLab.Node;
using CdnLab.Node.Http;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

const int BadSettings = 2;
const int CannotStart = 3;

if (args.Contains("--help"))
{
    Console.Write(NodeSettingsReader.Help());
    return 0;
}

if (args.Contains("--version"))
{
    Console.WriteLine(NodeHost.Version);
    return 0;
}

if (!NodeSettingsReader.TryRead(args, Environment.GetEnvironmentVariable, File.ReadAllText, out NodeSettings? settings, out IReadOnlyList<string> errors))
{
    foreach (string error in errors)
    {
        Console.Error.WriteLine($"cdn-node: {error}");
    }

    return BadSettings;
}

// Before anything is bound: whoever is told that the node is ready finds it ready.
CodeWarmUp.Run(
    typeof(NodeHost).Assembly,
    typeof(CdnLab.Forwarding.MediaNode).Assembly,
    typeof(CdnLab.Rtc.Session.RtcTransport).Assembly,
    typeof(CdnLab.Media.KeyFrameDetector).Assembly,
    typeof(CdnLab.Udp.DatagramLoop).Assembly,
    typeof(CdnLab.Control.ControlJson).Assembly,
    typeof(CodeWarmUp).Assembly);

try
{
    await using WebApplication app = NodeHost.Build(settings!, CreateMediaPlane, LogToStandardError, Console.WriteLine, UseSignals);
    await app.RunAsync();
    return 0;
}
catch (Exception error) when (FindStartFailure(error) is { } reason)
{
    Console.Error.WriteLine($"cdn-node: {reason}");
    return CannotStart;
}

// The seam between this half of the node and the media half.
static IMediaPlane CreateMediaPlane(NodeSettings settings, ILoggerFactory logs) => new MediaPlane(settings, logs);

static void UseSignals(IHostBuilder host) => host.UseConsoleLifetime(options => options.SuppressStatusMessages = true);

static void LogToStandardError(ILoggingBuilder logging)
{
    // Standard output carries the ready line alone.
    logging.AddSimpleConsole(options =>
    {
        options.SingleLine = true;
        options.UseUtcTimestamp = true;
        options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        options.ColorBehavior = LoggerColorBehavior.Disabled;
    });
    Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.Configure<ConsoleLoggerOptions>(
        logging.Services, options => options.LogToStandardErrorThreshold = LogLevel.Trace);
}

// A socket that the media half cannot bind is as much a matter of the settings as one of ours.
static string? FindStartFailure(Exception error) => error switch
{
    StartFailure failure => failure.Message,
    SocketException socket => string.Create(CultureInfo.InvariantCulture, $"a socket cannot be used: {socket.Message}; see media_ip and media_port."),
    _ => error.InnerException is { } inner ? FindStartFailure(inner) : null,
};
