using System.Text;
using BraidMgr.Grains.Central;
using BraidMgr.Grains.Operations.Operators;
using BraidMgr.Grains.Operations.Runs;
using BraidMgr.Storage;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace BraidMgr.Grains.Operations.Organizations;

/// <summary>
/// What was removed of an organization, as a signed JSON Web Token: kept in the object store, and the result of the run's last step. It is
/// signed with the key of operators' tokens, for an audience that opens nothing.
/// </summary>
internal sealed class RemovalStatement(OperatorKeyRing keys, IObjectStore objects, TimeProvider time)
{
    private const string Audience = "braidmgr-statements";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Signs and keeps it; answers it.</summary>
    public async Task<string> Sign(
        RunContext run, Guid organizationId, string slug, Dictionary<string, string> removed, CancellationToken cancellationToken)
    {
        var statement = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "braidmgr-admin",
            Audience = Audience,
            IssuedAt = time.Now().UtcDateTime,
            Claims = new Dictionary<string, object>(removed.Select(r => KeyValuePair.Create("removed_" + r.Key, (object)r.Value)))
            {
                ["organization_id"] = organizationId.ToString(),
                ["slug"] = slug,
                ["run_id"] = run.Order.Id.ToString(),
                ["ordered_by"] = run.Order.StartedBy,
            },
            SigningCredentials = await keys.Keys.Signing(),
        });
        await objects.Put($"statements/{organizationId:D}.jwt", new MemoryStream(Encoding.ASCII.GetBytes(statement)), cancellationToken);
        return statement;
    }
}

/// <summary>Counts what central has of an organization.</summary>
internal static class RemovalSql
{
    private const string CountSql = """
        SELECT format('the organization, %s memberships, %s invitations, %s sessions'' tokens, %s idempotency keys',
                      (SELECT count(*) FROM user_org_memberships WHERE organization_id = $1), (SELECT count(*) FROM invitations WHERE org_id = $1),
                      (SELECT count(*) FROM refresh_tokens WHERE org_id = $1), (SELECT count(*) FROM idempotency_keys WHERE organization_id = $1))
        FROM organizations WHERE id = $1
        """;

    /// <summary>In words; null when the organization is gone.</summary>
    public static Task<string?> CountOf(this CentralSession central, Guid organizationId) =>
        central.One((NpgsqlDataReader row) => row.GetString(0), CountSql, Param.Id(organizationId));
}
