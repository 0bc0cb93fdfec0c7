-- CRLs of any size: the bytes lie in parts, written before the row that publishes them; deltas, shards, and revocations read from an index alone.

alter table authorities add column crl_delta_interval bigint;
alter table authorities add column crl_shards integer not null default 0;
alter table authorities add column crl_shards_served integer not null default 0;

alter table certificates add column shard integer not null default 0;
alter table revocations add column shard integer not null default 0;

-- All that a CRL's entry needs: a million entries are read in the order of the index, without a look at the table where that was vacuumed.
drop index certificates_revoked;
create index certificates_revoked on certificates (authority, serial)
    include (not_after, revoked_at, revocation_reason, invalidity_date, revocation_sequence, status) where status in (2, 3, 4);
create index certificates_revoked_of_shard on certificates (authority, shard, serial)
    include (not_after, revoked_at, revocation_reason, invalidity_date, revocation_sequence, status) where status in (2, 3, 4) and shard > 0;

create table crl_builds (
    build text collate "C" primary key,
    started_at bigint not null
);

create table crl_parts (
    build text collate "C" not null,
    part integer not null,
    content bytea not null,
    primary key (build, part)
);

-- Serials do not compress, and the frontends do it better.
alter table crl_parts alter column content set storage external;

alter table crls add column build text collate "C" not null default '';
alter table crls add column size bigint not null default 0;
alter table crls add column hash bytea not null default '';

-- The CRLs in force keep their bytes, each in one part; of older ones the row stays, which is what fences the numbers.
update crls set build = authority || '/' || shard || '/' || number, size = length(der);
insert into crl_builds (build, started_at)
    select c.build, c.this_update from crls c
    where c.number = (select max(l.number) from crls l where l.authority = c.authority and l.shard = c.shard and l.kind = c.kind);
insert into crl_parts (build, part, content) select c.build, 0, c.der from crls c join crl_builds b on b.build = c.build;
alter table crls drop column der;

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
