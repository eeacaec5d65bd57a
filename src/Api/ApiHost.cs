using BraidMgr.Api.Admin;
using BraidMgr.Api.Auth;
using BraidMgr.Api.Endpoints;
using BraidMgr.Api.Hubs;
using BraidMgr.Api.Json;
using BraidMgr.Api.Limits;
using BraidMgr.Api.OpenApi;
using BraidMgr.Api.Operations;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts;
using BraidMgr.Silo.Metrics;
using BraidMgr.Storage;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api;

/// <summary>Composes the HTTP host: services, the way of a request, the routes.</summary>
internal static class ApiHost
{
    // Searches of many words are answered as what they are, too long, and not as an address that cannot be read.
    private const int MaxRequestLine = 32 * 1024;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Adds what the API needs beside the silo.</summary>
    public static void AddBraidMgrApi(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
            kestrel.Limits.MaxRequestBodySize = BodyReader.DefaultLimit;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            kestrel.Limits.KeepAliveTimeout = KeepAliveTimeout;
        });
        var services = builder.Services;
        services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section)
            .Validate(o => o.TokenCacheSize is >= 100 and <= 1_000_000, "Api:TokenCacheSize must be 100 to 1,000,000.")
            .Validate(o => o.KnownProxies.All(Proxies.IsReadable), "Api:KnownProxies must be addresses or networks, such as 10.0.0.1 or 10.0.0.0/8.")
            .ValidateOnStart();
        services.AddOptions<TokenCheckOptions>().BindConfiguration(TokenCheckOptions.Section);
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section)
            .Validate(o => o is { AuthPerMinute: > 0, ChatPerMinute: > 0, OthersPerMinute: > 0, OrganizationPerSecond: > 0 }, "RateLimits: requests a minute and a second must be above 0.").ValidateOnStart();
        services.AddSingleton(TimeProvider.System)
            .AddSingleton(p => new TokenCache(p.GetRequiredService<IOptions<ApiOptions>>().Value.TokenCacheSize, TimeProvider.System))
            .AddSingleton(p => new VerificationKeys(() => p.GetRequiredService<IGrainFactory>().SigningKeys().VerificationKeys(), TimeProvider.System))
            .AddSingleton<TokenVerifier>().AddSingleton<Subdomains>().AddSingleton<Origins>()
            .AddSingleton<RateLimits>().AddSingleton<ErrorWriter>();
        services.ConfigureHttpJsonOptions(json => Wire.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<DemoOptions>(builder.Configuration.GetSection(DemoOptions.Section))
            .AddSingleton<DemoOrganization>().AddHostedService(p => p.GetRequiredService<DemoOrganization>())
            .AddSingleton<HealthEndpoints>();
        services.AddHostedService<UnreadableRequests>();
        services.AddBraidMgrHub();
        services.AddCors();
        services.AddBraidMgrDocument();
        builder.AddBraidMgrAdmin();
    }

    /// <summary>The way of a request, outermost first.</summary>
    public static void UseBraidMgrApi(this WebApplication app)
    {
        var admin = app.Services.GetRequiredService<IOptions<AdminOptions>>().Value.Port;
        app.UseBraidMgrMetrics(http => http.Connection.LocalPort == admin || MetricsEndpoint.IsFromThisMachine(http));
        app.UseMiddleware<RequestPipeline>();
        app.UseConfiguredProxies();
        app.UseBraidMgrAdmin();
        app.UseRouting();
        var origins = app.Services.GetRequiredService<Origins>();
        app.UseCors(cors => cors.SetIsOriginAllowed(origins.IsAllowed).AllowCredentials().AllowAnyHeader().AllowAnyMethod()
            .WithExposedHeaders("ETag", "Retry-After", CorrelationId.Header, "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"));
        app.UseMiddleware<Admission>();
        app.UseMiddleware<Retries>();
    }

    /// <summary>Every route there is.</summary>
    public static void MapBraidMgrApi(this WebApplication app)
    {
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        var api = app.MapGroup("/api/v1");
        new AuthEndpoints(grains).Map(api);
        new MeEndpoints(grains).Map(api);
        new OrganizationEndpoints(grains).Map(api);
        new InvitationEndpoints(grains).Map(api);
        new ProjectEndpoints(grains).Map(api);
        new ProjectMemberEndpoints(grains).Map(api);
        new WorkstreamEndpoints(grains).Map(api);
        new ItemEndpoints(grains).Map(api);
        new NoteEndpoints(grains).Map(api);
        new DependencyEndpoints(grains).Map(api);
        new DashboardEndpoints(grains).Map(api);
        new PortfolioEndpoints(grains).Map(api);
        new BudgetEndpoints(grains).Map(api);
        new BudgetFileEndpoints(grains).Map(api);
        new RateCardEndpoints(grains).Map(api);
        new FileEndpoints(grains).Map(api);
        new ChatEndpoints(grains).Map(api);
        app.MapBraidMgrHub();
        new AttachmentEndpoints(grains, app.Services.GetRequiredService<IObjectStore>()).Map(api);
        new LogoEndpoints(grains, app.Services.GetRequiredService<IObjectStore>()).Map(api);
        new SearchEndpoints(grains).Map(api);
        app.Services.GetRequiredService<HealthEndpoints>().Map(app);
        app.MapBraidMgrDocument();
    }
}
