namespace BraidMgr.Schema.Diff;

/// <summary>The questions that <see cref="SchemaModel"/> asks; the journal of migrations is no part of a schema.</summary>
internal static class SchemaSql
{
    internal const string Extensions = "select quote_ident(extname) from pg_extension where extname <> 'plpgsql' order by 1";

    internal const string Enums = """
        select quote_ident(t.typname), (select array_agg(quote_literal(e.enumlabel) order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
          from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype = 'e' order by t.typname
        """;

    internal const string Tables = """
        select quote_ident(relname) from pg_class
         where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'schema_migrations' order by relname collate "C"
        """;

    internal const string Columns = """
        select quote_ident(c.relname), quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)
                   || case when a.attcollation <> t.typcollation then ' collate ' || a.attcollation::regcollation else '' end, a.attnotnull,
               case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
               case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end, nullif(a.attidentity::text, '')
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid
          join pg_type t on t.oid = a.atttypid
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations' and a.attnum > 0 and not a.attisdropped
         order by c.relname collate "C", a.attnum
        """;

    private const string Constraints = """
        select case k.contype when 'f' then 'foreign key' else 'constraint' end, k.conrelid::regclass::text, quote_ident(k.conname),
               format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)),
               format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname)
          from pg_constraint k join pg_class c on c.oid = k.conrelid
         where c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migrations' and k.contype in ('p', 'u', 'c', 'f', 'x')
         order by c.relname collate "C", array_position('{p,u,c,x,f}', k.contype::text), k.conname collate "C"
        """;

    private const string Indexes = """
        select 'index', c.oid::regclass::text, quote_ident(x.relname), pg_get_indexdef(i.indexrelid), format('drop index %I', x.relname)
          from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
         where c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migrations' and not starts_with(x.relname, 'own_')
           and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
         order by c.relname collate "C", x.relname collate "C"
        """;

    // One that speaks of a table's rows can only be made after the tables; the others before, for checks and generated columns.
    private const string Functions = """
        select case when exists (select from pg_depend d join pg_type t on t.oid = d.refobjid
                                  where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refclassid = 'pg_type'::regclass and t.typrelid <> 0)
                    then 'late function' else 'function' end,
               '', p.oid::regprocedure::text, rtrim(pg_get_functiondef(p.oid), E'\n'), format('drop %s %s', case p.prokind when 'p' then 'procedure' else 'function' end, p.oid::regprocedure)
          from pg_proc p
         where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
           and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
         order by p.oid::regprocedure::text collate "C"
        """;

    private const string Views = """
        select 'view', '', quote_ident(c.relname),
               format('create or replace view %I%s as%s%s', c.relname, ' with (' || array_to_string(c.reloptions, ', ') || ')', E'\n', rtrim(pg_get_viewdef(c.oid), ';')),
               format('drop view %I', c.relname)
          from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v' order by c.oid
        """;

    private const string Triggers = """
        select 'trigger', t.tgrelid::regclass::text, quote_ident(t.tgname),
               pg_get_triggerdef(t.oid) || case t.tgenabled
                   when 'A' then format(E';\nalter table %s enable always trigger %I', t.tgrelid::regclass, t.tgname)
                   when 'R' then format(E';\nalter table %s enable replica trigger %I', t.tgrelid::regclass, t.tgname)
                   when 'D' then format(E';\nalter table %s disable trigger %I', t.tgrelid::regclass, t.tgname)
                   else '' end,
               format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass)
          from pg_trigger t join pg_class c on c.oid = t.tgrelid
         where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
         order by c.relname collate "C", t.tgname collate "C"
        """;

    internal static IReadOnlyList<string> Parts { get; } = [Constraints, Indexes, Functions, Views, Triggers];

    internal const string Grants = """
        select o.target, case x.grantee when 0 then 'public' else x.grantee::regrole::text end,
               lower(x.privilege_type) || coalesce(' (' || o.columns || ')', '')
          from (
            select 'schema public' as target, null as columns, nspowner as owner, nspacl as acl from pg_namespace where nspname = 'public'
            union all
            select c.oid::regclass::text, null, c.relowner, coalesce(c.relacl, acldefault('r', c.relowner))
              from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') and c.relname <> 'schema_migrations'
            union all
            select c.oid::regclass::text, quote_ident(a.attname), c.relowner, a.attacl
              from pg_attribute a join pg_class c on c.oid = a.attrelid
             where c.relnamespace = 'public'::regnamespace and a.attacl is not null and not a.attisdropped
            union all
            select 'function ' || p.oid::regprocedure, null, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
              from pg_proc p where p.pronamespace = 'public'::regnamespace
               and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')) o
          cross join lateral aclexplode(o.acl) x
         where x.grantee <> o.owner
         order by o.target collate "C", x.grantee::regrole::text collate "C", x.privilege_type collate "C", o.columns collate "C"
        """;
}
