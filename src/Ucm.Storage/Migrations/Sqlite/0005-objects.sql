-- What administrators name (profiles, …): each object as it is now, and every version that it had.
create table objects (
    kind text not null,
    name text not null,
    version integer not null,
    status integer not null,
    content text not null check (json_valid(content)),
    changed_at integer not null,
    changed_by text not null,
    change integer not null,
    primary key (kind, name)
) without rowid;

create unique index objects_change on objects (change);

create table object_versions (
    kind text not null,
    name text not null,
    version integer not null,
    status integer not null,
    content text not null check (json_valid(content)),
    changed_at integer not null,
    changed_by text not null,
    comment text,
    primary key (kind, name, version)
) without rowid;

-- Which version of its profile a certificate was issued by; 0 for those from before profiles had versions.
alter table certificates add column profile_version integer not null default 0;

-- What can be set of an authority is one JSON document, not a column for each setting.
alter table authorities add column settings text not null default '{}';

update authorities set settings = json_object(
    'crl', json_object(
        'lifetime_seconds', crl_lifetime / 1000000.0,
        'overlap_seconds', crl_overlap / 1000000.0,
        'minimum_interval_seconds', crl_minimum_interval / 1000000.0,
        'delta_interval_seconds', crl_delta_interval / 1000000.0,
        'shards', crl_shards,
        'shards_served', crl_shards_served,
        'number_floor', crl_number_floor),
    'ocsp', json_object(
        'extended_revoke', json(case ocsp_extended_revoke when 0 then 'false' when 1 then 'true' else 'null' end),
        'archive_cutoff_seconds', ocsp_archive_cutoff / 1000000.0));

alter table authorities drop column crl_lifetime;
alter table authorities drop column crl_overlap;
alter table authorities drop column crl_minimum_interval;
alter table authorities drop column crl_delta_interval;
alter table authorities drop column crl_shards;
alter table authorities drop column crl_shards_served;
alter table authorities drop column crl_number_floor;
alter table authorities drop column ocsp_extended_revoke;
alter table authorities drop column ocsp_archive_cutoff;
