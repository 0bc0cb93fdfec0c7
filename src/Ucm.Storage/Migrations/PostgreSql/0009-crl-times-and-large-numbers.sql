-- thisUpdate lies before the moment of publication, so that clients whose clocks are behind accept a new CRL. Null in older rows: there the two are one.
alter table crls add column made_at bigint;

-- Added to the number in the CRL (decimal): an authority that was imported may have used numbers of up to 20 octets. Null is zero.
alter table crls add column number_offset text collate "C";

-- Whether a full CRL names the delta CRL (freshestCRL). Without it no delta follows.
alter table crls add column names_delta integer not null default 1;

update crls c set names_delta = 0 where c.kind = 1 and not exists (
    select 1 from crls d where d.authority = c.authority and d.shard = c.shard and d.kind = 2 and d.base_number = c.number);

-- When a hold was lifted: an OCSP answer does not say that the certificate was good before.
create index revocations_lifted on revocations (authority, serial) where reason = 8;
