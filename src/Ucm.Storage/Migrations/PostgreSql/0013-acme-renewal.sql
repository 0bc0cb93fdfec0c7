-- Where the newest valid authorization of an account for an identifier is, for servers whose later orders may use it again.
create table acme_authorizations (
    account_id text collate "C" not null,
    server text collate "C" not null,
    kind bigint not null,
    identifier text collate "C" not null,
    order_id text collate "C" not null,
    position bigint not null,
    expires_at bigint not null,
    primary key (account_id, server, kind, identifier)
);

create index acme_authorizations_expiry on acme_authorizations (expires_at);

-- Which order replaced a certificate (RFC 9773); rows go after the certificate that was replaced has expired.
create table acme_replacements (
    authority text collate "C" not null,
    serial bytea not null,
    order_id text collate "C" not null,
    expires_at bigint not null,
    primary key (authority, serial)
);

create index acme_replacements_expiry on acme_replacements (expires_at);

-- With the tables of the script before this one.
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
        grant delete on acme_accounts, acme_orders to ucm_silo;
        grant select, insert, update on acme_external_accounts to ucm_silo;
        grant select, insert, update, delete on acme_external_bindings to ucm_silo;
        grant select, insert, update, delete on acme_authorizations, acme_replacements to ucm_silo;
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
