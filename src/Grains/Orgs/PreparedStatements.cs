using System.Data;
using Npgsql;

namespace BraidMgr.Grains.Orgs;

/// <summary>
/// What is prepared on a connection is worth nothing after an error. Npgsql takes a statement for prepared as soon as it is parsed, also where
/// binding it fails then (npgsql/npgsql#6391): it knows no columns of it, so that the next answer with rows breaks the connection, and one
/// without is left out, and those of the statements behind it are taken for it.
/// </summary>
internal static class PreparedStatements
{
    /// <summary>Runs statements on a connection; where that fails, what is prepared on it is forgotten.</summary>
    /// <param name="connection">Without an open transaction when the work has ended.</param>
    /// <param name="work">Has disposed of its readers when it ends.</param>
    public static async Task<T> Guard<T>(NpgsqlConnection connection, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            Forget(connection);
            throw;
        }
    }

    /// <summary>Forgets them, here and at the server; no transaction is open. A connection that is broken is not used again anyway.</summary>
    public static void Forget(NpgsqlConnection connection)
    {
        if (connection.State != ConnectionState.Open)
        {
            return;
        }

        try
        {
            connection.UnprepareAll();
        }
        catch (NpgsqlException)
        {
            // It broke just now.
        }
    }
}
