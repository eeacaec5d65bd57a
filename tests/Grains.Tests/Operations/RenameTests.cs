using System.Text.Json;
using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Operations.Organizations;
using BraidMgr.Grains.Tests.Accounts;

namespace BraidMgr.Grains.Tests.Operations;

/// <summary>Which organizations get another slug.</summary>
[Collection(SharedGrains.Name)]
public sealed class RenameTests(GrainsHost host)
{
    [Theory]
    [InlineData("provisioning")]
    [InlineData("moving")]
    [InlineData("deleting")]
    public async Task While_something_else_is_done_to_it_an_organization_keeps_its_slug_and_that_is_a_conflict(string status)
    {
        var (slug, wanted) = (Somebody.Slug(), Somebody.Slug());
        await host.Register(slug: slug);
        await Become(slug, status);

        var refused = await Somebody.Error(() => host.Grains.AdminOrganizations().CheckRename(slug, new(wanted)));
        (refused.Kind, refused.Message).ShouldBe(
            (ErrorKind.Conflict, $"Organization {slug} is {status}; only one that is active or suspended can be renamed."));

        // Also where it becomes so between the check and the run.
        var run = await Rename(slug, wanted);
        run.State.ShouldBe(RunState.Failed);
        run.Message.ShouldNotBeNull().ShouldContain("was not renamed");
        (await host.Rows("select status from organizations where slug = $1", slug)).ShouldBe([status]);
        await Become(slug, "active");
    }

    [Fact]
    public async Task A_suspended_one_is_renamed_and_one_that_never_was_is_not_found()
    {
        var (slug, wanted) = (Somebody.Slug(), Somebody.Slug());
        await host.Register(slug: slug);
        await Become(slug, "suspended");

        (await host.Grains.AdminOrganizations().CheckRename(slug, new(wanted))).ShouldBe(wanted);
        (await Rename(slug, wanted)).State.ShouldBe(RunState.Done);

        (await host.Rows("select status from organizations where slug = $1", wanted)).ShouldBe(["suspended"]);
        (await Somebody.Error(() => host.Grains.AdminOrganizations().CheckRename(slug, new(Somebody.Slug())))).Kind.ShouldBe(ErrorKind.NotFound);
        (await Rename(slug, Somebody.Slug())).Message.ShouldBe($"There is no organization {slug}.");
    }

    private async Task Become(string slug, string status) =>
        (await host.Rows("update organizations set status = $2 where slug = $1 returning slug", slug, status)).ShouldBe([slug]);

    private async Task<Run> Rename(string slug, string to)
    {
        var order = JsonSerializer.Serialize(new RenameOrder(slug, to), OperationsJson.Default.RenameOrder);
        var id = Guid.CreateVersion7();
        await host.Grains.Runs().Start(new RunOrder(id, RenameRun.Name, $"organization {slug}", order, "tests", null, "corr"));
        return await host.EndOf(id);
    }
}
