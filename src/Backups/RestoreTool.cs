using BraidMgr.Schema;

namespace BraidMgr.Backups;

/// <summary><c>pg_restore</c> of what a <c>pg_dump</c> wrote, all of it or nothing.</summary>
internal static class RestoreTool
{
    /// <summary>Restores a dump, as it comes, into an empty database.</summary>
    /// <exception cref="BackupException">It refused; the message says what it said.</exception>
    public static async Task Feed(string binDirectory, string connectionString, string database, Stream dump, CancellationToken cancellationToken)
    {
        await using var restore = PostgresTool.Start(
            binDirectory, "pg_restore", connectionString,
            "--dbname=" + database, "--no-password", "--exit-on-error", "--single-transaction", "--no-owner", "--role=" + Roles.Owner);
        try
        {
            await dump.CopyToAsync(restore.Input, cancellationToken);
            restore.Input.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all: what it said is the reason.
            await restore.End(cancellationToken);
            throw;
        }

        await restore.End(cancellationToken);
    }
}
