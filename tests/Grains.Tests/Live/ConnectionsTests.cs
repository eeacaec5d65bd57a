using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Live;
using BraidMgr.Grains.Tests.Accounts;

namespace BraidMgr.Grains.Tests.Live;

/// <summary>The connections of an organization's people are limited over all hosts, whatever becomes of a host.</summary>
[Collection(SharedGrains.Name)]
public sealed class ConnectionsTests(GrainsHost host)
{
    private static readonly ConnectionLimit Limit = new(PerUser: 2, PerOrganization: 3);

    private readonly IConnectionsGrain _grain = host.Grains.Connections(Guid.NewGuid());
    private readonly Guid _here = Guid.NewGuid();
    private readonly Guid _there = Guid.NewGuid();
    private readonly Guid _ann = Guid.NewGuid();

    [Fact]
    public async Task A_persons_connections_count_whichever_host_they_are_to()
    {
        await EnterAsync(_here, _ann);
        var second = await EnterAsync(_there, _ann);
        (await RefusedAsync(_here, _ann)).Message.ShouldBe("You have 2 connections of 2 (Live:MaxConnectionsPerUser). Close one first.");
        await EnterAsync(_here, Guid.NewGuid());
        (await RefusedAsync(_there, Guid.NewGuid())).Message.ShouldBe(
            "The organization has 3 connections of 3 (Live:MaxConnectionsPerOrganization). Close one first.");

        await _grain.Leave(_there, second.Id);
        await EnterAsync(_here, _ann);
        await RefusedAsync(_there, _ann);
    }

    [Fact]
    public async Task What_is_told_twice_counts_once()
    {
        var connection = await EnterAsync(_here, _ann);
        await _grain.Enter(_here, connection, Limit);
        await _grain.Renew(_here, new List<LiveConnection> { connection, connection });
        await _grain.Enter(_here, connection, Limit);
        await EnterAsync(_there, _ann);
        await _grain.Leave(_here, connection.Id);
        await _grain.Leave(_here, connection.Id);
        await EnterAsync(_there, _ann);
        await RefusedAsync(_there, _ann);
    }

    [Fact]
    public async Task Organizations_count_apart()
    {
        await EnterAsync(_here, _ann);
        await EnterAsync(_here, _ann);
        await host.Grains.Connections(Guid.NewGuid()).Enter(_here, new(Guid.NewGuid(), _ann), Limit);
    }

    [Fact]
    public async Task Those_of_a_host_that_has_died_count_no_more_and_those_of_one_that_renews_do()
    {
        await EnterAsync(_here, _ann);
        var kept = await EnterAsync(_there, _ann);
        host.Time.Advance(LiveConnection.Lifetime / 2);
        await _grain.Renew(_there, new List<LiveConnection> { kept });
        await RefusedAsync(_there, _ann);
        host.Time.Advance((LiveConnection.Lifetime / 2) + TimeSpan.FromSeconds(1));
        await EnterAsync(_there, _ann);
        await RefusedAsync(_there, _ann);
    }

    [Fact]
    public async Task A_renewal_makes_up_for_what_was_lost()
    {
        await EnterAsync(_here, _ann);
        await EnterAsync(_here, _ann);
        // The ends of both were lost, and the beginnings of two others.
        var others = new List<LiveConnection> { new(Guid.NewGuid(), Guid.NewGuid()), new(Guid.NewGuid(), Guid.NewGuid()) };
        await _grain.Renew(_here, others);
        await EnterAsync(_there, _ann);
        await RefusedAsync(_there, Guid.NewGuid());
    }

    private async Task<LiveConnection> EnterAsync(Guid hostId, Guid userId)
    {
        var connection = new LiveConnection(Guid.NewGuid(), userId);
        await _grain.Enter(hostId, connection, Limit);
        return connection;
    }

    private async Task<BraidException> RefusedAsync(Guid hostId, Guid userId)
    {
        var error = await Should.ThrowAsync<BraidException>(EnterAsync(hostId, userId));
        error.Kind.ShouldBe(ErrorKind.RateLimited);
        return error;
    }
}
