using System.Reflection;
using BraidMgr.Api.Hubs;
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
        foreach (var method in Methods())
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
            var ids = method.GetParameters().Where(IsId).Select(p => idOf(p.Name!)).ToList();
            string answer;
            try
            {
                answer = (await client.CallAsync(method.Name, [.. method.GetParameters().Select(p => IsId(p) ? idOf(p.Name!) : Argument(p.Name!))])).ToString();
            }
            catch (HubCallException error)
            {
                answer = error.Message;
            }

            return ids.Aggregate(answer, (text, id) => text.Replace(id, "…", StringComparison.Ordinal));
        }
    }

    private static List<MethodInfo> Methods()
    {
        var all = typeof(ChatHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.GetParameters().Any(IsId)).ToList();
        all.Select(m => m.Name).ShouldContain("WatchProject");
        return all;
    }

    private static bool IsId(ParameterInfo parameter) => parameter.Name is "sessionId" or "projectId"
        || (parameter.Name!.EndsWith("Id", StringComparison.Ordinal) && parameter.Name != "clientMessageId");

    private static object? Argument(string name) => name switch
    {
        "content" => "Let me in",
        "clientMessageId" => null,
        "afterSeq" or "afterVersion" or "seq" => 0,
        _ => throw new InvalidOperationException($"Give {name} a value, so that the new method is tested."),
    };
}
