-- Authentication and organization events. Append-only: the serving role has no other privilege, and triggers refuse
-- the tables' owner too, in every replication mode.

create table audit_log (
    id              uuid        primary key,
    user_id         uuid,
    action          text        not null check (char_length(action) between 1 and 100),
    entity_type     text        not null check (char_length(entity_type) between 1 and 100),
    entity_id       uuid,
    before_state    jsonb,
    after_state     jsonb,
    correlation_id  text,
    organization_id uuid,       -- whose event it is; null: of no organization
    created_at      timestamptz not null default now()
);
create index audit_log_created_idx on audit_log (created_at desc, id desc);
create index audit_log_entity_idx on audit_log (entity_type, entity_id, created_at);
create index audit_log_user_idx on audit_log (user_id, created_at);
create index audit_log_org_idx on audit_log (organization_id, created_at desc, id desc);

create function braid_refuse_audit_change() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    raise exception '% refused: % is append-only', tg_op, tg_table_name using errcode = 'BM003';
end
$$;

-- For each statement, so that one that happens to match no row is refused as well.
create trigger audit_log_append_only before update or delete on audit_log
    for each statement execute function braid_refuse_audit_change();
create trigger audit_log_no_truncate before truncate on audit_log
    for each statement execute function braid_refuse_audit_change();
alter table audit_log enable always trigger audit_log_append_only;
alter table audit_log enable always trigger audit_log_no_truncate;

revoke all on function braid_refuse_audit_change() from public;
grant select, insert on audit_log to braid_app;
