using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Tests.Accounts;
using Npgsql;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>A value that the server refuses while a statement is being prepared spoils nobody else's answer.</summary>
public sealed class PreparedStatementsTests(OrgDatabaseFixture fixture) : IClassFixture<OrgDatabaseFixture>
{
    // Statements are prepared when they come for the second time.
    [Theory]
    [InlineData("bad good")]
    [InlineData("good bad good")]
    [InlineData("good good bad good")]
    [InlineData("good bad bad good")]
    public async Task An_organizations_statements_answer_as_ever_after_one_that_was_refused(string order)
    {
        var database = await fixture.Own();
        foreach (var value in order.Split(' '))
        {
            var query = new Twice(order, value == "good" ? "text" : "a\0b");
            if (value == "good")
            {
                (await database.Run(query, CancellationToken.None)).ShouldBe("none, then text");
            }
            else
            {
                (await Should.ThrowAsync<PostgresException>(() => database.Run(query, CancellationToken.None))).SqlState.ShouldBe(PostgresErrorCodes.CharacterNotInRepertoire);
            }
        }
    }

    [Theory]
    [InlineData("good bad good good")]
    [InlineData("good good bad bad good good")]
    public async Task Those_of_central_do_too(string order)
    {
        // Two connections, of which the one that waits for longer is taken: both meet each value, or one meets all.
        var host = new GrainsHost(settings => settings["Central:MaxPoolSize"] = "2");
        await host.InitializeAsync();
        foreach (var value in order.Split(' '))
        {
            var sent = value == "good" ? "text" : "a\0b";
            var answer = host.Central.Run(session => session.One(row => row.GetString(0), $"SELECT $1 /* {order} */", Grains.Central.Param.Text(sent)));
            if (value == "good")
            {
                (await answer).ShouldBe("text");
            }
            else
            {
                (await Somebody.Error(() => answer)).Kind.ShouldBe(Contracts.Errors.ErrorKind.Validation);
            }
        }

        await host.DisposeAsync();
    }

    /// <summary>Two statements: what the first lacks must not be taken from the second.</summary>
    private sealed record Twice(string Name, string Value) : Query<string>
    {
        internal override IReadOnlyList<string> Sql => [$"SELECT $1::text /* {Name} */ WHERE false", "SELECT $1::text"];

        internal override void Bind(NpgsqlParameterCollection parameters) => parameters.Add(Grains.Central.Param.Text(Value));

        internal override async Task<string?> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
        {
            var first = await reader.ReadAsync(cancellationToken) ? reader.GetString(0) : "none";
            await reader.NextResultAsync(cancellationToken);
            return $"{first}, then {(await reader.ReadAsync(cancellationToken) ? reader.GetString(0) : "none")}";
        }
    }
}
