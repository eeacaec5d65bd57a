-- What Orleans' AdoNet providers (clustering and persistence) expect of a PostgreSQL database: they read the text of every
-- query from orleansquery by key, bind parameters by name, and read results by column name. Names and types of tables,
-- columns, keys and parameters are their contract; the statements are ours.

create table orleansquery (
    querykey  varchar(64)   not null,
    querytext varchar(8000) not null,
    constraint orleansquery_key primary key (querykey)
);

-- One row a cluster. Every change of membership raises its version, which serializes them.
create table orleansmembershipversiontable (
    deploymentid varchar(150)   not null,
    timestamp    timestamptz(3) not null default now(),
    version      integer        not null default 0,
    constraint pk_orleansmembershipversiontable_deploymentid primary key (deploymentid)
);

-- One row an incarnation of a silo.
create table orleansmembershiptable (
    deploymentid varchar(150)   not null,
    address      varchar(45)    not null,
    port         integer        not null,
    generation   integer        not null,
    siloname     varchar(150)   not null,
    hostname     varchar(150)   not null,
    status       integer        not null,
    proxyport    integer,
    suspecttimes varchar(8000),
    starttime    timestamptz(3) not null,
    iamalivetime timestamptz(3) not null,
    constraint pk_membershiptable_deploymentid primary key (deploymentid, address, port, generation),
    constraint fk_membershiptable_membershipversiontable_deploymentid
        foreign key (deploymentid) references orleansmembershipversiontable (deploymentid)
);

-- True when p_version is still the current one; whoever is told so holds the version row until the transaction ends.
create function orleans_lock_membership_version(p_deployment text, p_version integer) returns boolean
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    perform 1 from public.orleansmembershipversiontable
     where deploymentid = p_deployment and version = p_version
       for update;
    return found;
end
$$;

create function orleans_raise_membership_version(p_deployment text) returns void
    language sql
    set search_path = pg_catalog, public
as $$
    update public.orleansmembershipversiontable
       set version = version + 1, timestamp = now()
     where deploymentid = p_deployment;
$$;

-- 1 when the silo was added, 0 when the version has moved on or the silo is already there; then nothing changes.
create function orleans_insert_membership(
    p_deployment text, p_address text, p_port integer, p_generation integer, p_silo_name text, p_host_name text,
    p_status integer, p_proxy_port integer, p_start_time timestamptz, p_alive_time timestamptz, p_version integer)
    returns integer
    language plpgsql
    set search_path = pg_catalog, public
as $$
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
$$;

-- 1 when the silo's row was changed, 0 when the version has moved on or there is no such silo; then nothing changes.
create function orleans_update_membership(
    p_deployment text, p_address text, p_port integer, p_generation integer, p_status integer, p_suspect_times text,
    p_alive_time timestamptz, p_version integer)
    returns integer
    language plpgsql
    set search_path = pg_catalog, public
as $$
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
$$;

insert into orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', '
with added as (
    insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId) on conflict do nothing returning 1
)
select count(*)::integer as row_count from added'),

('InsertMembershipKey', '
select orleans_insert_membership(@DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort,
    @StartTime, @IAmAliveTime, @Version) as row_count'),

('UpdateMembershipKey', '
select orleans_update_membership(@DeploymentId, @Address, @Port, @Generation, @Status, @SuspectTimes, @IAmAliveTime,
    @Version) as row_count'),

('UpdateIAmAlivetimeKey', '
update orleansmembershiptable set iamalivetime = @IAmAliveTime
 where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation'),

-- The version's row comes even where no silo matches: the provider needs the version in any case.
('MembershipReadRowKey', '
select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes,
       m.starttime, m.iamalivetime, v.version
  from orleansmembershipversiontable v
  left join orleansmembershiptable m
    on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
 where v.deploymentid = @DeploymentId'),

('MembershipReadAllKey', '
select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes,
       m.starttime, m.iamalivetime, v.version
  from orleansmembershipversiontable v
  left join orleansmembershiptable m on m.deploymentid = v.deploymentid
 where v.deploymentid = @DeploymentId'),

('GatewaysQueryKey', '
select address, proxyport, generation
  from orleansmembershiptable
 where deploymentid = @DeploymentId and status = @Status and proxyport > 0'),

('DeleteMembershipTableEntriesKey', '
delete from orleansmembershiptable where deploymentid = @DeploymentId;
delete from orleansmembershipversiontable where deploymentid = @DeploymentId'),

-- 3 is SiloStatus.Active: a silo that counts as alive is never cleaned up.
('CleanupDefunctSiloEntriesKey', '
delete from orleansmembershiptable
 where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status <> 3');

-- State of grains that belongs to no organization's database. Two first writes of one grain cannot both succeed.
create table orleansstorage (
    grainidhash            integer      not null,
    grainidn0              bigint       not null,
    grainidn1              bigint       not null,
    graintypehash          integer      not null,
    graintypestring        varchar(512) not null,
    grainidextensionstring varchar(512),
    serviceid              varchar(150) not null,
    payloadbinary          bytea,
    modifiedon             timestamp    not null,
    version                integer
);
create unique index ix_orleansstorage on orleansstorage
    (grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, grainidextensionstring, serviceid)
    nulls not distinct;

-- Answers the state's new version; or, where another activation wrote in between, the version that the caller passed,
-- which the provider takes for a conflict. A null version is a first write.
create function writetostorage(
    _grainidhash integer, _grainidn0 bigint, _grainidn1 bigint, _graintypehash integer, _graintypestring varchar,
    _grainidextensionstring varchar, _serviceid varchar, _grainstateversion integer, _payloadbinary bytea)
    returns table (newgrainstateversion integer)
    language plpgsql
    set search_path = pg_catalog, public
as $$
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
$$;

insert into orleansquery (querykey, querytext) values
('WriteToStorageKey', '
select newgrainstateversion
  from writetostorage(@GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString,
                      @ServiceId, @GrainStateVersion, @PayloadBinary)'),

('ReadFromStorageKey', '
select payloadbinary, now() at time zone ''utc'' as readon, version
  from orleansstorage
 where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
   and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
   and graintypestring = @GrainTypeString
   and grainidextensionstring is not distinct from @GrainIdExtensionString
   and serviceid = @ServiceId'),

('ClearStorageKey', '
update orleansstorage
   set payloadbinary = null, modifiedon = now() at time zone ''utc'', version = version + 1
 where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
   and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
   and graintypestring = @GrainTypeString
   and grainidextensionstring is not distinct from @GrainIdExtensionString
   and serviceid = @ServiceId and version = @GrainStateVersion
returning version as newgrainstateversion'),

-- The row is gone, yet the provider wants to see a version other than the one it passed.
('DeleteStorageKey', '
delete from orleansstorage
 where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
   and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
   and graintypestring = @GrainTypeString
   and grainidextensionstring is not distinct from @GrainIdExtensionString
   and serviceid = @ServiceId and version = @GrainStateVersion
returning version + 1 as newgrainstateversion');

revoke all on function
    orleans_lock_membership_version(text, integer),
    orleans_raise_membership_version(text),
    orleans_insert_membership(text, text, integer, integer, text, text, integer, integer, timestamptz, timestamptz, integer),
    orleans_update_membership(text, text, integer, integer, integer, text, timestamptz, integer),
    writetostorage(integer, bigint, bigint, integer, varchar, varchar, varchar, integer, bytea)
    from public;
grant execute on function
    orleans_lock_membership_version(text, integer),
    orleans_raise_membership_version(text),
    orleans_insert_membership(text, text, integer, integer, text, text, integer, integer, timestamptz, timestamptz, integer),
    orleans_update_membership(text, text, integer, integer, integer, text, timestamptz, integer),
    writetostorage(integer, bigint, bigint, integer, varchar, varchar, varchar, integer, bytea)
    to braid_app;
grant select on orleansquery to braid_app;
grant select, insert, update, delete
    on orleansmembershipversiontable, orleansmembershiptable, orleansstorage to braid_app;
