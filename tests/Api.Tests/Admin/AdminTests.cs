using BraidMgr.Api.Tests.Harness;
using BraidMgr.Api.Tests.Operations;
using BraidMgr.Schema;
using Npgsql;

namespace BraidMgr.Api.Tests.Admin;

/// <summary>Operators have a port, accounts, tokens and an audit trail of their own.</summary>
public sealed class AdminTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private BraidHost Host => shared.Host;

    [Fact]
    public async Task An_operator_signs_in_and_is_known()
    {
        using var ops = await Operator.SignInAsync(Host);
        var me = (await ops.Api.Get("/admin/me")).Ok();
        me["email"].ShouldBe(ops.Email);
        (await ops.Api.Get("/admin/host")).Ok()["status"].ShouldBe("ready");
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_look_alike()
    {
        using var ops = await Operator.SignInAsync(Host);
        var wrong = await ops.Api.Post("/admin/login", new { email = ops.Email, password = "not the password" });
        var unknown = await ops.Api.Post("/admin/login", new { email = Some.Email(), password = "not the password" });
        (wrong.Code, wrong.Error, wrong["message"]).ShouldBe((401, "AUTHENTICATION_ERROR", unknown["message"]));
        unknown.Code.ShouldBe(401);
    }

    [Fact]
    public async Task Five_failures_close_the_account_to_that_network()
    {
        using var ops = await Operator.SignInAsync(Host);
        for (var i = 0; i < 5; i++)
        {
            (await ops.Api.Post("/admin/login", new { email = ops.Email, password = "not the password" })).Code.ShouldBe(401);
        }

        (await ops.Api.Post("/admin/login", new { email = ops.Email, password = Some.Password })).Code.ShouldBe(429);
        (await ops.Api.Get("/admin/me")).Ok();
    }

    [Fact]
    public async Task A_disabled_operator_is_refused_from_the_next_call_on()
    {
        using var ops = await Operator.SignInAsync(Host);
        await new OperatorAccounts(Host.CentralConnectionString).DisableAsync(ops.Email);
        (await ops.Api.Get("/admin/me")).Code.ShouldBe(401);
        (await ops.Api.Post("/admin/login", new { email = ops.Email, password = Some.Password })).Code.ShouldBe(401);
    }

    [Fact]
    public async Task Every_operation_wants_an_operator_and_is_not_there_for_an_organizations_token()
    {
        using var owner = await shared.Someone();
        using var nobody = new ApiClient(Host.AdminAddress);
        var operations = (await AdminOperations()).Where(o => o.Id != "loginOperator").ToList();
        operations.Count.ShouldBeGreaterThan(5);
        foreach (var operation in operations)
        {
            var address = operation.Address(_ => Guid.NewGuid().ToString());
            nobody.Token = null;
            (await nobody.Send(operation.Method, address, null)).Code.ShouldBe(401, operation.ToString());
            nobody.Token = owner.Api.Token;
            var refused = await nobody.Send(operation.Method, address, null);
            (refused.Code, refused.Error).ShouldBe((404, "NOT_FOUND"), operation.ToString());
        }
    }

    [Fact]
    public async Task Every_call_is_in_the_audit_log_before_it_is_answered_and_failures_too()
    {
        using var ops = await Operator.SignInAsync(Host);
        (await ops.Api.Get("/admin/orgs", ("X-Correlation-ID", "look-" + ops.Id))).Ok();
        (await ops.Api.Get("/admin/orgs/nobody-has-this", ("X-Correlation-ID", "miss-" + ops.Id))).Code.ShouldBe(404);

        (await Audited(ops.Id)).ShouldBe(["operator_login", "listAllOrganizations", "getAnyOrganization", "getAnyOrganization_failed"]);
    }

    [Theory]
    [InlineData("provisioning", "rename")]
    [InlineData("moving", "rename")]
    [InlineData("deleting", "rename")]
    [InlineData("provisioning", "delete")]
    [InlineData("moving", "delete")]
    public async Task An_organization_to_which_something_else_is_done_is_not_renamed_or_deleted_and_no_run_begins(string status, string order)
    {
        var slug = Some.Slug();
        using var owner = await Person.RegisterAsync(Host, slug: slug);
        using var ops = await Operator.SignInAsync(Host);
        await Host.ExecuteAsync($"update organizations set status = '{status}' where slug = '{slug}'");

        (await ops.Api.Post($"/admin/orgs/{slug}/{order}", new { slug = Some.Slug() })).ShouldFail(409)["message"].ShouldContain($"is {status}");

        (await ops.Api.Get("/admin/runs")).Ok().Text.ShouldNotContain(slug);
        await Host.ExecuteAsync($"update organizations set status = 'active' where slug = '{slug}'");
    }

    [Fact]
    public async Task The_public_port_has_no_admin_routes_and_the_admin_port_nothing_else()
    {
        using var ops = await Operator.SignInAsync(Host);
        using var stranger = Host.Client();
        stranger.Token = ops.Api.Token;
        foreach (var path in new[] { "/admin/me", "/admin/orgs", "/admin/openapi/admin.json", "/openapi/admin.json" })
        {
            var answer = await stranger.Get(path);
            (answer.Code, answer.Error).ShouldBe((404, "NOT_FOUND"), path);
        }

        (await stranger.Post("/admin/login", new { email = ops.Email, password = Some.Password })).Code.ShouldBe(404);
        foreach (var path in new[] { "/api/v1/projects", "/openapi/v1.json", "/docs/index.html", "/health/ready" })
        {
            (await ops.Api.Get(path)).Code.ShouldBe(404, path);
        }
    }

    [Fact]
    public async Task An_operators_token_is_no_access_token()
    {
        using var ops = await Operator.SignInAsync(Host);
        using var stranger = Host.Client();
        stranger.Token = ops.Api.Token;
        (await stranger.Get("projects")).Code.ShouldBe(401);
        (await stranger.Get("auth/me")).Code.ShouldBe(401);
    }

    [Fact]
    public async Task The_two_documents_describe_their_own_operations_alone()
    {
        (await AdminOperations()).ShouldAllBe(o => o.Path.StartsWith("/admin/", StringComparison.Ordinal) && o.Summary != null && o.Id != null);
        (await OperationList.ReadAsync(Host)).ShouldAllBe(o => !o.Path.StartsWith("/admin", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<ApiOperation>> AdminOperations()
    {
        using var anyone = new ApiClient(Host.AdminAddress);
        return OperationList.Of((await anyone.Get("/admin/openapi/admin.json")).Ok().Json);
    }

    private async Task<List<string>> Audited(Guid operatorId)
    {
        await using var connection = new NpgsqlConnection(Host.CentralConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select action from audit_log where user_id = $1 order by created_at, id", connection);
        command.Parameters.Add(new() { Value = operatorId });
        await using var rows = await command.ExecuteReaderAsync();
        var actions = new List<string>();
        while (await rows.ReadAsync())
        {
            actions.Add(rows.GetString(0));
        }

        return actions;
    }
}
