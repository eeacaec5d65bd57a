using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Chat;
using BraidMgr.Grains.Chat.Statements;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using BraidMgr.Grains.Tests.Orgs;

namespace BraidMgr.Grains.Tests.Chat;

/// <summary>What becomes of messages that are stored together.</summary>
public sealed class CreateMessageTests(OrgDatabaseFixture fixture) : IClassFixture<OrgDatabaseFixture>
{
    private readonly Guid _session = Guid.CreateVersion7();
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bo = Guid.NewGuid();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_somebody_else_has_stored_is_no_answer_for_ones_own_key(bool isInOneGroup)
    {
        var writer = new Writer(await fixture.Own());
        await writer.OneByOne([Session()]);
        Write[] writes = [Message(_ann, "first"), Message(_bo, "second"), Message(_ann, "again")];

        var outcomes = isInOneGroup ? await writer.Together(writes) : await writer.OneByOne(writes);

        outcomes.Select(o => ((StoredMessage)o.Row!).Message.UserId).ShouldBe([_ann, _ann, _ann], "whoever sends it is answered what is stored");
        (await fixture.Rows("select key from idempotency_keys where user_id in ($1, $2) order by key", _ann, _bo)).ShouldBe(["again", "first"]);
    }

    [Fact]
    public async Task Nothing_is_stored_in_a_session_whose_project_is_deleted()
    {
        var project = Guid.NewGuid();
        var writer = new Writer(await fixture.Own());
        await writer.OneByOne([Some.Project(fixture.OrganizationId, project), Session() with { ProjectId = project }, Message(_ann, "before")]);

        var outcomes = await writer.Together([new DeleteProject(project) { Context = Some.Context() }, Message(_ann, "after") with { ClientMessageId = "two" }]);

        outcomes.Select(o => o.Kind).ShouldBe(["committed", "no row"]);
        (await fixture.Rows("select content from chat_messages where session_id = $1", _session)).ShouldBe(["before"]);
        (await fixture.Rows("select next_seq from chat_sessions where id = $1", _session)).ShouldBe(["2"]);
    }

    private CreateSession Session() => new() { Context = Context(_ann), SessionId = _session };

    private CreateMessage Message(Guid author, string key) => new()
    {
        Context = Context(author, key),
        MessageId = Guid.CreateVersion7(),
        SessionId = _session,
        Role = ChatRole.User,
        Author = author,
        Content = key,
        ClientMessageId = "one",
    };

    private static WriteContext Context(Guid user, string? key = null) =>
        new(Guid.CreateVersion7(), user, "test", key is null ? null : new IdempotencyKey(key, "POST /messages", new byte[32]));
}
