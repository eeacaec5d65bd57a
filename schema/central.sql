-- The wanted schema. It is compared with what src/Schema/migrations build: CI fails when the two differ.
-- Change it here, then: ./braid cli migrate new "what it is" --org|--central --autogenerate
-- Or write the migration by hand, then: ./braid cli migrate schema

set check_function_bodies = off;

create type org_role as enum ('owner', 'admin', 'member');

CREATE OR REPLACE FUNCTION public.braid_refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
    raise exception '% refused: % is append-only', tg_op, tg_table_name using errcode = 'BM003';
end
$function$;

CREATE OR REPLACE FUNCTION public.orleans_insert_membership(p_deployment text, p_address text, p_port integer, p_generation integer, p_silo_name text, p_host_name text, p_status integer, p_proxy_port integer, p_start_time timestamp with time zone, p_alive_time timestamp with time zone, p_version integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
    if not public.orleans_lock_membership_version(p_deployment, p_version) then
        return 0;
    end if;

    insert into public.orleansmembershiptable
        (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
    values
        (p_deployment, p_address, p_port, p_generation, p_silo_name, p_host_name, p_status, p_proxy_port, p_start_time,
         p_alive_time)
    on conflict do nothing;
    if not found then
        return 0;
    end if;

    perform public.orleans_raise_membership_version(p_deployment);
    return 1;
end
$function$;

CREATE OR REPLACE FUNCTION public.orleans_lock_membership_version(p_deployment text, p_version integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
    perform 1 from public.orleansmembershipversiontable
     where deploymentid = p_deployment and version = p_version
       for update;
    return found;
end
$function$;

CREATE OR REPLACE FUNCTION public.orleans_raise_membership_version(p_deployment text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
    update public.orleansmembershipversiontable
       set version = version + 1, timestamp = now()
     where deploymentid = p_deployment;
$function$;

CREATE OR REPLACE FUNCTION public.orleans_update_membership(p_deployment text, p_address text, p_port integer, p_generation integer, p_status integer, p_suspect_times text, p_alive_time timestamp with time zone, p_version integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
    if not public.orleans_lock_membership_version(p_deployment, p_version) then
        return 0;
    end if;

    update public.orleansmembershiptable
       set status = p_status, suspecttimes = p_suspect_times, iamalivetime = p_alive_time
     where deploymentid = p_deployment and address = p_address and port = p_port and generation = p_generation;
    if not found then
        return 0;
    end if;

    perform public.orleans_raise_membership_version(p_deployment);
    return 1;
end
$function$;

CREATE OR REPLACE FUNCTION public.writetostorage(_grainidhash integer, _grainidn0 bigint, _grainidn1 bigint, _graintypehash integer, _graintypestring character varying, _grainidextensionstring character varying, _serviceid character varying, _grainstateversion integer, _payloadbinary bytea)
 RETURNS TABLE(newgrainstateversion integer)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
    if _grainstateversion is null then
        insert into public.orleansstorage
            (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid,
             payloadbinary, modifiedon, version)
        values
            (_grainidhash, _grainidn0, _grainidn1, _graintypehash, _graintypestring, _grainidextensionstring, _serviceid,
             _payloadbinary, now() at time zone 'utc', 1)
        on conflict do nothing;
        return query select case when found then 1 end;
    else
        update public.orleansstorage s
           set payloadbinary = _payloadbinary, modifiedon = now() at time zone 'utc', version = s.version + 1
         where s.grainidhash = _grainidhash and s.graintypehash = _graintypehash
           and s.grainidn0 = _grainidn0 and s.grainidn1 = _grainidn1
           and s.graintypestring = _graintypestring
           and s.grainidextensionstring is not distinct from _grainidextensionstring
           and s.serviceid = _serviceid and s.version = _grainstateversion;
        return query select case when found then _grainstateversion + 1 else _grainstateversion end;
    end if;
end
$function$;


create table audit_log (
    id uuid not null,
    user_id uuid,
    action text not null,
    entity_type text not null,
    entity_id uuid,
    before_state jsonb,
    after_state jsonb,
    correlation_id text,
    organization_id uuid,
    created_at timestamp with time zone default now() not null,
    constraint audit_log_pkey PRIMARY KEY (id),
    constraint audit_log_action_check CHECK (((char_length(action) >= 1) AND (char_length(action) <= 100))),
    constraint audit_log_entity_type_check CHECK (((char_length(entity_type) >= 1) AND (char_length(entity_type) <= 100)))
);
CREATE INDEX audit_log_created_idx ON public.audit_log USING btree (created_at DESC, id DESC);
CREATE INDEX audit_log_entity_idx ON public.audit_log USING btree (entity_type, entity_id, created_at);
CREATE INDEX audit_log_org_idx ON public.audit_log USING btree (organization_id, created_at DESC, id DESC);
CREATE INDEX audit_log_user_idx ON public.audit_log USING btree (user_id, created_at);

create table database_servers (
    id uuid not null,
    name text not null,
    region text not null,
    host text not null,
    port integer not null,
    connection_budget integer not null,
    accepts_new_orgs boolean default true not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    max_organizations integer,
    constraint database_servers_pkey PRIMARY KEY (id),
    constraint database_servers_name_key UNIQUE (name),
    constraint database_servers_connection_budget_check CHECK ((connection_budget > 0)),
    constraint database_servers_host_check CHECK (((char_length(host) >= 1) AND (char_length(host) <= 255))),
    constraint database_servers_max_organizations_check CHECK ((max_organizations > 0)),
    constraint database_servers_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 100))),
    constraint database_servers_port_check CHECK (((port >= 1) AND (port <= 65535))),
    constraint database_servers_region_check CHECK (((char_length(region) >= 1) AND (char_length(region) <= 100)))
);

create table email_verifications (
    id uuid not null,
    email text not null,
    token_hash bytea not null,
    expires_at timestamp with time zone not null,
    used_at timestamp with time zone,
    created_at timestamp with time zone default now() not null,
    constraint email_verifications_pkey PRIMARY KEY (id),
    constraint email_verifications_token_hash_key UNIQUE (token_hash),
    constraint email_verifications_email_check CHECK ((char_length(email) <= 254))
);
CREATE INDEX email_verifications_email_idx ON public.email_verifications USING btree (lower(email), created_at);
CREATE INDEX email_verifications_expires_idx ON public.email_verifications USING btree (expires_at);

create table idempotency_keys (
    user_id uuid not null,
    key text not null,
    route text not null,
    body_sha256 bytea not null,
    status integer,
    body jsonb,
    organization_id uuid,
    created_at timestamp with time zone default now() not null,
    constraint idempotency_keys_pkey PRIMARY KEY (user_id, key),
    constraint idempotency_keys_body_sha256_check CHECK ((octet_length(body_sha256) = 32)),
    constraint idempotency_keys_key_check CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255)))
);
CREATE INDEX idempotency_keys_created_idx ON public.idempotency_keys USING btree (created_at);
CREATE INDEX idempotency_keys_org_idx ON public.idempotency_keys USING btree (organization_id);

create table invitations (
    id uuid not null,
    org_id uuid not null,
    org_role org_role not null,
    email text not null,
    token_hash bytea not null,
    invited_by uuid,
    expires_at timestamp with time zone not null,
    used_at timestamp with time zone,
    created_at timestamp with time zone default now() not null,
    constraint invitations_pkey PRIMARY KEY (id),
    constraint invitations_token_hash_key UNIQUE (token_hash),
    constraint invitations_email_check CHECK ((char_length(email) <= 254))
);
CREATE INDEX invitations_email_idx ON public.invitations USING btree (lower(email));
CREATE INDEX invitations_invited_by_idx ON public.invitations USING btree (invited_by);
CREATE INDEX invitations_org_idx ON public.invitations USING btree (org_id, created_at);

create table operator_signing_keys (
    kid text not null,
    algorithm text not null,
    public_key bytea not null,
    private_key bytea not null,
    not_before timestamp with time zone not null,
    retired_at timestamp with time zone,
    created_at timestamp with time zone default now() not null,
    constraint operator_signing_keys_pkey PRIMARY KEY (kid)
);

create table operators (
    id uuid not null,
    email text not null,
    password_hash text not null,
    disabled_at timestamp with time zone,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    constraint operators_pkey PRIMARY KEY (id),
    constraint operators_email_check CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254)))
);
CREATE UNIQUE INDEX operators_email_key ON public.operators USING btree (lower(email));

create table organizations (
    id uuid not null,
    name text not null,
    slug text not null,
    settings jsonb default '{}'::jsonb not null,
    database_name text not null,
    database_server_id uuid not null,
    status text default 'provisioning'::text not null,
    created_by uuid,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    deleted_at timestamp with time zone,
    constraint organizations_pkey PRIMARY KEY (id),
    constraint organizations_database_name_key UNIQUE (database_name),
    constraint organizations_slug_key UNIQUE (slug),
    constraint organizations_database_name_check CHECK ((database_name ~ '^[a-z][a-z0-9_]{0,62}$'::text)),
    constraint organizations_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    constraint organizations_slug_check CHECK ((((char_length(slug) >= 3) AND (char_length(slug) <= 40)) AND (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))),
    constraint organizations_status_check CHECK ((status = ANY (ARRAY['provisioning'::text, 'active'::text, 'suspended'::text, 'moving'::text, 'deleting'::text])))
);
CREATE INDEX organizations_created_by_idx ON public.organizations USING btree (created_by, created_at);
CREATE INDEX organizations_server_idx ON public.organizations USING btree (database_server_id);
CREATE INDEX organizations_unsettled_idx ON public.organizations USING btree (status, created_at) WHERE (status <> 'active'::text);

create table orleansmembershiptable (
    deploymentid character varying(150) not null,
    address character varying(45) not null,
    port integer not null,
    generation integer not null,
    siloname character varying(150) not null,
    hostname character varying(150) not null,
    status integer not null,
    proxyport integer,
    suspecttimes character varying(8000),
    starttime timestamp(3) with time zone not null,
    iamalivetime timestamp(3) with time zone not null,
    constraint pk_membershiptable_deploymentid PRIMARY KEY (deploymentid, address, port, generation)
);

create table orleansmembershipversiontable (
    deploymentid character varying(150) not null,
    "timestamp" timestamp(3) with time zone default now() not null,
    version integer default 0 not null,
    constraint pk_orleansmembershipversiontable_deploymentid PRIMARY KEY (deploymentid)
);

create table orleansquery (
    querykey character varying(64) not null,
    querytext character varying(8000) not null,
    constraint orleansquery_key PRIMARY KEY (querykey)
);

create table orleansstorage (
    grainidhash integer not null,
    grainidn0 bigint not null,
    grainidn1 bigint not null,
    graintypehash integer not null,
    graintypestring character varying(512) not null,
    grainidextensionstring character varying(512),
    serviceid character varying(150) not null,
    payloadbinary bytea,
    modifiedon timestamp without time zone not null,
    version integer
);
CREATE UNIQUE INDEX ix_orleansstorage ON public.orleansstorage USING btree (grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, grainidextensionstring, serviceid) NULLS NOT DISTINCT;

create table password_resets (
    id uuid not null,
    email text not null,
    token_hash bytea not null,
    expires_at timestamp with time zone not null,
    used_at timestamp with time zone,
    created_at timestamp with time zone default now() not null,
    constraint password_resets_pkey PRIMARY KEY (id),
    constraint password_resets_token_hash_key UNIQUE (token_hash),
    constraint password_resets_email_check CHECK ((char_length(email) <= 254))
);
CREATE INDEX password_resets_email_idx ON public.password_resets USING btree (lower(email), created_at);
CREATE INDEX password_resets_expires_idx ON public.password_resets USING btree (expires_at);

create table refresh_tokens (
    id uuid not null,
    user_id uuid not null,
    org_id uuid,
    token_hash bytea not null,
    family uuid not null,
    expires_at timestamp with time zone not null,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone default now() not null,
    constraint refresh_tokens_pkey PRIMARY KEY (id),
    constraint refresh_tokens_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX refresh_tokens_expires_idx ON public.refresh_tokens USING btree (expires_at);
CREATE INDEX refresh_tokens_family_idx ON public.refresh_tokens USING btree (family);
CREATE INDEX refresh_tokens_org_revoked_idx ON public.refresh_tokens USING btree (org_id, revoked_at);
CREATE INDEX refresh_tokens_revoked_idx ON public.refresh_tokens USING btree (revoked_at) WHERE (revoked_at IS NOT NULL);
CREATE INDEX refresh_tokens_user_idx ON public.refresh_tokens USING btree (user_id);

create table signing_keys (
    kid text not null,
    algorithm text not null,
    public_key bytea not null,
    private_key bytea not null,
    not_before timestamp with time zone not null,
    retired_at timestamp with time zone,
    created_at timestamp with time zone default now() not null,
    constraint signing_keys_pkey PRIMARY KEY (kid)
);

create table user_org_memberships (
    id uuid not null,
    user_id uuid not null,
    organization_id uuid not null,
    org_role org_role not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    deactivated_at timestamp with time zone,
    constraint user_org_memberships_pkey PRIMARY KEY (id),
    constraint user_org_memberships_user_id_organization_id_key UNIQUE (user_id, organization_id)
);
CREATE INDEX user_org_memberships_org_idx ON public.user_org_memberships USING btree (organization_id);

create table users (
    id uuid not null,
    email text not null,
    password_hash text,
    name text not null,
    avatar_url text,
    email_verified boolean default false not null,
    sessions_valid_from timestamp with time zone default '1970-01-01 00:00:00+00'::timestamp with time zone not null,
    created_at timestamp with time zone default now() not null,
    updated_at timestamp with time zone default now() not null,
    deleted_at timestamp with time zone,
    constraint users_pkey PRIMARY KEY (id),
    constraint users_avatar_url_check CHECK ((char_length(avatar_url) <= 2000)),
    constraint users_email_check CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254))),
    constraint users_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200)))
);
CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email));

alter table idempotency_keys add constraint idempotency_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE;
alter table invitations add constraint invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES users(id) ON DELETE SET NULL;
alter table invitations add constraint invitations_org_id_fkey FOREIGN KEY (org_id) REFERENCES organizations(id) ON DELETE CASCADE;
alter table organizations add constraint organizations_created_by_fkey FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE SET NULL;
alter table organizations add constraint organizations_database_server_id_fkey FOREIGN KEY (database_server_id) REFERENCES database_servers(id);
alter table orleansmembershiptable add constraint fk_membershiptable_membershipversiontable_deploymentid FOREIGN KEY (deploymentid) REFERENCES orleansmembershipversiontable(deploymentid);
alter table refresh_tokens add constraint refresh_tokens_org_id_fkey FOREIGN KEY (org_id) REFERENCES organizations(id) ON DELETE CASCADE;
alter table refresh_tokens add constraint refresh_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table user_org_memberships add constraint user_org_memberships_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE;
alter table user_org_memberships add constraint user_org_memberships_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;

CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION braid_refuse_audit_change();
alter table audit_log enable always trigger audit_log_append_only;
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION braid_refuse_audit_change();
alter table audit_log enable always trigger audit_log_no_truncate;

revoke execute on function braid_refuse_audit_change() from public;
revoke execute on function orleans_insert_membership(text,text,integer,integer,text,text,integer,integer,timestamp with time zone,timestamp with time zone,integer) from public;
revoke execute on function orleans_lock_membership_version(text,integer) from public;
revoke execute on function orleans_raise_membership_version(text) from public;
revoke execute on function orleans_update_membership(text,text,integer,integer,integer,text,timestamp with time zone,integer) from public;
revoke execute on function writetostorage(integer,bigint,bigint,integer,character varying,character varying,character varying,integer,bytea) from public;

grant insert, select on audit_log to braid_app;
grant delete, insert, select, update on database_servers to braid_app;
grant delete, insert, select, update on email_verifications to braid_app;
grant execute on function orleans_insert_membership(text,text,integer,integer,text,text,integer,integer,timestamp with time zone,timestamp with time zone,integer) to braid_app;
grant execute on function orleans_lock_membership_version(text,integer) to braid_app;
grant execute on function orleans_raise_membership_version(text) to braid_app;
grant execute on function orleans_update_membership(text,text,integer,integer,integer,text,timestamp with time zone,integer) to braid_app;
grant execute on function writetostorage(integer,bigint,bigint,integer,character varying,character varying,character varying,integer,bytea) to braid_app;
grant delete, insert, select, update on idempotency_keys to braid_app;
grant delete, insert, select, update on invitations to braid_app;
grant delete, insert, select, update on operator_signing_keys to braid_app;
grant delete, insert, select, update on operators to braid_app;
grant delete, insert, select, update on organizations to braid_app;
grant delete, insert, select, update on orleansmembershiptable to braid_app;
grant delete, insert, select, update on orleansmembershipversiontable to braid_app;
grant select on orleansquery to braid_app;
grant delete, insert, select, update on orleansstorage to braid_app;
grant delete, insert, select, update on password_resets to braid_app;
grant delete, insert, select, update on refresh_tokens to braid_app;
grant usage on schema public to braid_app;
grant delete, insert, select, update on signing_keys to braid_app;
grant delete, insert, select, update on user_org_memberships to braid_app;
grant delete, insert, select, update on users to braid_app;

