namespace BraidMgr.Contracts.Projects;

/// <summary>An item that was deleted and can be restored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ItemNum">Its number, which nothing else gets.</param>
/// <param name="Type">What it is.</param>
/// <param name="Title">Its title.</param>
/// <param name="DeletedAt">When it was deleted.</param>
/// <param name="PurgedAt">From when on it is gone for good.</param>
[GenerateSerializer, Immutable, Alias("braid.deleted-item")]
public sealed record DeletedItem(Guid Id, int ItemNum, ItemType Type, string Title, DateTime DeletedAt, DateTime PurgedAt);

/// <summary>GET /projects/{id}/items/deleted, last deleted first.</summary>
[GenerateSerializer, Immutable, Alias("braid.deleted-item-list")]
public sealed record DeletedItemList(IReadOnlyList<DeletedItem> Items, int Total);

/// <summary>A project that was deleted and can be restored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ClientName">Its client.</param>
/// <param name="DeletedAt">When it was deleted.</param>
/// <param name="PurgedAt">From when on it is gone for good.</param>
[GenerateSerializer, Immutable, Alias("braid.deleted-project")]
public sealed record DeletedProject(Guid Id, string Name, string? ClientName, DateTime DeletedAt, DateTime PurgedAt);

/// <summary>GET /projects/deleted, last deleted first.</summary>
[GenerateSerializer, Immutable, Alias("braid.deleted-project-list")]
public sealed record DeletedProjectList(IReadOnlyList<DeletedProject> Projects, int Total);

/// <summary>How long what was deleted can be restored.</summary>
public static class Retention
{
    /// <summary>Days from the deletion on; then it is purged, and only the audit log tells of it.</summary>
    public const int Days = 30;
}
