-- Projects, their workstreams and portfolios, and who may do what in them. Users live in the central database: their ids
-- cross, foreign keys do not.

create type project_role as enum ('admin', 'project_manager', 'team_member', 'viewer');

create table projects (
    id                 uuid        primary key,
    name               text        not null check (char_length(name) between 1 and 200),
    client_name        text        check (char_length(client_name) <= 200),
    project_start      date,
    project_end        date,
    state              text        not null default 'active' check (state in ('importing', 'active')),
    importing_owner    uuid,       -- the activation that imports; the sweeper asks whether it still lives
    import_started_at  timestamptz,
    next_item_num      integer     not null default 1 check (next_item_num >= 1),
    version            bigint      not null default 1,
    indicators_updated timestamptz,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    deleted_at         timestamptz
);
create index projects_importing_idx on projects (import_started_at) where state = 'importing';

-- The one place that says which projects exist for a reader.
create view active_projects with (security_invoker = true) as
select id, name, client_name, project_start, project_end, next_item_num, version, indicators_updated, created_at, updated_at
  from projects
 where state = 'active' and deleted_at is null;

create table portfolios (
    id          uuid        primary key,
    name        text        not null check (char_length(name) between 1 and 200),
    description text        check (char_length(description) <= 20000),
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now()
);

create table portfolio_projects (
    portfolio_id uuid        not null references portfolios (id) on delete cascade,
    project_id   uuid        not null references projects (id) on delete cascade,
    created_at   timestamptz not null default now(),
    primary key (portfolio_id, project_id)
);
create index portfolio_projects_project_idx on portfolio_projects (project_id);

create table workstreams (
    id         uuid        primary key,
    project_id uuid        not null references projects (id) on delete cascade,
    name       text        not null check (char_length(name) between 1 and 200),
    sort_order integer     not null default 0,
    created_at timestamptz not null default now(),
    unique (project_id, name),
    unique (project_id, id) -- what refers to a workstream refers to one of its own project
);

create table user_project_roles (
    id         uuid         primary key,
    user_id    uuid         not null,
    project_id uuid         not null references projects (id) on delete cascade,
    role       project_role not null,
    created_at timestamptz  not null default now(),
    unique (user_id, project_id)
);
create index user_project_roles_project_idx on user_project_roles (project_id);

grant select, insert, update, delete
    on projects, portfolios, portfolio_projects, workstreams, user_project_roles to braid_app;
grant select on active_projects to braid_app;
