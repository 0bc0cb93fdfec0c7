-- How a request came in, what people note about a certificate, whose successor it is, and the hashes that it is looked up by.
alter table certificates add column channel smallint not null default 0;
alter table certificates add column labels text collate "C" not null default '';
alter table certificates add column owner text collate "C" not null default '';
alter table certificates add column notes text collate "C" not null default '';
alter table certificates add column annotations_version bigint not null default 0;
alter table certificates add column renews text collate "C";
alter table certificates add column sha256 bytea;
alter table certificates add column sha1 bytea;

create index certificates_public_key on certificates (public_key_hash);
create index certificates_sha256 on certificates (sha256) where sha256 is not null;
create index certificates_sha1 on certificates (sha1) where sha1 is not null;
create index certificates_renews on certificates (renews) where renews is not null;

-- Silos fill these in while they run.
create index certificates_without_fingerprint on certificates (id) where sha256 is null and status in (1, 2, 3);

create table certificate_labels (
    certificate bigint not null,
    name text collate "C" not null,
    value text collate "C" not null,
    primary key (certificate, name)
);

create index certificate_labels_value on certificate_labels (name, value, certificate);

-- With the table and the columns of this script.
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
