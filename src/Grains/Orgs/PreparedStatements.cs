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
    /// <summary>Whether an error may have come between the parsing of a statement and its first answer.</summary>
    public static bool AreInDoubt(Exception error) => error is NpgsqlException or OperationCanceledException;

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
