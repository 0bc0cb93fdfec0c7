-- Requests that wait for an approver, and what became of them. The CSR stays in the state of the request's grain.
create table inbox_requests (
    id text collate "C" not null primary key,
    requester text collate "C" not null,
    requester_user text collate "C" not null,
    authority text collate "C" not null,
    profile text collate "C" not null,
    status bigint not null,
    subject text not null,
    names text not null,
    owner text,
    note text,
    submitted_at bigint not null,
    expires_at bigint not null,
    decided_at bigint,
    decided_by text,
    reason text,
    certificate text
);

create index inbox_requests_submitted on inbox_requests (submitted_at, id);
create index inbox_requests_requester on inbox_requests (requester_user, submitted_at, id);
create index inbox_requests_status on inbox_requests (status, submitted_at, id);

-- With the table of this script.
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
