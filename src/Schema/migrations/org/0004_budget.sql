-- Rates, what was allocated, and what was spent.

create table rate_cards (
    id             uuid          primary key,
    resource_name  text          not null check (char_length(resource_name) between 1 and 200),
    role           text          check (char_length(role) <= 200),
    geography      text          check (char_length(geography) <= 200),
    hourly_rate    numeric(10,2) not null check (hourly_rate >= 0),
    effective_from date          not null,
    effective_to   date          check (effective_to >= effective_from),
    created_at     timestamptz   not null default now()
);
create index rate_cards_lookup_idx on rate_cards (resource_name, effective_from desc);

create table budget_allocations (
    id            uuid          primary key,
    project_id    uuid          not null references projects (id) on delete cascade,
    workstream_id uuid,
    amount        numeric(12,2) not null,
    period_start  date,
    period_end    date,
    notes         text          check (char_length(notes) <= 20000),
    created_at    timestamptz   not null default now(),
    constraint budget_allocations_workstream_fkey
        foreign key (project_id, workstream_id) references workstreams (project_id, id)
);
create index budget_allocations_project_idx on budget_allocations (project_id);
create index budget_allocations_workstream_idx on budget_allocations (workstream_id) where workstream_id is not null;

-- rate and cost stay as they were entered, whatever becomes of the rate card.
create table timesheet_entries (
    id            uuid          primary key,
    project_id    uuid          not null references projects (id) on delete cascade,
    rate_card_id  uuid          references rate_cards (id) on delete set null,
    week_ending   date          not null,
    resource_name text          not null check (char_length(resource_name) between 1 and 200),
    hours         numeric(6,2)  not null,
    rate          numeric(10,2) not null,
    cost          numeric(12,2) not null,
    complete_week boolean       not null default true,
    created_at    timestamptz   not null default now()
);
create index idx_timesheet_week on timesheet_entries (week_ending);
create index timesheet_entries_project_idx on timesheet_entries (project_id, week_ending);
create index timesheet_entries_rate_card_idx on timesheet_entries (rate_card_id) where rate_card_id is not null;

grant select, insert, update, delete on rate_cards, budget_allocations, timesheet_entries to braid_app;
