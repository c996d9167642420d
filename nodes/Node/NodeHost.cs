using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using CdnLab.Control;
using CdnLab.Node.ControlPlane;
using CdnLab.Node.Http;
using CdnLab.Node.Sessions;
using CdnLab.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CdnLab.Node;

/// <summary>Puts a node together: its media half, its control plane, its HTTP surface.</summary>
public static class NodeHost
{
    /// <summary>The version of the program, as nodes tell it to each other.</summary>
    public static string Version { get; } =
        typeof(NodeHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Builds the node; nothing is bound before it is started.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="createMedia">Makes the media half; disposed with the host when it can be.</param>
    /// <param name="configureLogging">Where the log goes.</param>
    /// <param name="ready">Called with the ready line when the node serves; null for nobody.</param>
    /// <param name="configureHost">What stops the host; null when the caller stops it.</param>
    /// <exception cref="StartFailure">The settings cannot be followed on this machine.</exception>
    public static WebApplication Build(
        NodeSettings settings,
        Func<NodeSettings, ILoggerFactory, IMediaPlane> createMedia,
        Action<ILoggingBuilder> configureLogging,
        Action<string>? ready = null,
        Action<IHostBuilder>? configureHost = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "cdn-node" });
        builder.Logging.SetMinimumLevel(settings.LogLevel);

        // The framework logs request paths at Information, and the path of a session is a secret.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // A start that fails is told as one sentence by who started it, not with a stack trace as well.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        configureLogging(builder.Logging);

        // Two seconds are promised from the signal to the end; the media half needs the last of them to say goodbye.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1.2));
        configureHost?.Invoke(builder.Host);
        AddNode(builder.Services, settings, createMedia);
        var endPoints = new List<ListenOptions>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        var sockets = new ListenSockets(settings);
        builder.WebHost.UseSockets(options => options.CreateBoundListenSocket = sockets.Bind);
        X509Certificate2? certificate = settings.UsesTls ? ServerCertificate.LoadOrMake(settings) : null;
        builder.WebHost.ConfigureKestrel(options => ConfigureKestrel(options, settings, certificate, endPoints));

        WebApplication app = builder.Build();
        Map(app, settings);
        if (certificate is not null && settings.CertificateFile is null)
        {
            app.Logger.SelfSigned(certificate.Thumbprint);
        }

        // Made now, so that both hear the first message and the first publisher.
        app.Services.GetRequiredService<PlayCoordinator>();
        app.Services.GetRequiredService<PullServer>();
        StatusEndpoint status = app.Services.GetRequiredService<StatusEndpoint>();
        app.Lifetime.ApplicationStarted.Register(() => ready?.Invoke(DescribeReady(settings, endPoints, status.MediaAddress)));
        app.Lifetime.ApplicationStopped.Register(() => ListenSockets.Remove(settings.AdminSocket));
        return app;
    }

    private static void AddNode(
        IServiceCollection services, NodeSettings settings, Func<NodeSettings, ILoggerFactory, IMediaPlane> createMedia)
    {
        services.AddRoutingCore();
        services.AddSingleton(settings);
        services.AddSingleton(Describe(settings));
        services.AddSingleton(provider => createMedia(settings, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<SessionAdmission>();
        services.AddSingleton<PlayCoordinator>();
        services.AddSingleton<PullServer>();
        services.AddSingleton<WhipEndpoint>();
        services.AddSingleton<WhepEndpoint>();
        services.AddSingleton<SessionEndpoint>();
        services.AddSingleton<StatusEndpoint>();
        services.AddSingleton<MeasurementsEndpoint>();
        services.AddSingleton<PageEndpoint>();
        if (settings.CdnEnabled)
        {
            services.AddSingleton<ControlPlaneService>();
            services.AddSingleton<IControlPlane>(provider => provider.GetRequiredService<ControlPlaneService>());
            services.AddHostedService(provider => provider.GetRequiredService<ControlPlaneService>());
        }
        else
        {
            services.AddSingleton<IControlPlane, NoControlPlane>();
        }
    }

    private static NodeInfo Describe(NodeSettings settings) => new(
        settings.Id,
        settings.CdnIp.ToString(),
        settings.CdnPort,
        settings.Role == NodeRole.Origin ? "origin" : "edge",
        Version,
        DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        settings.NodeName,
        settings.Region,
        settings.Groups.Count == 0 ? null : settings.Groups);

    private static void ConfigureKestrel(
        KestrelServerOptions options, NodeSettings settings, X509Certificate2? certificate, List<ListenOptions> endPoints)
    {
        options.AddServerHeader = false;
        KestrelServerLimits limits = options.Limits;
        limits.MaxRequestBodySize = Math.Max(settings.MaxSdpBytes, settings.MaxMessageBytes) + 1L;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestLineSize = 4 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        limits.MaxConcurrentConnections = settings.MaxSessions + 1000L;
        limits.MaxConcurrentUpgradedConnections = 8192;
        options.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http1);
        foreach (ListenAddress address in settings.Listen)
        {
            options.Listen(address.EndPoint, listen =>
            {
                endPoints.Add(listen);
                if (address.Https)
                {
                    listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate });
                }
            });
        }

        if (settings.CdnEnabled)
        {
            options.Listen(settings.CdnIp, settings.CdnPort, listen => listen.Use(next => connection =>
            {
                connection.Features.Set(ControlSurface.Instance);
                return next(connection);
            }));
        }

        if (settings.AdminSocket is { } path)
        {
            options.ListenUnixSocket(path);
        }
    }

    private static void Map(WebApplication app, NodeSettings settings)
    {
        app.Use(Guard(app.Logger));
        app.UseWebSockets();
        if (settings.CdnEnabled)
        {
            ControlPlaneService control = app.Services.GetRequiredService<ControlPlaneService>();
            app.Use((context, next) => context.Features.Get<ControlSurface>() is null ? next(context)
                : context.Request.Path.Equals(ControlEndpoint.Path, StringComparison.Ordinal)
                    ? ControlEndpoint.HandleAsync(context, control, settings)
                    : HttpReply.TextAsync(context, StatusCodes.Status404NotFound, $"Here is only {ControlEndpoint.Path}, for nodes."));
        }

        SessionEndpoint session = app.Services.GetRequiredService<SessionEndpoint>();
        app.Map("/whip/session/{session}", session.HandleAsync);
        app.Map("/whep/session/{session}", session.HandleAsync);
        app.Map("/whip/{stream}", app.Services.GetRequiredService<WhipEndpoint>().HandleAsync);
        app.Map("/whep/{stream}", app.Services.GetRequiredService<WhepEndpoint>().HandleAsync);
        app.Map("/status", app.Services.GetRequiredService<StatusEndpoint>().HandleAsync);
        app.Map("/measurements", app.Services.GetRequiredService<MeasurementsEndpoint>().HandleAsync);
        app.Map("/{**path}", app.Services.GetRequiredService<PageEndpoint>().HandleAsync);
    }

    /// <summary>Turns what a handler could not deal with into a reply, and into a log entry that names no secret.</summary>
    private static Func<HttpContext, RequestDelegate, Task> Guard(ILogger logger) => async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            await HttpReply.TextAsync(context, error.StatusCode, "The request is not valid HTTP or too slow or too long.");
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            string path = context.Request.Path.Value ?? "";
            string surface = path.StartsWith("/whip", StringComparison.Ordinal) ? "whip"
                : path.StartsWith("/whep", StringComparison.Ordinal) ? "whep"
                : path.StartsWith("/status", StringComparison.Ordinal) ? "status" : "page";
            logger.RequestFailed(error, context.Request.Method, surface);
            await HttpReply.TextAsync(context, StatusCodes.Status500InternalServerError, "The node failed; its log says why.");
        }
    };

    private static string DescribeReady(NodeSettings settings, List<ListenOptions> endPoints, string media)
    {
        var line = new ReadyLine(
            "ready",
            settings.NodeName,
            settings.Id,
            settings.Role == NodeRole.Origin ? "origin" : "edge",
            [.. endPoints.Zip(settings.Listen, (bound, set) => $"{(set.Https ? "https" : "http")}://{bound.EndPoint}")],
            settings.CdnEnabled ? new System.Net.IPEndPoint(settings.CdnIp, settings.CdnPort).ToString() : null,
            media,
            settings.AdminSocket,
            Environment.ProcessId);
        return JsonSerializer.Serialize(line, NodeJsonContext.Default.ReadyLine);
    }
}
