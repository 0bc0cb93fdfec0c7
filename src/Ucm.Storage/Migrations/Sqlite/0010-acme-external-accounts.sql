-- External account keys (RFC 8555 §7.3.4) as lists show them; the secret is in the grain's state, sealed.
create table acme_external_accounts (
    kid text not null primary key,
    server text not null,
    name text not null,
    status text not null,
    version integer not null,
    content text not null,
    created_at integer not null,
    created_by text not null,
    changed_at integer not null,
    changed_by text not null,
    key_changed_at integer not null
);

-- Which key an account is bound by: counted before a key gets another account.
create table acme_external_bindings (
    account_id text not null primary key,
    kid text not null
);

create index acme_external_bindings_kid on acme_external_bindings (kid);
