-- External account keys (RFC 8555 §7.3.4) as lists show them; the secret is in the grain's state, sealed.
create table acme_external_accounts (
    kid text collate "C" primary key,
    server text collate "C" not null,
    name text collate "C" not null,
    status text collate "C" not null,
    version bigint not null,
    content text collate "C" not null check (content::json is not null),
    created_at bigint not null,
    created_by text collate "C" not null,
    changed_at bigint not null,
    changed_by text collate "C" not null,
    key_changed_at bigint not null
);

-- Which key an account is bound by: counted before a key gets another account.
create table acme_external_bindings (
    account_id text collate "C" primary key,
    kid text collate "C" not null
);

create index acme_external_bindings_kid on acme_external_bindings (kid);
