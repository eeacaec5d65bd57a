using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Json;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs;
using BraidMgr.Grains.Tests.Accounts;
using BraidMgr.Testing;
using Npgsql;

namespace BraidMgr.Grains.Tests.Chat;

/// <summary>Sessions that are in memory end with their project, also where the database does not answer at that moment.</summary>
[Collection(SharedGrains.Name)]
public sealed class DeletedProjectTests(GrainsHost host) : IAsyncLifetime
{
    private const string Waits = "from pg_stat_activity where datname = current_database() and usename = 'braid_app' and wait_event_type = 'Lock'";

    private SignedIn _owner = null!;
    private NpgsqlConnection _holder = null!;
    private NpgsqlConnection _other = null!;
    private Guid _project;
    private IChatSessionGrain _session = null!;

    private Guid Organization => _owner.Caller().OrganizationId;

    public async Task InitializeAsync()
    {
        var slug = Somebody.Slug();
        _owner = await host.Register(slug: slug);
        var project = await host.Grains.Projects(Organization).Create(_owner.Change(), new ProjectInput { Name = "Relocation" });
        _project = JsonSerializer.Deserialize(project.Json, BraidJson.Default.Project)!.Id;
        var session = await host.Grains.ChatSessions(Organization).Create(_owner.Change(), new() { ProjectId = _project });
        _session = host.Grains.ChatSession(Organization, session.Id);
        (await _session.Post(_owner.Change(), new("Hello", null))).Seq.ShouldBe(1);
        (_holder, _other) = (await Connect(slug), await Connect(slug));
    }

    public async Task DisposeAsync()
    {
        await _holder.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Which_they_are_cannot_be_asked()
    {
        await Run(_holder, "begin; lock table chat_sessions in access exclusive mode");
        await host.Grains.Project(Organization, _project).Delete(_owner.Change());
        await Eventually.Holds(async () => await Run(_other, $"select count(pg_cancel_backend(pid)) {Waits}") > 0);
        await Run(_holder, "rollback");
        await IsGone();
    }

    [Fact]
    public async Task That_the_project_is_deleted_was_not_answered()
    {
        await Run(_holder, $"begin; update projects set deleted_at = now() where id = '{_project}'");
        var deleting = host.Grains.Project(Organization, _project).Delete(_owner.Change());
        await Eventually.Holds(async () => await Run(_other, $"select count(pg_terminate_backend(pid)) {Waits}") > 0);
        await Run(_holder, "commit");
        await Should.ThrowAsync<OutcomeUnknownException>(deleting);
        await IsGone();
    }

    private async Task IsGone()
    {
        await Eventually.Holds(async () =>
        {
            try
            {
                await _session.Get(_owner.Caller());
                return false;
            }
            catch (BraidException error) when (error.Kind == ErrorKind.NotFound)
            {
                return true;
            }
        });
        (await Somebody.ErrorKind(() => _session.Post(_owner.Change(), new("Still here?", null)))).ShouldBe(ErrorKind.NotFound);
    }

    private async Task<NpgsqlConnection> Connect(string slug)
    {
        var connection = new NpgsqlConnection(host.Server.ConnectionString($"braidmgr_org_{slug}") + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<long> Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is long count ? count : 0;
    }
}
