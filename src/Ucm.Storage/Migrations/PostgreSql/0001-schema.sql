-- Times are microseconds since 1970-01-01 UTC, spans are microseconds, digests and serials are octets. Keys compare octet by octet (collation C).

create table certificates (
    id bigint generated always as identity primary key,
    authority text collate "C" not null,
    serial bytea not null,
    request_id text collate "C" not null,
    request_hash bytea not null,
    status smallint not null,
    profile text collate "C" not null,
    subject text collate "C" not null,
    names text collate "C" not null check (names::json is not null),
    search text collate "C" not null,
    not_before bigint not null,
    not_after bigint not null,
    created_at bigint not null,
    requester text collate "C" not null,
    public_key_hash bytea not null,
    tbs_hash bytea not null,
    revoked_at bigint,
    revocation_reason smallint,
    revocation_sequence bigint,
    invalidity_date bigint
);

create unique index certificates_serial on certificates (authority, serial);
create unique index certificates_request on certificates (request_id);
create index certificates_reserved on certificates (created_at) where status = 0;
create index certificates_good on certificates (not_after) where status = 1;
create index certificates_revoked on certificates (authority, serial, not_after) where status in (2, 3, 4);
create index certificates_not_good on certificates (status, id) where status > 1;
create index certificates_compromised on certificates (public_key_hash) where revocation_reason = 1;

-- The bytes live apart so that a scan over certificates reads few pages: the TBSCertificate while reserved or voided, then the certificate.
create table certificate_bytes (
    id bigint primary key,
    content bytea not null
) with (fillfactor = 50, toast_tuple_target = 8160);

-- A certificate does not compress and belongs into its row; room in the page lets completion replace the TBSCertificate without a new index entry.
alter table certificate_bytes alter column content set storage external;

create table revocations (
    sequence bigint primary key,
    authority text collate "C" not null,
    serial bytea not null,
    reason smallint not null,
    revoked_at bigint not null,
    invalidity_date bigint,
    recorded_at bigint not null
);

create table crls (
    authority text collate "C" not null,
    shard text collate "C" not null,
    number bigint not null,
    kind smallint not null,
    base_number bigint,
    sequence bigint not null,
    entries bigint not null,
    this_update bigint not null,
    next_update bigint not null,
    der bytea not null,
    primary key (authority, shard, number)
);

alter table crls alter column der set storage external;
create index crls_kind on crls (authority, shard, kind, number);

create table keys (
    id text collate "C" primary key,
    purpose text collate "C" not null,
    algorithm text collate "C" not null,
    public_key bytea not null,
    envelope bytea not null,
    created_at bigint not null
);

create table authorities (
    id text collate "C" primary key,
    name text collate "C" not null,
    status smallint not null,
    certificate bytea not null,
    chain bytea not null,
    key_id text collate "C",
    key_algorithm text collate "C" not null,
    issuer text collate "C",
    not_before bigint not null,
    not_after bigint not null,
    crl_lifetime bigint not null,
    crl_overlap bigint not null,
    crl_minimum_interval bigint not null,
    version bigint not null,
    change bigint not null
);

create table acme_accounts (
    id text collate "C" primary key,
    thumbprint text collate "C" not null,
    status text collate "C" not null,
    created_at bigint not null
);

create index acme_accounts_thumbprint on acme_accounts (thumbprint);

create table acme_orders (
    id text collate "C" primary key,
    account_id text collate "C" not null,
    status text collate "C" not null,
    created_at bigint not null,
    expires_at bigint not null
);

create index acme_orders_account on acme_orders (account_id, created_at);
create index acme_orders_expiry on acme_orders (expires_at);

create table audit (
    id bigint generated always as identity primary key,
    at bigint not null,
    actor text collate "C" not null,
    address text collate "C",
    action text collate "C" not null,
    target text collate "C" not null,
    detail text collate "C" not null check (detail::json is not null)
);

create table outbox (
    id bigint generated always as identity primary key,
    at bigint not null,
    kind text collate "C" not null,
    payload text collate "C" not null check (payload::json is not null)
);

create table grain_state (
    key text collate "C" primary key,
    version bigint not null,
    state bytea not null
) with (fillfactor = 70, toast_tuple_target = 8160);

-- Numbers that are drawn under a row lock held to the commit: their order is the commit order, and a rollback gives them back. A sequence has neither property.
create table counters (
    name text collate "C" primary key,
    value bigint not null
) with (fillfactor = 20);

insert into counters (name, value) values ('revocations', 0), ('authorities', 0), ('crls', 0);

-- How many certificates there are by hour of their expiry (kind 1 good, 2 revoked or on hold) and by hour of their creation (kind 3, completed). Each writer counts
-- in a shard of its own, in the transaction that changes the status; a sum over the shards is exact.
create table certificate_counts (
    kind smallint not null,
    hour bigint not null,
    shard smallint not null,
    amount bigint not null,
    primary key (kind, hour, shard)
) with (fillfactor = 50);
