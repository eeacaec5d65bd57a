using BraidMgr.Contracts.Access;

namespace BraidMgr.Api.Pipeline;

/// <summary>The groups that requests are counted in.</summary>
public enum RouteGroup
{
    /// <summary>Everything but what has a group of its own.</summary>
    General,

    /// <summary>Sign-in and what leads to it.</summary>
    Auth,

    /// <summary>Chat.</summary>
    Chat,

    /// <summary>The hub: the token may stand in the query, as browsers cannot send headers with a socket.</summary>
    Hub,

    /// <summary>Health: never limited.</summary>
    Operations,
}

/// <summary>What an operation says of itself: the row of the permission matrix that guards it, and its group.</summary>
/// <param name="Permission">The row. Grains enforce it; the pipeline only asks for a token where the row needs one.</param>
/// <param name="Group">Where its requests are counted.</param>
public sealed record Guard(Permission Permission, RouteGroup Group)
{
    /// <summary>Whether the operation needs a signed-in caller.</summary>
    public bool NeedsCaller { get; } = Permission != Permission.Anonymous;

    /// <summary>Whether the operation works in the organization that the token names.</summary>
    public bool NeedsOrganization { get; } = Permission is not (Permission.Anonymous or Permission.Self);
}
