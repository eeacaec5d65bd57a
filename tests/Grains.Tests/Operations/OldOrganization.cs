using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Grains.Accounts;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Provisioning;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>An organization whose database an earlier build made: it lacks the newest migration.</summary>
internal sealed record OldOrganization(Guid Id, string Slug, string Email)
{
    private static readonly MigrationSet Earlier =
        new(DatabaseKind.Org, MigrationSet.Of(DatabaseKind.Org).All.SkipLast(1));

    public static async Task<OldOrganization> MakeAsync(GrainsHost host)
    {
        var owner = await host.Register();
        var (id, slug, now) = (Guid.CreateVersion7(), Somebody.Slug(), host.Time.Now());
        var reserved = (await host.Central.Transact(session => session.Reserve(id, "Old", slug, now)))!;
        var server = new DatabaseServer(host.Server.ConnectionString("postgres"), Earlier);
        await server.CreateDatabaseAsync(DatabaseNames.Of(slug));
        await server.StampOrganizationAsync(DatabaseNames.Of(slug), id);
        await host.Central.Transact(async session =>
        {
            await session.AddMembership(owner.User.Id, id, OrgRole.Owner, now);
            return await session.Activate(reserved, owner.User.Id, now);
        });
        return new OldOrganization(id, slug, owner.User.Email);
    }

    /// <summary>Its owner, signed in to it.</summary>
    public Task<SignedIn> SignIn(GrainsHost host) => host.Login(Email, slug: Slug);

    /// <summary>Runs SQL in its database as a superuser, on a connection that stays open.</summary>
    public async Task<NpgsqlConnection> ExecuteAsync(GrainsHost host, string sql)
    {
        var connection = new NpgsqlConnection(host.Server.ConnectionString(DatabaseNames.Of(Slug)));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
