using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;

namespace BraidMgr.Schema;

/// <summary>
/// Where organizations' databases are, for a restored central database that may be older than that: found by the id that each carries.
/// Several can carry one id: a backup that was being restored beside what serves, a copy that was to be moved to, a rehearsal.
/// </summary>
public static partial class OrganizationPlaces
{
    private const string ServersSql = "select id, name, host, port from database_servers order by name";

    private const string OrganizationsSql = """
        select id, slug, database_name, database_server_id from organizations where status <> 'provisioning' order by slug
        """;

    private const string CarriedSql = "select organization_id::text || ' ' || epoch::text from public.org_owner";

    /// <summary>
    /// Looks on all servers, and lets central name what was found where that is not what it names; answers what somebody has to look at, a
    /// sentence each. What carries the organization's id where central names it stays; else it is what was written to last.
    /// </summary>
    /// <param name="central">The central server.</param>
    /// <param name="restored">The restored database.</param>
    /// <param name="at">The server at an address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(
        DatabaseServer central, string restored, Func<string, int, DatabaseServer> at, CancellationToken cancellationToken = default)
    {
        await using var connection = await central.OpenAsync(restored, cancellationToken);
        var search = new Search();
        foreach (var server in await AllAsync(
            connection, ServersSql, row => (Id: row.GetGuid(0), Name: row.GetString(1), Host: row.GetString(2), Port: row.GetInt32(3)), cancellationToken))
        {
            await search.LookAsync(at(server.Host, server.Port), server.Id, server.Name, cancellationToken);
        }

        foreach (var named in await AllAsync(
            connection, OrganizationsSql, row => new Named(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetGuid(3)), cancellationToken))
        {
            if (search.PlaceOf(named) is { } other)
            {
                await NameAsync(connection, named.Organization, other, cancellationToken);
            }
        }

        return search.Said;
    }

    // Of a slug that looks like this, a database that serves has eight digits at its end, or is the one that central names.
    [GeneratedRegex(@"^braidmgr_org_rehearsal_[0-9a-f]{12}_[0-9a-f]{6}\z")]
    private static partial Regex Rehearsal();

    private static async Task<List<T>> AllAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<T>();
        while (await row.ReadAsync(cancellationToken))
        {
            all.Add(read(row));
        }

        return all;
    }

    private static async Task NameAsync(NpgsqlConnection connection, Guid organization, Place place, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("update organizations set database_name = $2, database_server_id = $3 where id = $1", connection)
        {
            Parameters = { new() { Value = organization }, new() { Value = place.Database }, new() { Value = place.Server } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Named(Guid Organization, string Slug, string Database, Guid Server);

    private sealed record Place(Guid Organization, string Database, Guid Server, string ServerName, long Epoch)
    {
        public override string ToString() => $"{Database} on {ServerName} (epoch {Epoch})";
    }

    private sealed class Search
    {
        private readonly List<Place> _found = [];
        private readonly HashSet<Guid> _lostServers = [];
        private readonly HashSet<(string Database, Guid Server)> _lost = [];

        public List<string> Said { get; } = [];

        /// <summary>Reads whose the databases of a server are. That it cannot be reached is no reason to give the others up.</summary>
        public async Task LookAsync(DatabaseServer server, Guid id, string name, CancellationToken cancellationToken)
        {
            try
            {
                foreach (var database in await server.ListOrgDatabasesAsync(cancellationToken))
                {
                    await ReadAsync(server, id, name, database, cancellationToken);
                }
            }
            catch (Exception error) when (error is NpgsqlException or SocketException or TimeoutException)
            {
                _lostServers.Add(id);
                Said.Add($"server {name} cannot be reached ({error.Message}): organizations that the backup has there stay there");
            }
        }

        /// <summary>The place that central must name instead; null when it stays as it is.</summary>
        public Place? PlaceOf(Named named)
        {
            var all = _found.Where(p => p.Organization == named.Organization).OrderByDescending(p => p.Epoch).ToList();
            if (all.Find(p => (p.Database, p.Server) == (named.Database, named.Server)) is { } right)
            {
                SayOthers(named, $"{right} serves it, as the backup says", all.Where(p => p != right));
                return null;
            }

            // It may be the right one still.
            if (_lostServers.Contains(named.Server) || _lost.Contains((named.Database, named.Server)))
            {
                SayOthers(named, $"{named.Database} is to serve it, which cannot be read now", all);
                return null;
            }

            var last = all.Find(p => !Rehearsal().IsMatch(p.Database));
            if (last is null)
            {
                Said.Add($"database {named.Database} is on no server{(_lostServers.Count > 0 ? " that can be reached" : "")}: restore it from its own backup");
            }

            SayOthers(named, last is null ? "nothing serves it" : $"{last} serves it, which was written to last", all.Where(p => p != last));
            return last;
        }

        private void SayOthers(Named named, string serves, IEnumerable<Place> others)
        {
            if (string.Join(", ", others) is { Length: > 0 } list)
            {
                Said.Add($"organization {named.Slug}: {serves}; its id is also in {list}: drop what nobody misses");
            }
        }

        private async Task ReadAsync(DatabaseServer server, Guid id, string name, string database, CancellationToken cancellationToken)
        {
            try
            {
                await using var connection = await server.OpenAsync(database, cancellationToken);
                if (await connection.AskAsync<string>(CarriedSql, cancellationToken) is { } carried)
                {
                    var parts = carried.Split(' ');
                    _found.Add(new(Guid.Parse(parts[0]), database, id, name, long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)));
                }
            }
            catch (PostgresException none) when (none.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidCatalogName
                or PostgresErrorCodes.ObjectNotInPrerequisiteState)
            {
                return; // such as the restored database itself; dropped meanwhile; or never finished
            }
            catch (PostgresException)
            {
                _lost.Add((database, id));
            }
        }
    }
}
