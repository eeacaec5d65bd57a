-- Whose database this is, and which activation may write to it.

revoke create on schema public from public;
grant usage on schema public to braid_app;

create table org_owner (
    singleton       boolean primary key default true check (singleton),
    organization_id uuid    not null,
    owner_token     uuid    not null,
    epoch           bigint  not null
);

-- Makes new_token the only one that may write, and answers its epoch. Waits for a write group that is under way.
create function braid_take_ownership(organization_id uuid, new_token uuid) returns bigint
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    new_epoch bigint;
begin
    update public.org_owner o
       set owner_token = new_token, epoch = o.epoch + 1
     where o.organization_id = braid_take_ownership.organization_id
    returning o.epoch into new_epoch;

    if new_epoch is null then
        raise exception 'database belongs to another organization' using errcode = 'BM002';
    end if;
    return new_epoch;
end
$$;

-- The first command of every write group, in the group's own transaction: sets its time limits and refuses a token that is
-- no longer the owner's. FOR SHARE makes a takeover wait until the group has ended, and makes a group wait for a takeover
-- and then see its token; a plain SELECT would let a group commit after the takeover.
create function braid_begin_write(token uuid, statement_timeout_ms integer, lock_timeout_ms integer) returns void
    language plpgsql
    set search_path = pg_catalog
as $$
declare
    owner uuid;
begin
    perform set_config('lock_timeout', lock_timeout_ms::text, true),
            set_config('statement_timeout', statement_timeout_ms::text, true);

    select o.owner_token into owner from public.org_owner o for share;
    if owner is distinct from token then
        raise exception 'fenced: another activation owns this database' using errcode = 'BM001';
    end if;
end
$$;

revoke all on function braid_take_ownership(uuid, uuid), braid_begin_write(uuid, integer, integer) from public;
grant execute on function braid_take_ownership(uuid, uuid), braid_begin_write(uuid, integer, integer) to braid_app;
-- FOR SHARE needs UPDATE on some column; organization_id is not among them.
grant select, update (owner_token, epoch) on org_owner to braid_app;
