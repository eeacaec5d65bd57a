using BraidMgr.Contracts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Accounts;
using BraidMgr.Grains.Accounts.Registering;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Servers;
using BraidMgr.Grains.Provisioning;
using Npgsql;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Operations.Organizations;

/// <summary>The organizations of the installation, as central has them at the moment.</summary>
[Reentrant]
internal sealed class AdminOrganizationsGrain(
    CentralDatabase central, OrganizationProvisioner provisioner, RemovalStatement statements, TimeProvider time) : Grain, IAdminOrganizationsGrain
{
    private const string ListSql = """
        SELECT o.id, o.name, o.slug, o.status, s.name, s.region, o.database_name, o.created_at
        FROM organizations o
        JOIN database_servers s ON s.id = o.database_server_id
        WHERE $1::text IS NULL OR o.slug = $1
        ORDER BY o.slug
        """;

    /// <inheritdoc/>
    public async Task<OrgList> List()
    {
        var all = await Load(null);
        return new OrgList(all, all.Count);
    }

    /// <inheritdoc/>
    public async Task<OrgSummary> Find(string slug) => (await Load(slug)).FirstOrDefault() ?? throw Error.NotFound("organization", slug);

    /// <inheritdoc/>
    public async Task<OrgSummary> Create(CreateOrganization organization, string correlationId)
    {
        var errors = new ValidationErrors();
        errors.Slug("slug", organization.Slug);
        errors.Text("name", organization.Name, RegistrationInput.MaxName, min: 1);
        errors.Text("region", organization.Region, ServerRules.MaxName);
        var owner = organization.Owner is { } email && ValidationErrors.IsStorable(email) ? await central.Run(session => session.FindPerson(GrainKeys.NormalizeEmail(email))) : null;
        if (owner is null)
        {
            errors.Add("owner", organization.Owner is null ? "is required" : $"nobody is registered with the address {organization.Owner}");
        }

        errors.ThrowIfAny();
        var plan = new OrganizationPlan((organization.Name ?? organization.Slug!).Trim(), [organization.Slug!], owner!.Id, correlationId, null)
        {
            Region = organization.Region,
        };
        await provisioner.Create(plan, (_, _) => Task.CompletedTask);
        return await Find(organization.Slug!);
    }

    /// <inheritdoc/>
    public Task<OrgSummary> Suspend(string slug) => Become(slug, "active", "suspended");

    /// <inheritdoc/>
    public Task<OrgSummary> Resume(string slug) => Become(slug, "suspended", "active");

    /// <inheritdoc/>
    public async Task<string> CheckRename(string slug, RenameOrganization order)
    {
        var errors = new ValidationErrors();
        errors.Slug("slug", order.Slug);
        errors.ThrowIfAny();
        if (await Find(slug) is { Status: not ("active" or "suspended") } org)
        {
            throw Error.Conflict($"Organization {slug} is {org.Status}; only one that is active or suspended can be renamed.");
        }

        return (await Load(order.Slug)).Count == 0 ? order.Slug! : throw Error.Conflict($"The slug {order.Slug} is taken.");
    }

    /// <inheritdoc/>
    public Task<VerifiedStatement> VerifyStatement(string? statement) => statements.Verify(statement);

    private async Task<OrgSummary> Become(string slug, string before, string after)
    {
        var org = await Find(slug);
        if (await central.Transact(session => session.SetStatus(org.Id, before, after, time.Now())) == 0 && org.Status != after)
        {
            throw Error.Conflict($"Organization {slug} is {org.Status}; only one that is {before} can become {after}.");
        }

        await GrainFactory.Tell(org.Id);
        return await Find(slug);
    }

    private Task<List<OrgSummary>> Load(string? slug) => central.Run(session => session.All(Read, ListSql, Param.Text(slug)));

    private static OrgSummary Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetDateTime(7));
}
