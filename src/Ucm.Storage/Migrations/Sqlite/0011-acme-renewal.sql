-- Where the newest valid authorization of an account for an identifier is, for servers whose later orders may use it again.
create table acme_authorizations (
    account_id text not null,
    server text not null,
    kind integer not null,
    identifier text not null,
    order_id text not null,
    position integer not null,
    expires_at integer not null,
    primary key (account_id, server, kind, identifier)
);

create index acme_authorizations_expiry on acme_authorizations (expires_at);

-- Which order replaced a certificate (RFC 9773); rows go after the certificate that was replaced has expired.
create table acme_replacements (
    authority text not null,
    serial blob not null,
    order_id text not null,
    expires_at integer not null,
    primary key (authority, serial)
);

create index acme_replacements_expiry on acme_replacements (expires_at);
