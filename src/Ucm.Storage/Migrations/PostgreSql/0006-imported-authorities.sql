-- CRLs of an imported authority have numbers above those that it published elsewhere.
alter table authorities add column crl_number_floor bigint not null default 0;

-- One key is one authority's: two would give out the same serials and contradict each other's CRLs.
create unique index keys_authority on keys (public_key) where purpose = 'authority';
