using System.Diagnostics;
using System.Text;
using Npgsql;

namespace BraidMgr.Backups;

/// <summary>A running <c>pg_dump</c> or <c>pg_restore</c>. Passwords go by the environment, never in arguments.</summary>
internal sealed class PostgresTool : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _name;
    private readonly Task<string> _errors;

    private PostgresTool(Process process, string name)
    {
        (_process, _name) = (process, name);
        _errors = ReadErrors(process.StandardError);
    }

    /// <summary>What it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What it reads.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Starts it against the database of a connection string.</summary>
    public static PostgresTool Start(string binDirectory, string name, string connectionString, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(binDirectory.Length == 0 ? name : Path.Combine(binDirectory, name), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in Environment(new NpgsqlConnectionStringBuilder(connectionString)))
        {
            start.Environment[variable] = value;
        }

        try
        {
            return new PostgresTool(Process.Start(start)!, name);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new BackupException($"{start.FileName} cannot be run: {missing.Message}. Install PostgreSQL's client programs, or set Backup:BinDirectory.", missing);
        }
    }

    private static IEnumerable<(string Name, string? Value)> Environment(NpgsqlConnectionStringBuilder server) =>
    [
        ("PGHOST", server.Host), ("PGPORT", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("PGUSER", server.Username), ("PGPASSWORD", server.Password), ("PGDATABASE", server.Database),
        ("PGAPPNAME", "braidmgr-backup"), ("PGCONNECT_TIMEOUT", "10"), ("LC_ALL", "C"),
        ("PGSSLMODE", server.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => mode.ToString().ToLowerInvariant(),
        }),
        .. server.RootCertificate is { Length: > 0 } root ? [("PGSSLROOTCERT", root)] : Array.Empty<(string, string?)>(),
    ];

    /// <summary>Waits for its end; throws what it said when it failed.</summary>
    public async Task End(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0)
        {
            throw new BackupException($"{_name} failed: {await _errors}");
        }
    }

    /// <summary>Ends it if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    // The first lines say what went wrong; the rest must be read too, or it would wait for a reader.
    private static async Task<string> ReadErrors(StreamReader reader)
    {
        const int Shown = 600;
        var said = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (said.Length < Shown)
            {
                said.Append(said.Length == 0 ? "" : " ").Append(line);
            }
        }

        return said.Length > Shown ? said.ToString(0, Shown) : said.ToString();
    }
}
