-- When an account was last changed or, of the orders that were deleted meanwhile, had one made: accounts that nobody uses are deleted by it.
alter table acme_accounts add column used_at bigint not null default 0;

update acme_accounts set used_at = created_at;

create index acme_accounts_used on acme_accounts (used_at, id);
create index acme_accounts_ended on acme_accounts (used_at, id) where status <> 'valid';

-- The orders of an account that wait for something are counted before it gets another one.
create index acme_orders_open on acme_orders (account_id, expires_at) where status in ('pending', 'ready', 'processing');

-- Pages of expired orders go by time and id.
drop index acme_orders_expiry;
create index acme_orders_expiry on acme_orders (expires_at, id);

-- Silos delete what expired.
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
