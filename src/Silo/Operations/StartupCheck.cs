using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Tokens;
using BraidMgr.Grains.Central;
using BraidMgr.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BraidMgr.Silo.Operations;

/// <summary>Before a host starts: is everything there that it needs? What is missing is said plainly, with how to mend it.</summary>
public static class StartupCheck
{
    private const string Migrate = "Run: braidmgr migrate central";

    /// <summary>Names the engine, then checks options, central database and signing keys; false when the host cannot start.</summary>
    public static async Task<bool> CheckAsync(this IHost host)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("BraidMgr");
        var environment = host.Services.GetRequiredService<IHostEnvironment>();
        logger.LogInformation(
            "BraidMgr {Version} on the engine {Engine} {EngineVersion}, {Environment}",
            Product.Version, EngineHosting.Name, Product.EngineVersion, environment.EnvironmentName);
        var problems = OptionProblems(host.Services);
        if (!EngineHosting.HasClusters && EngineOptions.SaysClient(host.Services.GetRequiredService<IConfiguration>()))
        {
            problems.Add("Engine:Role (BRAID__ENGINE__ROLE) is Client: the embedded engine has no clusters. Build with ActorEngine=Orleans.");
        }

        if (problems.Count == 0 && await CentralProblemAsync(host.Services) is { } problem)
        {
            problems.Add(problem);
        }

        foreach (var missing in problems)
        {
            logger.LogCritical("The host cannot start: {Problem}", missing);
        }

        return problems.Count == 0;
    }

    private static List<string> OptionProblems(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures.Select(Plain)];
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return [.. e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures).Select(Plain)];
        }
        catch (InvalidOperationException e) when (e.InnerException is not null)
        {
            // A value that is none of its type: what was sent and where it stands is in the message.
            return [e.Message];
        }
    }

    // Validation by annotations wraps each message in the names of types, which help nobody who has to mend it.
    private static string Plain(string failure)
    {
        const string Before = "with the error: '";
        var start = failure.IndexOf(Before, StringComparison.Ordinal);
        return start < 0 ? failure : failure[(start + Before.Length)..].TrimEnd('.', '\'');
    }

    private static async Task<string?> CentralProblemAsync(IServiceProvider services)
    {
        try
        {
            var status = await services.GetRequiredService<CentralHealth>().Check();
            if (!status.IsMigrated)
            {
                return $"The central database is at version {status.Version}; this build needs {status.Required}. {Migrate}";
            }

            await services.GetRequiredService<KeyRing>().Check();
            return null;
        }
        catch (Exception e) when (e is BraidException or ArgumentException)
        {
            return HowToMend(e);
        }
    }

    // What PostgreSQL said is inside; an error of ours says itself how to mend it.
    private static string HowToMend(Exception failure) => failure is { InnerException: NpgsqlException inner } ? HowToMend(inner) : failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e => $"{e.MessageText}. {Migrate}",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } e =>
            $"{e.MessageText}. Postgres:AppPassword (BRAID__POSTGRES__APPPASSWORD) must be the one that the role was made with. {Migrate} (it sets the password)",
        BraidException { Kind: ErrorKind.Internal } e => e.Message,
        ArgumentException e => $"Central:ConnectionString (BRAID__CENTRAL__CONNECTIONSTRING) cannot be read: {e.Message}",
        var e => $"The central database does not answer: {e.Message}. Does PostgreSQL run where Central:ConnectionString (BRAID__CENTRAL__CONNECTIONSTRING) says?",
    };
}
