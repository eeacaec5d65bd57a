-- Organizations, where their databases live, and who belongs to them.

create type org_role as enum ('owner', 'admin', 'member');

-- Where organizations' databases can be. Secrets are never stored here.
create table database_servers (
    id                uuid        primary key,
    name              text        not null unique check (char_length(name) between 1 and 100),
    region            text        not null check (char_length(region) between 1 and 100),
    host              text        not null check (char_length(host) between 1 and 255),
    port              integer     not null check (port between 1 and 65535),
    connection_budget integer     not null check (connection_budget > 0),
    accepts_new_orgs  boolean     not null default true,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now()
);

create table organizations (
    id                 uuid        primary key,
    name               text        not null check (char_length(name) between 1 and 200),
    slug               text        not null unique
                                   check (char_length(slug) between 3 and 40 and slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    settings           jsonb       not null default '{}',
    -- A PostgreSQL identifier ends at 63 bytes: a longer name would be cut, and two organizations could meet in one database.
    database_name      text        not null unique check (database_name ~ '^[a-z][a-z0-9_]{0,62}$'),
    database_server_id uuid        not null references database_servers (id),
    status             text        not null default 'provisioning'
                                   check (status in ('provisioning', 'active', 'suspended', 'moving', 'deleting')),
    created_by         uuid        references users (id) on delete set null,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    deleted_at         timestamptz
);
-- What died while it was being created is looked for by age.
create index organizations_unsettled_idx on organizations (status, created_at) where status <> 'active';
create index organizations_created_by_idx on organizations (created_by, created_at);
create index organizations_server_idx on organizations (database_server_id);

create table user_org_memberships (
    id              uuid        primary key,
    user_id         uuid        not null references users (id) on delete cascade,
    organization_id uuid        not null references organizations (id) on delete cascade,
    org_role        org_role    not null,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    unique (user_id, organization_id)
);
create index user_org_memberships_org_idx on user_org_memberships (organization_id);

create table invitations (
    id         uuid        primary key,
    org_id     uuid        not null references organizations (id) on delete cascade,
    org_role   org_role    not null,
    email      text        not null check (char_length(email) <= 254),
    token_hash bytea       not null unique,
    invited_by uuid        references users (id) on delete set null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    created_at timestamptz not null default now()
);
create index invitations_org_idx on invitations (org_id, created_at);
create index invitations_email_idx on invitations (lower(email));
create index invitations_invited_by_idx on invitations (invited_by);

create table refresh_tokens (
    id         uuid        primary key,
    user_id    uuid        not null references users (id) on delete cascade,
    org_id     uuid        references organizations (id) on delete cascade, -- null: signed in, but to no organization
    token_hash bytea       not null unique,
    family     uuid        not null, -- the sid of its access tokens
    expires_at timestamptz not null,
    used_at    timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now()
);
create index refresh_tokens_family_idx on refresh_tokens (family);
create index refresh_tokens_user_idx on refresh_tokens (user_id);
create index refresh_tokens_org_revoked_idx on refresh_tokens (org_id, revoked_at);
create index refresh_tokens_revoked_idx on refresh_tokens (revoked_at) where revoked_at is not null;
create index refresh_tokens_expires_idx on refresh_tokens (expires_at);

-- For what happens before an organization is there. A user_id may be one that is only about to exist, so there is no
-- foreign key; the key of an organization that was never finished goes with its row.
create table idempotency_keys (
    user_id         uuid        not null,
    key             text        not null check (char_length(key) between 1 and 255),
    route           text        not null,
    body_sha256     bytea       not null check (octet_length(body_sha256) = 32),
    status          integer,    -- null: not yet answered
    body            jsonb,
    organization_id uuid        references organizations (id) on delete cascade,
    created_at      timestamptz not null default now(),
    primary key (user_id, key)
);
create index idempotency_keys_created_idx on idempotency_keys (created_at);
create index idempotency_keys_org_idx on idempotency_keys (organization_id);

grant select, insert, update, delete
    on database_servers, organizations, user_org_memberships, invitations, refresh_tokens, idempotency_keys
    to braid_app;
