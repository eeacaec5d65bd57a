using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Provisioning;

/// <summary>An organization that is to be created.</summary>
/// <param name="Name">Its name, valid.</param>
/// <param name="Slugs">Its slug; or several, of which the first that is free is taken.</param>
/// <param name="OwnerId">Who will own it; may be a person who comes into being at the commit point.</param>
/// <param name="CorrelationId">The request's correlation id.</param>
/// <param name="Idempotency">The key under which the request came, if any.</param>
internal sealed record OrganizationPlan(
    string Name, IEnumerable<string> Slugs, Guid OwnerId, string CorrelationId, CentralIdempotency? Idempotency)
{
    /// <summary>The region that the database has to be in; null: that of Provisioning:Region.</summary>
    public string? Region { get; init; }
}

/// <summary>An organization whose row is reserved and whose database is being made.</summary>
internal sealed record ReservedOrganization(Guid Id, string Name, string Slug, string DatabaseName, string Host, int Port, DateTime CreatedAt)
{
    /// <summary>Whether its id is that of a spare database, which only has to be renamed.</summary>
    public bool HasSpare { get; init; }
}

/// <summary>A database that is ready on a server, with the id of the organization that takes it stamped into it.</summary>
internal readonly record struct Spare(ServerAddress Server, Guid Id);
