-- Times are microseconds since 1970-01-01 UTC, spans are microseconds, digests and serials are octets.

create table certificates (
    id integer primary key autoincrement,
    authority text not null,
    serial blob not null,
    request_id text not null,
    request_hash blob not null,
    status integer not null,
    profile text not null,
    subject text not null,
    names text not null check (json_valid(names)),
    search text not null,
    not_before integer not null,
    not_after integer not null,
    created_at integer not null,
    requester text not null,
    public_key_hash blob not null,
    tbs_hash blob not null,
    revoked_at integer,
    revocation_reason integer,
    revocation_sequence integer,
    invalidity_date integer
);

create unique index certificates_serial on certificates (authority, serial);
create unique index certificates_request on certificates (request_id);
create index certificates_reserved on certificates (created_at) where status = 0;
create index certificates_good on certificates (not_after) where status = 1;
create index certificates_issued on certificates (created_at) where status in (1, 2, 3);
create index certificates_revoked on certificates (authority, serial, not_after) where status in (2, 3, 4);
create index certificates_not_good on certificates (status) where status <> 1;
create index certificates_compromised on certificates (public_key_hash) where revocation_reason = 1;

-- The bytes live apart so that a scan over certificates reads few pages: the TBSCertificate while reserved or voided, then the certificate.
create table certificate_bytes (
    id integer primary key,
    content blob not null
);

create table revocations (
    sequence integer primary key autoincrement,
    authority text not null,
    serial blob not null,
    reason integer not null,
    revoked_at integer not null,
    invalidity_date integer,
    recorded_at integer not null
);

create table crls (
    authority text not null,
    shard text not null,
    number integer not null,
    kind integer not null,
    base_number integer,
    sequence integer not null,
    entries integer not null,
    this_update integer not null,
    next_update integer not null,
    der blob not null,
    primary key (authority, shard, number)
);

create index crls_kind on crls (authority, shard, kind, number);

create table keys (
    id text not null primary key,
    purpose text not null,
    algorithm text not null,
    public_key blob not null,
    envelope blob not null,
    created_at integer not null
);

create table authorities (
    id text not null primary key,
    name text not null,
    status integer not null,
    certificate blob not null,
    chain blob not null,
    key_id text,
    key_algorithm text not null,
    issuer text,
    not_before integer not null,
    not_after integer not null,
    crl_lifetime integer not null,
    crl_overlap integer not null,
    crl_minimum_interval integer not null,
    version integer not null,
    change integer not null
);

create table acme_accounts (
    id text not null primary key,
    thumbprint text not null,
    status text not null,
    created_at integer not null
);

create index acme_accounts_thumbprint on acme_accounts (thumbprint);

create table acme_orders (
    id text not null primary key,
    account_id text not null,
    status text not null,
    created_at integer not null,
    expires_at integer not null
);

create index acme_orders_account on acme_orders (account_id, created_at);
create index acme_orders_expiry on acme_orders (expires_at);

create table audit (
    id integer primary key autoincrement,
    at integer not null,
    actor text not null,
    address text,
    action text not null,
    target text not null,
    detail text not null check (json_valid(detail))
);

create table outbox (
    id integer primary key autoincrement,
    at integer not null,
    kind text not null,
    payload text not null check (json_valid(payload))
);

create table grain_state (
    key text not null primary key,
    version integer not null,
    state blob not null
);
