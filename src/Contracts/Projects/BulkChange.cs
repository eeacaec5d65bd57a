namespace BraidMgr.Contracts.Projects;

/// <summary>Body of PATCH /projects/{id}/items: changes of many items, all or none.</summary>
/// <param name="Changes">1 to <see cref="MaxChanges"/>, of distinct items.</param>
[GenerateSerializer, Immutable, Alias("braid.bulk-change")]
public sealed record BulkChange(IReadOnlyList<BulkItemChange>? Changes)
{
    /// <summary>Items in one request.</summary>
    public const int MaxChanges = 1000;
}

/// <summary>A change of one item among many.</summary>
/// <param name="Id">The item; or its number.</param>
/// <param name="ItemNum">The item's number; or its id.</param>
/// <param name="IfMatch">The version that the change is bound to; null to change whatever is there.</param>
/// <param name="Set">The fields to change; null clears.</param>
[GenerateSerializer, Immutable, Alias("braid.bulk-item-change")]
public sealed record BulkItemChange(Guid? Id, int? ItemNum, long? IfMatch, ItemInput? Set);
