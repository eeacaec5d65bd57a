using System.Text.Json;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Operations;

namespace BraidMgr.Api.Tests.Live;

/// <summary>Bad values for every argument of every method of the hub: the caller's error, nothing changed, and the connection goes on.</summary>
public sealed class BadArgumentsLiveTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string[] CallersErrors = ["VALIDATION_ERROR", "NOT_FOUND", "AUTHENTICATION_ERROR"];

    [NodeFact]
    public async Task Values_that_do_not_fit_an_argument()
    {
        using var owner = await shared.Someone();
        using var member = await owner.InviteAsync(shared.Host);
        var sample = await Sample.MakeAsync(owner, member);
        var before = await Snapshot.OfAsync(owner, sample);
        await using var clients = new HubClients();
        var client = await clients.ConnectAsync(shared.Host, owner);
        foreach (var method in HubMethods.All)
        {
            foreach (var parameter in method.GetParameters())
            {
                foreach (var bad in HubMethods.Bad(parameter))
                {
                    var arguments = method.GetParameters()
                        .Select(p => p == parameter ? bad : HubMethods.IsId(p) ? sample.Parameter(p.Name!) : HubMethods.Fitting(p.Name!));
                    var answer = await HubMethods.AnswerAsync(client, method.Name, [.. arguments]);
                    CallersErrors.ShouldContain(
                        code => answer.Contains(code, StringComparison.Ordinal), $"{method.Name} {parameter.Name}: {JsonSerializer.Serialize(bad)}: {answer}");
                }
            }
        }

        (await Snapshot.OfAsync(owner, sample)).ShouldBe(before);
        (await client.SendAsync(sample.Ids["session"], "Still here")).Content.ShouldBe("Still here");
    }
}
