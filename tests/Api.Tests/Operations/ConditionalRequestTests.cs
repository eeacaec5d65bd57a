using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Operations;

public sealed class ConditionalRequestTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Fact]
    public async Task What_the_client_has_is_not_sent_again()
    {
        using var person = await shared.Someone();
        var project = await person.CreateProjectAsync();
        await person.CreateItemAsync(project.Id);
        foreach (var path in new[] { $"projects/{project.Id}", $"projects/{project.Id}/items/1" })
        {
            var etag = (await person.Api.Get(path)).Ok().Headers["ETag"];
            foreach (var sent in new[] { etag, "W/" + etag, "\"other\", " + etag, "*" })
            {
                var answer = await person.Api.Get(path, ("If-None-Match", sent));
                answer.Code.ShouldBe(304, sent);
                answer.Text.ShouldBeEmpty();
                answer.Headers["ETag"].ShouldBe(etag);
            }

            (await person.Api.Get(path, ("If-None-Match", "\"other\""))).Code.ShouldBe(200);
        }

        var before = (await person.Api.Get($"projects/{project.Id}/items/1")).Headers["ETag"];
        (await person.Api.Patch($"projects/{project.Id}/items/1", new { title = "Brakes" })).Ok();
        (await person.Api.Get($"projects/{project.Id}/items/1", ("If-None-Match", before))).Code.ShouldBe(200);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("W/\"1\"")]
    [InlineData("\"1-2020-01-01\"")]
    [InlineData("*")]
    public async Task A_change_bound_to_the_current_version_is_made(string ifMatch) =>
        (await PatchAsync(ifMatch)).Ok().As<Contracts.Projects.Item>().Version.ShouldBe(2);

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("\"2-2020-01-01\"")]
    public async Task A_change_bound_to_another_version_is_not(string ifMatch) => (await PatchAsync(ifMatch)).ShouldFail(412);

    [Theory]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("\"1-2020-13-01\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"1\", \"2\"")]
    public async Task A_change_bound_to_nonsense_is_refused(string ifMatch) =>
        (await PatchAsync(ifMatch)).ShouldFail(400).Json.GetProperty("details").TryGetProperty("If-Match", out _).ShouldBeTrue();

    private async Task<ApiAnswer> PatchAsync(string ifMatch)
    {
        using var person = await shared.Someone();
        var project = await person.CreateProjectAsync();
        await person.CreateItemAsync(project.Id);
        return await person.Api.Patch($"projects/{project.Id}/items/1", new { title = "Brakes" }, ("If-Match", ifMatch));
    }
}
