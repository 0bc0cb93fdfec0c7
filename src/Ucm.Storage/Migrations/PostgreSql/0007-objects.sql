-- What administrators name (profiles, …): each object as it is now, and every version that it had.
create table objects (
    kind text collate "C" not null,
    name text collate "C" not null,
    version bigint not null,
    status smallint not null,
    content text collate "C" not null check (content::json is not null),
    changed_at bigint not null,
    changed_by text collate "C" not null,
    change bigint not null,
    primary key (kind, name)
);

create unique index objects_change on objects (change);

create table object_versions (
    kind text collate "C" not null,
    name text collate "C" not null,
    version bigint not null,
    status smallint not null,
    content text collate "C" not null check (content::json is not null),
    changed_at bigint not null,
    changed_by text collate "C" not null,
    comment text collate "C",
    primary key (kind, name, version)
);

-- Which version of its profile a certificate was issued by; 0 for those from before profiles had versions.
alter table certificates add column profile_version bigint not null default 0;

-- What can be set of an authority is one JSON document, not a column for each setting.
alter table authorities add column settings text collate "C" not null default '{}';

update authorities set settings = json_build_object(
    'crl', json_build_object(
        'lifetime_seconds', crl_lifetime / 1000000.0,
        'overlap_seconds', crl_overlap / 1000000.0,
        'minimum_interval_seconds', crl_minimum_interval / 1000000.0,
        'delta_interval_seconds', crl_delta_interval / 1000000.0,
        'shards', crl_shards,
        'shards_served', crl_shards_served,
        'number_floor', crl_number_floor),
    'ocsp', json_build_object(
        'extended_revoke', ocsp_extended_revoke <> 0,
        'archive_cutoff_seconds', ocsp_archive_cutoff / 1000000.0))::text;

alter table authorities drop column crl_lifetime;
alter table authorities drop column crl_overlap;
alter table authorities drop column crl_minimum_interval;
alter table authorities drop column crl_delta_interval;
alter table authorities drop column crl_shards;
alter table authorities drop column crl_shards_served;
alter table authorities drop column crl_number_floor;
alter table authorities drop column ocsp_extended_revoke;
alter table authorities drop column ocsp_archive_cutoff;

insert into counters (name, value) values ('objects', 0);

create or replace function ucm_grant_roles() returns void language plpgsql as $grants$
begin
    if exists (select from pg_roles where rolname = 'ucm_silo') then
        grant usage on schema public to ucm_silo;
        grant select on schemaversions, counters, OrleansQuery to ucm_silo;
        grant select, insert on certificates, certificate_bytes, certificate_counts, revocations, crls, keys, authorities, acme_accounts, acme_orders, audit, outbox
            to ucm_silo;
        grant update (status, revoked_at, revocation_reason, revocation_sequence, invalidity_date) on certificates to ucm_silo;
        grant update (content) on certificate_bytes to ucm_silo;
        grant update (amount) on certificate_counts to ucm_silo;
        grant update (value) on counters to ucm_silo;
        grant update on authorities, acme_accounts, acme_orders to ucm_silo;
        grant select, insert, delete on crl_builds, crl_parts to ucm_silo;
        grant select, insert, update on objects to ucm_silo;
        grant select, insert on object_versions to ucm_silo;
        grant select, insert, update, delete on grain_state, OrleansMembershipVersionTable, OrleansMembershipTable, OrleansRemindersTable, OrleansStorage to ucm_silo;
    end if;

    -- The addresses of the gateways, and the text of the question for them.
    if exists (select from pg_roles where rolname = 'ucm_frontend') then
        grant usage on schema public to ucm_frontend;
        grant select on OrleansQuery, OrleansMembershipTable to ucm_frontend;
    end if;
end
$grants$;

select ucm_grant_roles();
