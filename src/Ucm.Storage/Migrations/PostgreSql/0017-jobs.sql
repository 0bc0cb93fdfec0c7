-- Bulk work and how far it is. What a job does stays in its grain's state.
create table jobs (
    id text collate "C" not null primary key,
    kind bigint not null,
    status bigint not null,
    created_by text collate "C" not null,
    user_name text collate "C" not null,
    created_at bigint not null,
    finished_at bigint,
    total bigint,
    done bigint not null,
    failed bigint not null,
    fault text
);

create index jobs_created on jobs (created_at, id);
create index jobs_user on jobs (user_name, created_at, id);
create index jobs_unfinished on jobs (created_at) where status in (1, 2, 3);

-- What became of each certificate, some of them per row, as JSON Lines.
create table job_results (
    job text collate "C" not null,
    part bigint not null,
    lines text not null,
    primary key (job, part)
);

-- With the tables of this script.
create or replace function ucm_grant_roles() returns void language plpgsql as $grants$
begin
    if exists (select from pg_roles where rolname = 'ucm_silo') then
        grant usage on schema public to ucm_silo;
        grant select on schemaversions, counters, OrleansQuery to ucm_silo;
        grant select, insert on certificates, certificate_bytes, certificate_counts, revocations, crls, keys, authorities, acme_accounts, acme_orders, audit, outbox
            to ucm_silo;
        grant update (status, revoked_at, revocation_reason, revocation_sequence, invalidity_date, labels, owner, notes, annotations_version, sha256, sha1)
            on certificates to ucm_silo;
        grant update (content) on certificate_bytes to ucm_silo;
        grant update (amount) on certificate_counts to ucm_silo;
        grant update (value) on counters to ucm_silo;
        grant update on authorities, acme_accounts, acme_orders to ucm_silo;
        grant select, insert, delete on crl_builds, crl_parts to ucm_silo;
        grant select, insert, update on objects to ucm_silo;
        grant select, insert on object_versions to ucm_silo;
        grant delete on acme_accounts, acme_orders to ucm_silo;
        grant select, insert, update on acme_external_accounts to ucm_silo;
        grant select, insert, update, delete on acme_external_bindings to ucm_silo;
        grant select, insert, update, delete on acme_authorizations, acme_replacements to ucm_silo;
        grant select, insert, update, delete on sessions to ucm_silo;
        grant select, insert, delete on certificate_labels to ucm_silo;
        grant select, insert, update on inbox_requests to ucm_silo;
        grant select, insert, update on jobs to ucm_silo;
        grant select, insert, delete on job_results to ucm_silo;
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
