using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;

namespace BraidMgr.Grains.Operations.Servers;

/// <summary>What may be said of a server.</summary>
internal static class ServerRules
{
    /// <summary>Characters that a name or a region has at most.</summary>
    public const int MaxName = 40;

    private const int DefaultPort = 5432;
    private const int DefaultBudget = 80;
    private const int MaxBudget = 10_000;

    /// <summary>Checks all fields.</summary>
    public static ServerRow Read(AddServer server)
    {
        var errors = new ValidationErrors();
        RequireWord(errors, "name", server.Name);
        RequireWord(errors, "region", server.Region);
        if (Uri.CheckHostName(server.Host ?? "") == UriHostNameType.Unknown || server.Host!.Length > 255)
        {
            errors.Add("host", server.Host is null ? "is required" : "must be the name or address of a machine");
        }

        RequireNumber(errors, "port", server.Port, 1, 65535);
        RequireNumber(errors, "connection_budget", server.ConnectionBudget, 2, MaxBudget);
        RequireNumber(errors, "max_organizations", server.MaxOrganizations, 1, int.MaxValue);
        errors.ThrowIfAny();
        return new ServerRow(
            Guid.CreateVersion7(), server.Name!, server.Region!, server.Host!, server.Port ?? DefaultPort, server.ConnectionBudget ?? DefaultBudget,
            server.MaxOrganizations, AcceptsNewOrgs: true, Organizations: 0);
    }

    private static void RequireWord(ValidationErrors errors, string field, string? word)
    {
        if (string.IsNullOrEmpty(word))
        {
            errors.Add(field, "is required");
        }
        else if (word.Length > MaxName || !word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || word[0] == '-')
        {
            errors.Add(field, $"must be 1 to {MaxName} of a-z, 0-9 and '-', not beginning with '-'");
        }
    }

    private static void RequireNumber(ValidationErrors errors, string field, int? number, int min, int max)
    {
        if (number < min || number > max)
        {
            errors.Add(field, max == int.MaxValue ? $"must be {min} or more" : $"must be {min} to {max}");
        }
    }
}
