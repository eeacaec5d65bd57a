using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Backups;

namespace BraidMgr.Grains.Operations.Moves;

/// <summary>Where an organization's database goes.</summary>
internal sealed record MovePlace(Guid ServerId, string Server, string Host, int Port, string Database);

/// <summary>
/// What moves and restores change of an organization in central. The moment of holding it is the holder's ticket: whoever holds it anew makes
/// every earlier ticket worthless, also that of a commit whose answer was lost.
/// </summary>
internal static class MoveSql
{
    private const string HoldSql = """
        UPDATE organizations SET status = 'moving', updated_at = $3
        WHERE id = $1 AND database_name = $2 AND status IN ($4, 'moving') AND deleted_at IS NULL
        """;

    private const string ServeSql = """
        UPDATE organizations
        SET database_name = $4, database_server_id = coalesce($5, database_server_id), status = $6, updated_at = $7
        WHERE id = $1 AND database_name = $2 AND status = 'moving' AND updated_at = $3
        """;

    /// <summary>Keeps everybody from opening the database anew; 0 when it is not the organization's any more, or stands otherwise than was thought.</summary>
    public static Task<int> HoldFor(this CentralSession central, OrgToBackUp org, DateTimeOffset ticket, string status) =>
        central.Execute(HoldSql, Param.Id(org.Id), Param.Text(org.Database), Param.Time(ticket), Param.Text(status));

    /// <summary>Lets the organization serve again where it was, from the database it had or another; 0 when the ticket is worthless.</summary>
    public static Task<int> ServeAgain(
        this CentralSession central, OrgToBackUp org, DateTimeOffset ticket, string database, string status, DateTimeOffset now) =>
        Serve(central, org, ticket, database, null, status, now);

    /// <summary>Lets the organization serve from its new place: the one moment in which it moves; 0 when the ticket is worthless.</summary>
    public static Task<int> ServeThere(
        this CentralSession central, OrgToBackUp org, DateTimeOffset ticket, MovePlace place, string status, DateTimeOffset now) =>
        Serve(central, org, ticket, place.Database, place.ServerId, status, now);

    private static Task<int> Serve(
        CentralSession central, OrgToBackUp org, DateTimeOffset ticket, string database, Guid? serverId, string status, DateTimeOffset now) =>
        central.Execute(
            ServeSql, Param.Id(org.Id), Param.Text(org.Database), Param.Time(ticket), Param.Text(database), Param.Id(serverId), Param.Text(status), Param.Time(now));
}
