using System.Security.Cryptography;
using System.Text;
using BraidMgr.Contracts.Budget;
using BraidMgr.Grains.Orgs.Statements;
using BraidMgr.Grains.Projects.Statements;
using Npgsql;

namespace BraidMgr.Grains.Budget.Statements;

/// <summary>A change of one rate card; carries the whole row as it is to be.</summary>
[GenerateSerializer, Alias("braid.rate-card-write")]
internal abstract record RateCardWrite([property: Id(0)] RateCard Card, [property: Id(1)] bool IsNew) : Write<RateCard>
{
    /// <summary>The parameters, as the columns of <c>input</c>.</summary>
    protected const string Input = """
        unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::uuid[], $8::text[], $9::text[], $10::text[],
               $11::numeric[], $12::date[], $13::date[], $14::bool[])
        WITH ORDINALITY AS i (audit_id, user_id, correlation_id, idem_key, idem_route, idem_sha256, id, resource_name, role, geography,
               hourly_rate, effective_from, effective_to, is_new, ordinal)
        """;

    /// <summary>What every statement about rate cards answers with.</summary>
    protected const string Answer = $"SELECT i.ordinal, {BudgetSql.RateCard} FROM input i JOIN changed c ON c.id = i.id";

    /// <summary>Stands for all rates of the resource: two changes of them are never in one set, so that each sees the other.</summary>
    public override Guid Row => new(SHA256.HashData(Encoding.UTF8.GetBytes("rate/" + Card.ResourceName.ToLowerInvariant())).AsSpan(0, 16));

    /// <inheritdoc/>
    public override IReadOnlyList<Guid> DependsOn => [Card.Id];

    /// <inheritdoc/>
    internal override void Bind(SetParameters set) => set.Context()
        .Column((RateCardWrite w) => w.Card.Id)
        .Column((RateCardWrite w) => w.Card.ResourceName)
        .Column((RateCardWrite w) => w.Card.Role)
        .Column((RateCardWrite w) => w.Card.Geography)
        .Column((RateCardWrite w) => w.Card.HourlyRate)
        .Column((RateCardWrite w) => w.Card.EffectiveFrom)
        .Column((RateCardWrite w) => w.Card.EffectiveTo)
        .Column((RateCardWrite w) => w.IsNew);

    /// <inheritdoc/>
    internal override RateCard Read(NpgsqlDataReader row) => BudgetSql.ReadRateCard(row, 1);
}

/// <summary>Adds or changes a rate. No row: it is gone, or the resource has another rate in that time.</summary>
[GenerateSerializer, Alias("braid.save-rate-card")]
internal sealed record SaveRateCard(RateCard Card, bool IsNew) : RateCardWrite(Card, IsNew)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT i.*
              FROM {Input}
             WHERE NOT EXISTS (
                   SELECT FROM rate_cards o
                    WHERE lower(o.resource_name) = lower(i.resource_name) AND o.id <> i.id
                      AND daterange(o.effective_from, o.effective_to, '[]') && daterange(i.effective_from, i.effective_to, '[]'))
        ), before AS (
            SELECT b.* FROM rate_cards b JOIN input i ON i.id = b.id
        ), added AS (
            INSERT INTO rate_cards (id, resource_name, role, geography, hourly_rate, effective_from, effective_to)
            SELECT i.id, i.resource_name, i.role, i.geography, i.hourly_rate, i.effective_from, i.effective_to FROM input i WHERE i.is_new
            RETURNING *
        ), altered AS (
            UPDATE rate_cards c
               SET resource_name = i.resource_name, role = i.role, geography = i.geography, hourly_rate = i.hourly_rate,
                   effective_from = i.effective_from, effective_to = i.effective_to
              FROM input i
             WHERE c.id = i.id AND NOT i.is_new
            RETURNING c.*
        ), changed AS (
            SELECT * FROM added UNION ALL SELECT * FROM altered
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, after_state, correlation_id)
            SELECT i.audit_id, i.user_id, CASE WHEN i.is_new THEN 'create' ELSE 'update' END, 'rate_card', c.id, to_jsonb(b), to_jsonb(c),
                   i.correlation_id
              FROM input i JOIN changed c ON c.id = i.id LEFT JOIN before b ON b.id = i.id
        ), {ChangeSql.Answered}
        {Answer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}

/// <summary>Removes a rate; entries keep what was taken from it. No row: it is gone already.</summary>
[GenerateSerializer, Alias("braid.delete-rate-card")]
internal sealed record DeleteRateCard(RateCard Card) : RateCardWrite(Card, false)
{
    private const string Statement = $"""
        WITH input AS (
            SELECT * FROM {Input}
        ), changed AS (
            DELETE FROM rate_cards c USING input i WHERE c.id = i.id
            RETURNING c.*
        ), audited AS (
            INSERT INTO audit_log (id, user_id, action, entity_type, entity_id, before_state, correlation_id)
            SELECT i.audit_id, i.user_id, 'delete', 'rate_card', c.id, to_jsonb(c), i.correlation_id
              FROM input i JOIN changed c ON c.id = i.id
        )
        {Answer}
        """;

    /// <inheritdoc/>
    internal override string Sql => Statement;
}
