-- What was done, and what was already answered. Both are written by the transaction of the change itself.

create table idempotency_keys (
    user_id     uuid        not null,
    key         text        not null check (char_length(key) between 1 and 255),
    route       text        not null,
    body_sha256 bytea       not null check (octet_length(body_sha256) = 32),
    status      integer,    -- null: not yet answered
    body        jsonb,
    created_at  timestamptz not null default now(),
    primary key (user_id, key)
);
create index idempotency_keys_created_idx on idempotency_keys (created_at);

-- Append-only: the serving role has no other privilege, and triggers refuse the table's owner too, in every replication
-- mode. No foreign keys: the log outlives what it tells of.
create table audit_log (
    id             uuid        primary key,
    user_id        uuid,
    action         text        not null check (char_length(action) between 1 and 100),
    entity_type    text        not null check (char_length(entity_type) between 1 and 100),
    entity_id      uuid,
    before_state   jsonb,
    after_state    jsonb,
    correlation_id text,
    project_id     uuid,
    created_at     timestamptz not null default now()
);
create index audit_log_project_idx on audit_log (project_id, created_at desc, id desc);
create index audit_log_entity_idx on audit_log (entity_type, entity_id, created_at);
create index audit_log_created_idx on audit_log (created_at desc, id desc);

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
grant select, insert, update, delete on idempotency_keys to braid_app;
grant select, insert on audit_log to braid_app;
