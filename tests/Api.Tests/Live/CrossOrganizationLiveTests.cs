using System.Reflection;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Operations;

namespace BraidMgr.Api.Tests.Live;

/// <summary>Another organization's ids in every argument of every method of the hub: as if there were no such thing.</summary>
public sealed class CrossOrganizationLiveTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [NodeFact]
    public async Task Every_method_answers_as_to_an_id_that_never_was()
    {
        using var victim = await shared.Someone();
        using var member = await victim.InviteAsync(shared.Host);
        using var stranger = await shared.Someone();
        var theirs = await Sample.MakeAsync(victim, member);
        var before = await Snapshot.OfAsync(victim, theirs);
        await using var clients = new HubClients();
        var client = await clients.ConnectAsync(shared.Host, stranger);
        foreach (var method in HubMethods.All.Where(m => m.GetParameters().Any(HubMethods.IsId)))
        {
            var answer = await AnswerAsync(method, theirs.Parameter);
            var unknown = Guid.NewGuid().ToString();
            (await AnswerAsync(method, _ => unknown)).ShouldBe(answer, method.Name);
            if (method.Name is not ("Leave" or "UnwatchProject"))
            {
                // Who is in no room leaves none.
                answer.ShouldContain("NOT_FOUND", customMessage: method.Name);
            }
        }

        (await Snapshot.OfAsync(victim, theirs)).ShouldBe(before);

        async Task<string> AnswerAsync(MethodInfo method, Func<string, string> idOf)
        {
            var parameters = method.GetParameters();
            var answer = await HubMethods.AnswerAsync(
                client, method.Name, [.. parameters.Select(p => HubMethods.IsId(p) ? idOf(p.Name!) : HubMethods.Fitting(p.Name!))]);
            return parameters.Where(HubMethods.IsId).Aggregate(answer, (text, p) => text.Replace(idOf(p.Name!), "…", StringComparison.Ordinal));
        }
    }
}
