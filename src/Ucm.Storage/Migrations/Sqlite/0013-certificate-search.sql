-- How a request came in, what people note about a certificate, whose successor it is, and the hashes that it is looked up by.
alter table certificates add column channel integer not null default 0;
alter table certificates add column labels text not null default '';
alter table certificates add column owner text not null default '';
alter table certificates add column notes text not null default '';
alter table certificates add column annotations_version integer not null default 0;
alter table certificates add column renews text;
alter table certificates add column sha256 blob;
alter table certificates add column sha1 blob;

create index certificates_public_key on certificates (public_key_hash);
create index certificates_sha256 on certificates (sha256) where sha256 is not null;
create index certificates_sha1 on certificates (sha1) where sha1 is not null;
create index certificates_renews on certificates (renews) where renews is not null;

-- Silos fill these in while they run.
create index certificates_without_fingerprint on certificates (id) where sha256 is null and status in (1, 2, 3);

create table certificate_labels (
    certificate integer not null,
    name text not null,
    value text not null,
    primary key (certificate, name)
) without rowid;

create index certificate_labels_value on certificate_labels (name, value, certificate);
