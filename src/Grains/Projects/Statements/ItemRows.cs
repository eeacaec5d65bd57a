using BraidMgr.Contracts;
using BraidMgr.Contracts.Projects;
using BraidMgr.Grains.Orgs.Statements;

namespace BraidMgr.Grains.Projects.Statements;

/// <summary>Many items as the parameters of one write, which does not combine with others.</summary>
internal static class ItemRows
{
    /// <summary>The parameters from <c>$8</c> on, as the columns of <c>input</c>.</summary>
    public const string Input = """
        unnest($8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::text[], $13::uuid[], $14::text[], $15::date[], $16::date[],
               $17::int[], $18::date[], $19::bool[], $20::bool[], $21::int[], $22::date[], $23::text[], $24::text[], $25::text[],
               $26::numeric[], $27::bigint[])
        AS i (audit_id, id, type, title, description, workstream_id, assigned_to, start_date, finish_date, duration_days, deadline,
              draft, client_visible, percent_complete, completed_on, priority, rpt_out, indicator, budget_amount, version)
        """;

    /// <summary>Binds them.</summary>
    public static void Bind(SetParameters set, IReadOnlyList<Item> items, IReadOnlyList<Guid> auditIds) => set
        .Single(auditIds.ToArray())
        .Single(Of(items, i => i.Id))
        .Single(Of(items, i => Labels<ItemType>.Of(i.Type)))
        .Single(Of(items, i => i.Title))
        .Single(Of(items, i => i.Description))
        .Single(Of(items, i => i.WorkstreamId))
        .Single(Of(items, i => i.AssignedTo))
        .Single(Of(items, i => i.StartDate))
        .Single(Of(items, i => i.FinishDate))
        .Single(Of(items, i => i.DurationDays))
        .Single(Of(items, i => i.Deadline))
        .Single(Of(items, i => i.Draft))
        .Single(Of(items, i => i.ClientVisible))
        .Single(Of(items, i => i.PercentComplete))
        .Single(Of(items, i => i.CompletedOn))
        .Single(Of(items, i => i.Priority))
        .Single(Of(items, i => ItemSql.ArrayLiteral(i.RptOut)))
        .Single(Of(items, i => Labels<Indicator>.Of(i.Indicator)))
        .Single(Of(items, i => i.BudgetAmount))
        .Single(Of(items, i => i.Version));

    private static TValue[] Of<TValue>(IReadOnlyList<Item> items, Func<Item, TValue> value) => items.Select(value).ToArray();
}
