-- The log itself: items with their notes, dependencies and attachments.

create type item_type as enum ('Budget', 'Risk', 'Action Item', 'Issue', 'Decision', 'Deliverable', 'Plan Item');

-- No indicator is null.
create type indicator as enum (
    'Completed Recently', 'Completed', 'Beyond Deadline!!!', 'Late Finish!!', 'Late Start!!', 'Trending Late!',
    'Finishing Soon!', 'Starting Soon!', 'In Progress', 'Not Started');

create table items (
    id               uuid        primary key,
    project_id       uuid        not null references projects (id) on delete cascade,
    item_num         integer     not null check (item_num >= 1),
    type             item_type   not null,
    title            text        not null check (char_length(title) between 1 and 500),
    description      text        check (char_length(description) <= 20000),
    workstream_id    uuid,
    assigned_to      text        check (char_length(assigned_to) <= 200),
    start_date       date,
    finish_date      date,
    duration_days    integer,
    deadline         date,
    draft            boolean     not null default false,
    client_visible   boolean     not null default true,
    percent_complete integer     not null default 0 check (percent_complete between 0 and 100),
    completed_on     date,
    indicator        indicator,
    priority         text        check (char_length(priority) <= 50),
    rpt_out          text[],
    budget_amount    numeric(12,2),
    version          bigint      not null default 1,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    deleted_at       timestamptz,
    unique (project_id, item_num),
    -- Deleting a workstream has to clear its items first, in the same statement: that is a change of those items, with a
    -- version and an audit row each, and a foreign key's SET NULL would make neither.
    constraint items_workstream_fkey foreign key (project_id, workstream_id) references workstreams (project_id, id)
);
create index idx_item_project on items (project_id);
create index idx_item_indicator on items (indicator);
create index idx_item_assigned on items (assigned_to);
create index idx_item_deleted on items (deleted_at);
create index items_workstream_idx on items (workstream_id) where workstream_id is not null;

create table item_notes (
    id         uuid        primary key,
    item_id    uuid        not null references items (id) on delete cascade,
    note_date  date        not null,
    content    text        not null check (char_length(content) <= 20000),
    created_by uuid,
    created_at timestamptz not null default now()
);
create index item_notes_item_idx on item_notes (item_id, note_date desc, id desc);

create table item_dependencies (
    item_id       uuid        not null references items (id) on delete cascade,
    depends_on_id uuid        not null references items (id) on delete cascade,
    created_at    timestamptz not null default now(),
    primary key (item_id, depends_on_id),
    constraint item_dependencies_not_self check (item_id <> depends_on_id)
);
create index item_dependencies_depends_on_idx on item_dependencies (depends_on_id);

create function braid_check_item_dependency() returns trigger
    language plpgsql
    set search_path = pg_catalog
as $$
begin
    if (select i.project_id from public.items i where i.id = new.item_id)
        is distinct from (select i.project_id from public.items i where i.id = new.depends_on_id) then
        raise exception 'an item depends on items of its own project only'
            using errcode = 'check_violation', table = 'item_dependencies', constraint = 'item_dependencies_same_project';
    end if;

    if exists (
        -- Lateral, with offset 0, so that each step is a look-up by the key: a plan that was made when the table was small
        -- would join all of it at every step.
        with recursive reached (id) as (
            select new.depends_on_id
            union
            select n.depends_on_id
              from reached r
             cross join lateral (select d.depends_on_id from public.item_dependencies d where d.item_id = r.id offset 0) n
        )
        select from reached where id = new.item_id) then
        raise exception 'dependencies of items form a cycle'
            using errcode = 'check_violation', table = 'item_dependencies', constraint = 'item_dependencies_no_cycle';
    end if;
    return null;
end
$$;

create trigger item_dependencies_check after insert or update on item_dependencies
    for each row execute function braid_check_item_dependency();

create table attachments (
    id           uuid        primary key,
    item_id      uuid        not null references items (id) on delete cascade,
    filename     text        not null check (char_length(filename) between 1 and 255),
    content_type text        not null check (char_length(content_type) between 1 and 255),
    size_bytes   bigint      not null check (size_bytes between 0 and 10485760),
    sha256       bytea       not null check (octet_length(sha256) = 32),
    storage_key  text        not null check (char_length(storage_key) between 1 and 500),
    uploaded_by  uuid,
    created_at   timestamptz not null default now()
);
create index attachments_item_idx on attachments (item_id);

revoke all on function braid_check_item_dependency() from public;
grant select, insert, update, delete on items, item_notes, item_dependencies, attachments to braid_app;
