using BraidMgr.Backups;
using BraidMgr.Grains.Access;
using BraidMgr.Grains.Accounts;
using BraidMgr.Grains.Accounts.Passwords;
using BraidMgr.Grains.Accounts.Personal;
using BraidMgr.Grains.Accounts.Registering;
using BraidMgr.Grains.Accounts.Sessions;
using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Assistant;
using BraidMgr.Grains.Assistant.Provider;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Cluster;
using BraidMgr.Grains.Mail;
using BraidMgr.Grains.Operations;
using BraidMgr.Grains.Operations.Migrations;
using BraidMgr.Grains.Operations.Operators;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Orgs.Connections;
using BraidMgr.Grains.Projects;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BraidMgr.Grains;

/// <summary>What the grains need of the host that runs them.</summary>
public static class GrainsServices
{
    /// <summary>Adds the grains' services and options; the sections of the configuration have no prefix, and are checked when the host starts.</summary>
    public static IServiceCollection AddBraidMgrGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddBraidMgrCentral(configuration);
        services.Options<PoolOptions>(configuration, "Pool");
        services.TryAddSingleton<ISiloStanding, LoneSilo>();
        services.AddSingleton<ConnectionBudgets>().AddSingleton<ToolConnections>().AddSingleton<OrgDirectory>().AddSingleton<Ownerships>().AddSingleton<Authorities>();
        services.Options<ProjectsOptions>(configuration, "Projects");
        services.Options<OperatorOptions>(configuration, "Operators");
        services.Options<MigrationOptions>(configuration, "Migrations");
        services.Options<BackupOptions>(configuration, "Backup");
        return services.AddAccounts().AddProvisioning(configuration).AddMail(configuration).AddAssistant(configuration).AddOperations().AddBraidMgrStorage(configuration);
    }

    /// <summary>Adds what every host needs of the central database, also one that has no grains of its own.</summary>
    public static IServiceCollection AddBraidMgrCentral(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.Options<CentralOptions>(configuration, "Central");
        services.Options<PostgresOptions>(configuration, "Postgres");
        services.Options<TokenOptions>(configuration, "Tokens");
        services.Options<KeyOptions>(configuration, "Keys");
        return services
            .AddSingleton<CentralDatabase>()
            .AddSingleton<CentralHealth>()
            .AddSingleton<KeyProtector>()
            .AddSingleton<KeyRing>();
    }

    private static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        return services
            .AddSingleton<TokenIssuer>()
            .AddSingleton<PasswordService>()
            .AddSingleton<SessionService>()
            .AddSingleton<SessionCheck>()
            .AddSingleton<RegistrationService>()
            .AddSingleton<InvitationService>()
            .AddSingleton<VerificationService>()
            .AddSingleton<PasswordResetService>()
            .AddSingleton<NewOrganizationService>()
            .AddSingleton<PersonalDataExport>()
            .AddSingleton<ErasureService>();
    }

    private static IServiceCollection AddProvisioning(this IServiceCollection services, IConfiguration configuration)
    {
        services.Options<ProvisioningOptions>(configuration, "Provisioning");
        return services
            .AddSingleton<DatabaseServers>()
            .AddSingleton<OrganizationProvisioner>()
            .AddSingleton<AbandonedOrganizations>()
            .AddSingleton<UnknownDatabases>()
            .AddSingleton<ExpiredRows>()
            .AddSingleton<SpareKeeper>()
            .AddHostedService(services => services.GetRequiredService<SpareKeeper>())
            .AddHostedService<ProvisioningService>();
    }

    private static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.Options<MailOptions>(configuration, "Mail");
        if (string.IsNullOrWhiteSpace(configuration["Mail:Host"]))
        {
            services.TryAddSingleton<IMailer, LogMailer>();
        }
        else
        {
            services.TryAddSingleton<IMailer, SmtpMailer>();
        }

        return services.AddSingleton<MailQueue>().AddHostedService(provider => provider.GetRequiredService<MailQueue>());
    }

    private static IServiceCollection AddAssistant(this IServiceCollection services, IConfiguration configuration)
    {
        services.Options<AssistantOptions>(configuration, "Assistant");
        if (string.IsNullOrWhiteSpace(configuration["Assistant:ApiKey"]) && string.IsNullOrWhiteSpace(configuration["Assistant:ApiKeyFile"]))
        {
            services.TryAddSingleton<IAssistant, BuiltInAssistant>();
        }
        else
        {
            services.TryAddSingleton<IAssistant, AnthropicAssistant>();
        }

        return services;
    }

    private static void Options<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class =>
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
}
