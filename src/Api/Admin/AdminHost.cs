using BraidMgr.Api.Auth;
using BraidMgr.Contracts;
using BraidMgr.Silo.Operations;
using Microsoft.Extensions.Options;

namespace BraidMgr.Api.Admin;

/// <summary>
/// The admin surface: a listener of its own in the same host, with routes of its own. What comes in there finds nothing else, and
/// what comes in elsewhere does not find it.
/// </summary>
internal static class AdminHost
{
    /// <summary>The name of its OpenAPI document, and of the group that its operations are in.</summary>
    public const string Document = "admin";

    private const string UrlsKey = "urls";

    /// <summary>Adds the second listener and what checks operators.</summary>
    public static void AddBraidMgrAdmin(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AdminOptions>().BindConfiguration(AdminOptions.Section)
            .Validate(o => o.Url.Length == 0 || o.Port is > 0, "Admin:Url (BRAID__ADMIN__URL) must be an address with a port, such as http://127.0.0.1:8081, or empty.")
            .ValidateOnStart();
        services.AddOptions<OperatorTokenOptions>().BindConfiguration(OperatorTokenOptions.Section);
        services.AddSingleton(p => new OperatorTokens(
            new VerificationKeys(() => p.GetRequiredService<IGrainFactory>().OperatorKeys().VerificationKeys(), TimeProvider.System),
            p.GetRequiredService<IOptions<OperatorTokenOptions>>(), TimeProvider.System));
        services.AddBraidMgrAdminDocument();
        var options = builder.Configuration.GetSection(AdminOptions.Section).Get<AdminOptions>() ?? new AdminOptions();
        if (options.Port is not null)
        {
            builder.WebHost.UseSetting(UrlsKey, $"{builder.Configuration[UrlsKey]};{options.Url}");
        }
    }

    /// <summary>Sends what came in on the admin port to the admin routes, and nowhere else.</summary>
    public static void UseBraidMgrAdmin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<AdminOptions>>().Value.Port is not { } port)
        {
            return;
        }

        app.MapWhen(http => http.Connection.LocalPort == port, admin =>
        {
            admin.UseRouting();
            admin.UseMiddleware<AdminAdmission>();
            admin.UseEndpoints(Map);
        });
    }

    private static void Map(IEndpointRouteBuilder routes)
    {
        var grains = routes.ServiceProvider.GetRequiredService<IGrainFactory>();
        var admin = routes.MapGroup("/admin").WithGroupName(Document);
        new OperatorEndpoints(grains).Map(admin);
        new OrganizationAdminEndpoints(grains).Map(admin);
        new ServerEndpoints(grains).Map(admin);
        new MigrationEndpoints(grains).Map(admin);
        new BackupEndpoints(grains).Map(admin);
        new RunEndpoints(grains).Map(admin);
        new TuningEndpoints(grains).Map(admin);
        new HostAdminEndpoints(routes.ServiceProvider.GetRequiredService<HostHealth>()).Map(admin);
        routes.MapBraidMgrAdminDocument();
    }
}
