-- Requested extensions that a certificate does not have, by name, separated by spaces; and whether it serves the platform itself.
alter table certificates add column ignored_extensions text not null default '';
alter table certificates add column is_system integer not null default 0;

update certificates set is_system = 1 where request_id like 'system:server-certificate:%' or request_id like 'system:ocsp-responder:%';

-- The counts are of the certificates of people and machines.
drop index certificates_good;
create index certificates_good on certificates (not_after) where status = 1 and is_system = 0;
drop index certificates_issued;
create index certificates_issued on certificates (created_at) where status in (1, 2, 3) and is_system = 0;
