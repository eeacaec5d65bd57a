using System.Buffers.Binary;
using System.Buffers.Text;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Contracts.Projects;

/// <summary>
/// Where a page of items ended: the item's place in an order that never changes (its number, or when it was created). Whatever
/// others write meanwhile, the pages that follow neither skip nor repeat an item. On the wire it is opaque and bound to order and filters.
/// </summary>
/// <param name="CreatedAt">When the last item was created, in ticks; 0 in order of numbers.</param>
/// <param name="ItemNum">The last item's number.</param>
[GenerateSerializer, Immutable, Alias("braid.item-cursor")]
public readonly record struct ItemCursor(long CreatedAt, int ItemNum)
{
    private const int Bytes = 20;

    /// <summary>Whether pages in the order of a query can be followed by cursor.</summary>
    public static bool Supports(ItemQuery query) => query.Sort is ItemSort.ItemNum or ItemSort.CreatedAt;

    /// <summary>The cursor behind an item.</summary>
    public static ItemCursor Behind(Item item, ItemQuery query) =>
        new(query.Sort == ItemSort.CreatedAt ? item.CreatedAt.Ticks : 0, item.ItemNum);

    /// <summary>Whether an item comes behind the cursor in the order of the query.</summary>
    public bool IsBefore(Item item, ItemQuery query)
    {
        var order = query.Sort == ItemSort.CreatedAt ? item.CreatedAt.Ticks.CompareTo(CreatedAt) : 0;
        // Ties are in order of numbers, whichever way the rest is sorted.
        return order == 0
            ? query is { Sort: ItemSort.ItemNum, Descending: true } ? item.ItemNum < ItemNum : item.ItemNum > ItemNum
            : query.Descending ? order < 0 : order > 0;
    }

    /// <summary>The cursor as clients get it.</summary>
    public string Write(ItemQuery query)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, query.Fingerprint());
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], CreatedAt);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], ItemNum);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what a client sent. VALIDATION_ERROR for what is none, or is one of other filters or another order.</summary>
    public static ItemCursor Read(string text, ItemQuery query)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!Supports(query))
        {
            throw Error.Invalid("cursor", "goes with sort=item_num or created_at, as other fields change between pages; use offset");
        }

        if (text.Length > 2 * Bytes || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Bytes)
        {
            throw Error.Invalid("cursor", "is not a next_cursor of this list");
        }

        return BinaryPrimitives.ReadUInt64BigEndian(bytes) == query.Fingerprint()
            ? new(BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt32BigEndian(bytes[16..]))
            : throw Error.Invalid("cursor", "belongs to other filters or another order");
    }
}
