-- The wanted schema. It is compared with what src/Schema/migrations build: CI fails when the two differ.
-- Change it here, then: ./braid cli migrate new "what it is" --org|--central --autogenerate
-- Or write the migration by hand, then: ./braid cli migrate schema

set check_function_bodies = off;

create type chat_role as enum ('user', 'assistant', 'system');
create type indicator as enum ('Completed Recently', 'Completed', 'Beyond Deadline!!!', 'Late Finish!!', 'Late Start!!', 'Trending Late!', 'Finishing Soon!', 'Starting Soon!', 'In Progress', 'Not Started');
create type item_type as enum ('Budget', 'Risk', 'Action Item', 'Issue', 'Decision', 'Deliverable', 'Plan Item');
create type project_role as enum ('admin', 'project_manager', 'team_member', 'viewer');

CREATE OR REPLACE FUNCTION public.braid_begin_write(token uuid, statement_timeout_ms integer, lock_timeout_ms integer)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.braid_check_item_dependency()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.braid_note_item()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
    insert into public.search_pending (item_id) values (new.id);
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.braid_note_items()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
    insert into public.search_pending (item_id) select t.id from touched t;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.braid_note_parts()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
    insert into public.search_pending (item_id) select t.item_id from touched t;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.braid_refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
    raise exception '% refused: % is append-only', tg_op, tg_table_name using errcode = 'BM003';
end
$function$;

CREATE OR REPLACE FUNCTION public.braid_take_ownership(organization_id uuid, new_token uuid)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
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
$function$;


create table attachments (
    id uuid not null,
    item_id uuid not null,
    filename text not null,
    content_type text not null,
    size_bytes bigint not null,
    sha256 bytea not null,
    storage_key text not null,
    uploaded_by uuid,
    created_at timestamp with time zone default now() not null,
    constraint attachments_pkey PRIMARY KEY (id),
    constraint attachments_content_type_check CHECK (((char_length(content_type) >= 1) AND (char_length(content_type) <= 255))),
    constraint attachments_filename_check CHECK (((char_length(filename) >= 1) AND (char_length(filename) <= 255))),
    constraint attachments_sha256_check CHECK ((octet_length(sha256) = 32)),
    constraint attachments_size_bytes_check CHECK (((size_bytes >= 0) AND (size_bytes <= 10485760))),
    constraint attachments_storage_key_check CHECK (((char_length(storage_key) >= 1) AND (char_length(storage_key) <= 500)))
);
CREATE INDEX attachments_item_idx ON public.attachments USING btree (item_id);

create table audit_log (
    id uuid not null,
    user_id uuid,
    action text not null,
    entity_type text not null,
    entity_id uuid,
    before_state jsonb,
    after_state jsonb,
    correlation_id text,
    project_id uuid,
    created_at timestamp with time zone default now() not null,
    constraint audit_log_pkey PRIMARY KEY (id),
    constraint audit_log_action_check CHECK (((char_length(action) >= 1) AND (char_length(action) <= 100))),
    constraint audit_log_entity_type_check CHECK (((char_length(entity_type) >= 1) AND (char_length(entity_type) <= 100)))
);
CREATE INDEX audit_log_created_idx ON public.audit_log USING btree (created_at DESC, id DESC);
CREATE INDEX audit_log_entity_idx ON public.audit_log USING btree (entity_type, entity_id, created_at);
CREATE INDEX audit_log_project_idx ON public.audit_log USING btree (project_id, created_at DESC, id DESC);

create table budget_allocations (
    id uuid not null,
    project_id uuid not null,
    workstream_id uuid,
    amount numeric(12,2) not null,
    period_start date,
    period_end date,
    notes text,
    created_at timestamp with time zone default now() not null,
    constraint budget_allocations_pkey PRIMARY KEY (id),
    constraint budget_allocations_notes_check CHECK ((char_length(notes) <= 20000))
);
CREATE INDEX budget_allocations_project_idx ON public.budget_allocations USING btree (project_id);
CREATE INDEX budget_allocations_workstream_idx ON public.budget_allocations USING btree (workstream_id) WHERE (workstream_id IS NOT NULL);

create table chat_messages (
    id uuid not null,
    session_id uuid not null,
    seq bigint not null,
    role chat_role not null,
    user_id uuid,
    content text not null,
    context_refs jsonb,
    token_count integer,
    client_message_id text,
    created_at timestamp with time zone default now() not null,
    asks_assistant boolean default false not null,
    constraint chat_messages_pkey PRIMARY KEY (id),
    constraint chat_messages_session_id_client_message_id_key UNIQUE (session_id, client_message_id),
    constraint chat_messages_session_id_seq_key UNIQUE (session_id, seq),
    constraint chat_messages_client_message_id_check CHECK (((char_length(client_message_id) >= 1) AND (char_length(client_message_id) <= 200))),
    constraint chat_messages_content_check CHECK ((octet_length(content) <= 32768)),
    constraint chat_messages_seq_check CHECK ((seq >= 1)),
    constraint chat_messages_token_count_check CHECK ((token_count >= 0))
);
CREATE INDEX chat_messages_questions_idx ON public.chat_messages USING btree (session_id) WHERE asks_assistant;

create table chat_session_members (
    session_id uuid not null,
    user_id uuid not null,
    last_read_seq bigint default 0 not null,
    created_at timestamp with time zone default now() not null,
    constraint chat_session_members_pkey PRIMARY KEY (session_id, user_id),
    constraint chat_session_members_last_read_seq_check CHECK ((last_read_seq >= 0))
);
CREATE INDEX chat_session_members_user_idx ON public.chat_session_members USING btree (user_id);

create table chat_sessions (
    id uuid not null,
    user_id uuid not null,
    project_id uuid,
    title text,
    next_seq bigint default 1 not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    deleted_at timestamp with time zone,
    assistant text default 'mentions'::text not null,
    constraint chat_sessions_pkey PRIMARY KEY (id),
    constraint chat_sessions_assistant_check CHECK ((assistant = ANY (ARRAY['mentions'::text, 'all'::text, 'none'::text]))),
    constraint chat_sessions_next_seq_check CHECK ((next_seq >= 1)),
    constraint chat_sessions_title_check CHECK ((char_length(title) <= 200))
);
CREATE INDEX chat_sessions_project_idx ON public.chat_sessions USING btree (project_id) WHERE (project_id IS NOT NULL);
CREATE INDEX idx_chat_session_user ON public.chat_sessions USING btree (user_id);

create table idempotency_keys (
    user_id uuid not null,
    key text not null,
    route text not null,
    body_sha256 bytea not null,
    status integer,
    body jsonb,
    created_at timestamp with time zone default now() not null,
    constraint idempotency_keys_pkey PRIMARY KEY (user_id, key),
    constraint idempotency_keys_body_sha256_check CHECK ((octet_length(body_sha256) = 32)),
    constraint idempotency_keys_key_check CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255)))
);
CREATE INDEX idempotency_keys_created_idx ON public.idempotency_keys USING btree (created_at);

create table item_dependencies (
    item_id uuid not null,
    depends_on_id uuid not null,
    created_at timestamp with time zone default now() not null,
    constraint item_dependencies_pkey PRIMARY KEY (item_id, depends_on_id),
    constraint item_dependencies_not_self CHECK ((item_id <> depends_on_id))
);
CREATE INDEX item_dependencies_depends_on_idx ON public.item_dependencies USING btree (depends_on_id);

create table item_notes (
    id uuid not null,
    item_id uuid not null,
    note_date date not null,
    content text not null,
    created_by uuid,
    created_at timestamp with time zone default now() not null,
    constraint item_notes_pkey PRIMARY KEY (id),
    constraint item_notes_content_check CHECK ((char_length(content) <= 20000))
);
CREATE INDEX item_notes_item_idx ON public.item_notes USING btree (item_id, note_date DESC, id DESC);

create table items (
    id uuid not null,
    project_id uuid not null,
    item_num integer not null,
    type item_type not null,
    title text not null,
    description text,
    workstream_id uuid,
    assigned_to text,
    start_date date,
    finish_date date,
    duration_days integer,
    deadline date,
    draft boolean default false not null,
    client_visible boolean default true not null,
    percent_complete integer default 0 not null,
    completed_on date,
    indicator indicator,
    priority text,
    rpt_out text[],
    budget_amount numeric(12,2),
    version bigint default 1 not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    deleted_at timestamp with time zone,
    constraint items_pkey PRIMARY KEY (id),
    constraint items_project_id_item_num_key UNIQUE (project_id, item_num),
    constraint items_assigned_to_check CHECK ((char_length(assigned_to) <= 200)),
    constraint items_description_check CHECK ((char_length(description) <= 20000)),
    constraint items_item_num_check CHECK ((item_num >= 1)),
    constraint items_percent_complete_check CHECK (((percent_complete >= 0) AND (percent_complete <= 100))),
    constraint items_priority_check CHECK ((char_length(priority) <= 50)),
    constraint items_title_check CHECK (((char_length(title) >= 1) AND (char_length(title) <= 500)))
);
CREATE INDEX idx_item_assigned ON public.items USING btree (assigned_to);
CREATE INDEX idx_item_deleted ON public.items USING btree (deleted_at);
CREATE INDEX idx_item_indicator ON public.items USING btree (indicator);
CREATE INDEX idx_item_project ON public.items USING btree (project_id);
CREATE INDEX items_workstream_idx ON public.items USING btree (workstream_id) WHERE (workstream_id IS NOT NULL);

create table org_owner (
    singleton boolean default true not null,
    organization_id uuid not null,
    owner_token uuid not null,
    epoch bigint not null,
    constraint org_owner_pkey PRIMARY KEY (singleton),
    constraint org_owner_singleton_check CHECK (singleton)
);

create table portfolio_projects (
    portfolio_id uuid not null,
    project_id uuid not null,
    created_at timestamp with time zone default now() not null,
    constraint portfolio_projects_pkey PRIMARY KEY (portfolio_id, project_id)
);
CREATE INDEX portfolio_projects_project_idx ON public.portfolio_projects USING btree (project_id);

create table portfolios (
    id uuid not null,
    name text not null,
    description text,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    constraint portfolios_pkey PRIMARY KEY (id),
    constraint portfolios_description_check CHECK ((char_length(description) <= 20000)),
    constraint portfolios_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);

create table projects (
    id uuid not null,
    name text not null,
    client_name text,
    project_start date,
    project_end date,
    state text default 'active'::text not null,
    importing_owner uuid,
    import_started_at timestamp with time zone,
    next_item_num integer default 1 not null,
    version bigint default 1 not null,
    indicators_updated timestamp with time zone,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    deleted_at timestamp with time zone,
    constraint projects_pkey PRIMARY KEY (id),
    constraint projects_client_name_check CHECK ((char_length(client_name) <= 200)),
    constraint projects_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    constraint projects_next_item_num_check CHECK ((next_item_num >= 1)),
    constraint projects_state_check CHECK ((state = ANY (ARRAY['importing'::text, 'active'::text])))
);
CREATE INDEX projects_importing_idx ON public.projects USING btree (import_started_at) WHERE (state = 'importing'::text);

create table rate_cards (
    id uuid not null,
    resource_name text not null,
    role text,
    geography text,
    hourly_rate numeric(10,2) not null,
    effective_from date not null,
    effective_to date,
    created_at timestamp with time zone default now() not null,
    constraint rate_cards_pkey PRIMARY KEY (id),
    constraint rate_cards_check CHECK ((effective_to >= effective_from)),
    constraint rate_cards_geography_check CHECK ((char_length(geography) <= 200)),
    constraint rate_cards_hourly_rate_check CHECK ((hourly_rate >= (0)::numeric)),
    constraint rate_cards_resource_name_check CHECK (((char_length(resource_name) >= 1) AND (char_length(resource_name) <= 200))),
    constraint rate_cards_role_check CHECK ((char_length(role) <= 200))
);
CREATE INDEX rate_cards_lookup_idx ON public.rate_cards USING btree (resource_name, effective_from DESC);

create table search_documents (
    id uuid not null,
    kind text not null,
    item_id uuid not null,
    project_id uuid not null,
    for_viewers boolean not null,
    language regconfig not null,
    words tsvector not null,
    constraint search_documents_pkey PRIMARY KEY (id),
    constraint search_documents_kind_check CHECK ((kind = ANY (ARRAY['item'::text, 'note'::text, 'attachment'::text])))
);
CREATE INDEX search_documents_parts_idx ON public.search_documents USING btree (item_id) WHERE (kind <> 'item'::text);
CREATE INDEX search_documents_words_idx ON public.search_documents USING gin (words);

create table search_pending (
    item_id uuid not null
);

create table search_settings (
    singleton boolean default true not null,
    language regconfig not null,
    constraint search_settings_pkey PRIMARY KEY (singleton),
    constraint search_settings_singleton_check CHECK (singleton)
);

create table timesheet_entries (
    id uuid not null,
    project_id uuid not null,
    rate_card_id uuid,
    week_ending date not null,
    resource_name text not null,
    hours numeric(6,2) not null,
    rate numeric(10,2) not null,
    cost numeric(12,2) not null,
    complete_week boolean default true not null,
    created_at timestamp with time zone default now() not null,
    constraint timesheet_entries_pkey PRIMARY KEY (id),
    constraint timesheet_entries_resource_name_check CHECK (((char_length(resource_name) >= 1) AND (char_length(resource_name) <= 200)))
);
CREATE INDEX idx_timesheet_week ON public.timesheet_entries USING btree (week_ending);
CREATE INDEX timesheet_entries_project_idx ON public.timesheet_entries USING btree (project_id, week_ending);
CREATE INDEX timesheet_entries_rate_card_idx ON public.timesheet_entries USING btree (rate_card_id) WHERE (rate_card_id IS NOT NULL);

create table user_project_roles (
    id uuid not null,
    user_id uuid not null,
    project_id uuid not null,
    role project_role not null,
    created_at timestamp with time zone default now() not null,
    constraint user_project_roles_pkey PRIMARY KEY (id),
    constraint user_project_roles_user_id_project_id_key UNIQUE (user_id, project_id)
);
CREATE INDEX user_project_roles_project_idx ON public.user_project_roles USING btree (project_id);

create table workstreams (
    id uuid not null,
    project_id uuid not null,
    name text not null,
    sort_order integer default 0 not null,
    created_at timestamp with time zone default now() not null,
    constraint workstreams_pkey PRIMARY KEY (id),
    constraint workstreams_project_id_id_key UNIQUE (project_id, id),
    constraint workstreams_project_id_name_key UNIQUE (project_id, name),
    constraint workstreams_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);

alter table attachments add constraint attachments_item_id_fkey FOREIGN KEY (item_id) REFERENCES items(id) ON DELETE CASCADE;
alter table budget_allocations add constraint budget_allocations_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE;
alter table budget_allocations add constraint budget_allocations_workstream_fkey FOREIGN KEY (project_id, workstream_id) REFERENCES workstreams(project_id, id);
alter table chat_messages add constraint chat_messages_session_id_fkey FOREIGN KEY (session_id) REFERENCES chat_sessions(id) ON DELETE CASCADE;
alter table chat_session_members add constraint chat_session_members_session_id_fkey FOREIGN KEY (session_id) REFERENCES chat_sessions(id) ON DELETE CASCADE;
alter table chat_sessions add constraint chat_sessions_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE;
alter table item_dependencies add constraint item_dependencies_depends_on_id_fkey FOREIGN KEY (depends_on_id) REFERENCES items(id) ON DELETE CASCADE;
alter table item_dependencies add constraint item_dependencies_item_id_fkey FOREIGN KEY (item_id) REFERENCES items(id) ON DELETE CASCADE;
alter table item_notes add constraint item_notes_item_id_fkey FOREIGN KEY (item_id) REFERENCES items(id) ON DELETE CASCADE;
alter table items add constraint items_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE;
alter table items add constraint items_workstream_fkey FOREIGN KEY (project_id, workstream_id) REFERENCES workstreams(project_id, id);
alter table portfolio_projects add constraint portfolio_projects_portfolio_id_fkey FOREIGN KEY (portfolio_id) REFERENCES portfolios(id) ON DELETE CASCADE;
alter table portfolio_projects add constraint portfolio_projects_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE;
alter table timesheet_entries add constraint timesheet_entries_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE;
alter table timesheet_entries add constraint timesheet_entries_rate_card_id_fkey FOREIGN KEY (rate_card_id) REFERENCES rate_cards(id) ON DELETE SET NULL;
alter table user_project_roles add constraint user_project_roles_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE;
alter table workstreams add constraint workstreams_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects(id) ON DELETE CASCADE;

create or replace view active_projects with (security_invoker=true) as
 SELECT projects.id,
    projects.name,
    projects.client_name,
    projects.project_start,
    projects.project_end,
    projects.next_item_num,
    projects.version,
    projects.indicators_updated,
    projects.created_at,
    projects.updated_at
   FROM projects
  WHERE ((projects.state = 'active'::text) AND (projects.deleted_at IS NULL));

CREATE TRIGGER attachments_note_new AFTER INSERT ON public.attachments REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION braid_note_parts();
CREATE TRIGGER attachments_note_removed AFTER DELETE ON public.attachments REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION braid_note_parts();
CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION braid_refuse_audit_change();
alter table audit_log enable always trigger audit_log_append_only;
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION braid_refuse_audit_change();
alter table audit_log enable always trigger audit_log_no_truncate;
CREATE TRIGGER item_dependencies_check AFTER INSERT OR UPDATE ON public.item_dependencies FOR EACH ROW EXECUTE FUNCTION braid_check_item_dependency();
CREATE TRIGGER item_notes_note_changed AFTER UPDATE ON public.item_notes REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION braid_note_parts();
CREATE TRIGGER item_notes_note_new AFTER INSERT ON public.item_notes REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION braid_note_parts();
CREATE TRIGGER item_notes_note_removed AFTER DELETE ON public.item_notes REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION braid_note_parts();
CREATE TRIGGER items_note_changed AFTER UPDATE ON public.items FOR EACH ROW WHEN (((new.title IS DISTINCT FROM old.title) OR (new.description IS DISTINCT FROM old.description) OR (new.draft IS DISTINCT FROM old.draft) OR (new.client_visible IS DISTINCT FROM old.client_visible) OR (new.deleted_at IS DISTINCT FROM old.deleted_at))) EXECUTE FUNCTION braid_note_item();
CREATE TRIGGER items_note_new AFTER INSERT ON public.items REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION braid_note_items();
CREATE TRIGGER items_note_removed AFTER DELETE ON public.items REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION braid_note_items();

revoke execute on function braid_begin_write(uuid,integer,integer) from public;
revoke execute on function braid_check_item_dependency() from public;
revoke execute on function braid_note_item() from public;
revoke execute on function braid_note_items() from public;
revoke execute on function braid_note_parts() from public;
revoke execute on function braid_refuse_audit_change() from public;
revoke execute on function braid_take_ownership(uuid,uuid) from public;

grant select on active_projects to braid_app;
grant delete, insert, select, update on attachments to braid_app;
grant insert, select on audit_log to braid_app;
grant delete, insert, select, update on budget_allocations to braid_app;
grant delete, insert, select, update on chat_messages to braid_app;
grant delete, insert, select, update on chat_session_members to braid_app;
grant delete, insert, select, update on chat_sessions to braid_app;
grant execute on function braid_begin_write(uuid,integer,integer) to braid_app;
grant execute on function braid_take_ownership(uuid,uuid) to braid_app;
grant delete, insert, select, update on idempotency_keys to braid_app;
grant delete, insert, select, update on item_dependencies to braid_app;
grant delete, insert, select, update on item_notes to braid_app;
grant delete, insert, select, update on items to braid_app;
grant select, update (epoch), update (owner_token) on org_owner to braid_app;
grant delete, insert, select, update on portfolio_projects to braid_app;
grant delete, insert, select, update on portfolios to braid_app;
grant delete, insert, select, update on projects to braid_app;
grant delete, insert, select, update on rate_cards to braid_app;
grant usage on schema public to braid_app;
grant delete, insert, select, update on search_documents to braid_app;
grant delete, insert, select, update on search_pending to braid_app;
grant delete, insert, select, update on search_settings to braid_app;
grant delete, insert, select, update on timesheet_entries to braid_app;
grant delete, insert, select, update on user_project_roles to braid_app;
grant delete, insert, select, update on workstreams to braid_app;

