-- CRLs of any size: the bytes lie in parts, written before the row that publishes them; deltas, shards, and revocations read from an index alone.

alter table authorities add column crl_delta_interval integer;
alter table authorities add column crl_shards integer not null default 0;
alter table authorities add column crl_shards_served integer not null default 0;

alter table certificates add column shard integer not null default 0;
alter table revocations add column shard integer not null default 0;

-- All that a CRL's entry needs: a million entries are read in the order of the index, without a look at the table.
drop index certificates_revoked;
create index certificates_revoked on certificates
    (authority, serial, not_after, revoked_at, revocation_reason, invalidity_date, revocation_sequence, shard, status) where status in (2, 3, 4);
create index certificates_revoked_of_shard on certificates
    (authority, shard, serial, not_after, revoked_at, revocation_reason, invalidity_date, revocation_sequence, status) where status in (2, 3, 4) and shard > 0;

create table crl_builds (
    build text not null primary key,
    started_at integer not null
);

create table crl_parts (
    build text not null,
    part integer not null,
    content blob not null,
    primary key (build, part)
);

alter table crls add column build text not null default '';
alter table crls add column size integer not null default 0;
alter table crls add column hash blob not null default x'';

-- The CRLs in force keep their bytes, each in one part; of older ones the row stays, which is what fences the numbers.
update crls set build = authority || '/' || shard || '/' || number, size = length(der);
insert into crl_builds (build, started_at)
    select c.build, c.this_update from crls c
    where c.number = (select max(l.number) from crls l where l.authority = c.authority and l.shard = c.shard and l.kind = c.kind);
insert into crl_parts (build, part, content) select c.build, 0, c.der from crls c join crl_builds b on b.build = c.build;
alter table crls drop column der;
