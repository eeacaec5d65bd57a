using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BraidMgr.Compare.Systems;
using BraidMgr.Compare.Tools;

namespace BraidMgr.Compare.Live;

/// <summary>
/// What chat does over sockets: messages that are stored and delivered, how long one takes to the last of many watchers, and what a
/// connection costs that only listens. Beside it the floor: a plain SignalR group that stores, numbers and checks nothing.
/// </summary>
internal sealed class LiveChat(BraidMgrHost braidMgr, DirectPeer? floor, Plan plan)
{
    /// <summary>How the floor is called in the figures.</summary>
    public const string Floor = "signalr group";

    private const int Senders = 128;
    private const int Sessions = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string System, string Name, string Unit), List<double>> _figures = [];

    /// <summary>How many watch, a cell each.</summary>
    public static int[] Watchers { get; } = [100, 1000];

    /// <summary>The name of a figure of the time to the last of so many watchers.</summary>
    public static string LastOf(int watchers, string which) => FormattableString.Invariant($"to the last of {watchers:#,0} watchers, {which}");

    /// <summary>Measures in rounds; the figures are their medians.</summary>
    public async Task<IReadOnlyList<Extra>> MeasureAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < plan.Rounds; round++)
        {
            if (floor is not null)
            {
                await using var plain = await floor.StartAsync(cancellationToken);
                var target = await floor.SignInAsync(plain.BaseUrl, Plan.WarmUpOrganization, cancellationToken);
                var token = File.ReadLines(target.TokensFile).First().Split('\t')[1];
                await FanOutAsync(Floor, plain, new(At(plain, "/hubs/floor"), token, _ => Task.FromResult($"{Guid.NewGuid()}")), cancellationToken);
            }

            await using var server = await braidMgr.StartAsync(cancellationToken);
            using var http = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };
            var owner = await BraidMgrHost.TokenAsync(server.BaseUrl, 1, cancellationToken);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", owner);
            var hub = new Hub(At(server, "/hubs/chat"), owner, stop => NewSessionAsync(http, stop));
            await StoreAsync(hub, 1, "one session", cancellationToken);
            await StoreAsync(hub, Sessions, FormattableString.Invariant($"{Sessions} sessions"), cancellationToken);
            await FanOutAsync(braidMgr.Name, server, hub, cancellationToken);
        }

        return [.. _figures.Select(f => new Extra("chat", f.Key.System, f.Key.Name, Ledger.Median(f.Value), f.Key.Unit))];
    }

    private static Uri At(ServerProcess server, string path) => new(server.BaseUrl.Replace("http://", "ws://", StringComparison.Ordinal) + path);

    private static async Task<string> NewSessionAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/chat/sessions", new { project_id = HttpSystem.ProjectId(1, 1), title = "Bench" }, cancellationToken);
        var session = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return session.GetProperty("id").GetString()!;
    }

    private async Task StoreAsync(Hub hub, int count, string where, CancellationToken cancellationToken)
    {
        var sessions = new List<string>();
        for (var i = 0; i < count; i++)
        {
            sessions.Add(await hub.NewSession(cancellationToken));
        }

        await using var watcher = await hub.JoinAsync(sessions, cancellationToken);
        var senders = await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => hub.ConnectAsync(cancellationToken)));
        await StoreAsync(senders, watcher, sessions, plan.WarmUp / 2, cancellationToken);
        Note("braidmgr", $"messages stored and delivered, {where}", await StoreAsync(senders, watcher, sessions, plan.CellLength, cancellationToken), "a second");
        foreach (var sender in senders)
        {
            await sender.DisposeAsync();
        }
    }

    // Messages a second, until the one connection that hears of all sessions has heard the last that was acknowledged.
    private static async Task<double> StoreAsync(
        HubSocket[] senders, HubSocket watcher, List<string> sessions, TimeSpan length, CancellationToken cancellationToken)
    {
        var (heard, stored) = (0, 0);
        watcher.Heard = () => Interlocked.Increment(ref heard);
        await watcher.PingAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(senders.Select(async (sender, number) =>
        {
            for (var i = number; clock.Elapsed < length; i += Senders)
            {
                await Hub.SendAsync(sender, sessions[i % sessions.Count], i, cancellationToken);
                Interlocked.Increment(ref stored);
            }
        }));
        while (Volatile.Read(ref heard) < stored)
        {
            if (clock.Elapsed > length + Patience)
            {
                throw new InvalidOperationException($"of {stored} messages that were stored {heard} were delivered");
            }

            await Task.Delay(1, cancellationToken);
        }

        return stored / clock.Elapsed.TotalSeconds;
    }

    private async Task FanOutAsync(string system, ServerProcess server, Hub hub, CancellationToken cancellationToken)
    {
        Crowd many;
        await using (var few = await Crowd.GatherAsync(hub, Watchers[0], cancellationToken))
        {
            await TimeAsync(system, few, Watchers[0], cancellationToken);
            var before = server.ResidentMb;
            many = await Crowd.GatherAsync(hub, Watchers[1], cancellationToken);
            await Task.Delay(Settled, cancellationToken);
            Note(system, "memory of an idle connection", (server.ResidentMb - before) * 1000 / Watchers[1], "kB");
        }

        await using (many)
        {
            await TimeAsync(system, many, Watchers[1], cancellationToken);
        }
    }

    private async Task TimeAsync(string system, Crowd crowd, int watchers, CancellationToken cancellationToken)
    {
        var messages = (plan.Quick ? 60 : 400) / (watchers > Watchers[0] ? 2 : 1);
        await crowd.MeasureAsync(messages / 2, cancellationToken);
        var times = await crowd.MeasureAsync(messages, cancellationToken);
        Note(system, LastOf(watchers, "p50"), times[times.Count / 2], "ms");
        Note(system, LastOf(watchers, "p99"), times[(int)(0.99 * (times.Count - 1))], "ms");
    }

    private void Note(string system, string name, double value, string unit)
    {
        if (!_figures.TryGetValue((system, name, unit), out var all))
        {
            _figures[(system, name, unit)] = all = [];
        }

        all.Add(value);
    }
}
