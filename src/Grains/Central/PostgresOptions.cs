using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace BraidMgr.Grains.Central;

/// <summary>How hosts sign in to PostgreSQL servers (section <c>Postgres</c>).</summary>
public sealed class PostgresOptions : IValidatableObject
{
    /// <summary>The password of the role <c>braid_app</c> (<c>BRAID__POSTGRES__APPPASSWORD</c>). Required.</summary>
    [Required(ErrorMessage = "Postgres:AppPassword (BRAID__POSTGRES__APPPASSWORD) is missing: the password of the role braid_app.")]
    public string AppPassword { get; set; } = "";

    /// <summary>
    /// Servers whose credentials are not those of the central one, by any label (<c>BRAID__POSTGRES__SERVERS__EU1__CONNECTIONSTRING</c>).
    /// Which server it is, host and port of the connection string say; a server that is not among them gets the central one's credentials.
    /// </summary>
    public Dictionary<string, ServerCredentials> Servers { get; set; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (label, server) in Servers)
        {
            if (server.Problem() is { } problem)
            {
                yield return new($"Postgres:Servers:{label}: {problem}");
            }
        }
    }
}

/// <summary>How hosts sign in to one server (section <c>Postgres:Servers:{label}</c>).</summary>
public sealed class ServerCredentials
{
    /// <summary>The owner's connection string, with host and port as <c>database_servers</c> has them; the database does not matter.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>A file that holds it instead.</summary>
    public string ConnectionStringFile { get; set; } = "";

    /// <summary>The password of the role <c>braid_app</c> there; empty: Postgres:AppPassword.</summary>
    public string AppPassword { get; set; } = "";

    /// <summary>The owner's connection string, read.</summary>
    internal NpgsqlConnectionStringBuilder Read() =>
        new(ConnectionString.Length > 0 ? ConnectionString : File.ReadAllText(ConnectionStringFile).Trim());

    /// <summary>What is wrong with it, without a secret; null when nothing is.</summary>
    internal string? Problem()
    {
        if (ConnectionString.Length > 0 == ConnectionStringFile.Length > 0)
        {
            return "give either ConnectionString or ConnectionStringFile: the owner's connection string to that server.";
        }

        if (ConnectionString.Length == 0 && !File.Exists(ConnectionStringFile))
        {
            return $"ConnectionStringFile is {ConnectionStringFile}, which is not there.";
        }

        try
        {
            return string.IsNullOrEmpty(Read().Host) ? "the connection string names no Host; it says which server it is for." : null;
        }
        catch (ArgumentException)
        {
            return "the connection string cannot be read.";
        }
    }
}
