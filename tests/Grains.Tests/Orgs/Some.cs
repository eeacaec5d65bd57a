using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;

namespace BraidMgr.Grains.Tests.Orgs;

/// <summary>The one maker of test data for statements.</summary>
internal static class Some
{
    public static WriteContext Context() => new(Guid.CreateVersion7(), Guid.NewGuid(), "test", null);

    public static CreateProject Project(Guid organizationId, Guid projectId) => new()
    {
        Context = Context(),
        OrganizationId = organizationId,
        ProjectId = projectId,
        Name = "Relocation",
        Workstreams = [],
    };

    public static Item Item(Guid projectId, Guid id, string title = "Order racks", long version = 0) => new()
    {
        Id = id,
        ProjectId = projectId,
        ItemNum = 0,
        Type = ItemType.ActionItem,
        Title = title,
        RptOut = ["weekly", "a \"quoted\\ one\", with comma"],
        BudgetAmount = 12.50m,
        Deadline = new DateOnly(2026, 11, 30),
        Version = version,
        CreatedAt = default,
        UpdatedAt = default,
    };

    public static CreateItem Create(Guid projectId, Guid? id = null, string title = "Order racks") =>
        new() { Context = Context(), Item = Item(projectId, id ?? Guid.CreateVersion7(), title) };

    public static UpdateItem Update(Guid projectId, Guid id, long version, string title) =>
        new() { Context = Context(), Item = Item(projectId, id, title, version) };

    public static DeleteItem Delete(Guid projectId, Guid id, long version) =>
        new() { Context = Context(), Item = Item(projectId, id, version: version) };
}
