-- Keys that sign operators' tokens: apart from those of access tokens, so that neither can ever pass for the other.

create table operator_signing_keys (
    kid         text        primary key,
    algorithm   text        not null,
    public_key  bytea       not null,
    private_key bytea       not null, -- encrypted with a key that is never in this database
    not_before  timestamptz not null,
    retired_at  timestamptz,
    created_at  timestamptz not null default now()
);

grant select, insert, update, delete on operator_signing_keys to braid_app;
