-- Who signs in, and the secrets that prove it. Only hashes of tokens are kept.

revoke create on schema public from public;
grant usage on schema public to braid_app;

create table users (
    id                  uuid        primary key,
    email               text        not null check (char_length(email) between 3 and 254),
    password_hash       text,       -- null: external sign-in only
    name                text        not null check (char_length(name) between 1 and 200),
    avatar_url          text        check (char_length(avatar_url) <= 2000),
    email_verified      boolean     not null default false,
    -- Access tokens issued before this moment are refused: a new password, or signing out everywhere.
    sessions_valid_from timestamptz not null default 'epoch',
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    deleted_at          timestamptz
);
create unique index users_email_key on users (lower(email));

create table password_resets (
    id         uuid        primary key,
    email      text        not null check (char_length(email) <= 254),
    token_hash bytea       not null unique,
    expires_at timestamptz not null,
    used_at    timestamptz,
    created_at timestamptz not null default now()
);
create index password_resets_email_idx on password_resets (lower(email), created_at);
create index password_resets_expires_idx on password_resets (expires_at);

create table email_verifications (
    id         uuid        primary key,
    email      text        not null check (char_length(email) <= 254),
    token_hash bytea       not null unique,
    expires_at timestamptz not null,
    used_at    timestamptz,
    created_at timestamptz not null default now()
);
create index email_verifications_email_idx on email_verifications (lower(email), created_at);
create index email_verifications_expires_idx on email_verifications (expires_at);

create table signing_keys (
    kid         text        primary key,
    algorithm   text        not null,
    public_key  bytea       not null,
    private_key bytea       not null, -- encrypted with a key that is never in this database
    not_before  timestamptz not null,
    retired_at  timestamptz,
    created_at  timestamptz not null default now()
);

create table operators (
    id            uuid        primary key,
    email         text        not null check (char_length(email) between 3 and 254),
    password_hash text        not null,
    disabled_at   timestamptz,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now()
);
create unique index operators_email_key on operators (lower(email));

grant select, insert, update, delete on users, password_resets, email_verifications, signing_keys, operators to braid_app;
