-- Requested extensions that a certificate does not have, by name, separated by spaces; and whether it serves the platform itself.
alter table certificates add column ignored_extensions text collate "C" not null default '';
alter table certificates add column is_system smallint not null default 0;

update certificates set is_system = 1 where request_id like 'system:server-certificate:%' or request_id like 'system:ocsp-responder:%';

-- The counts are of the certificates of people and machines.
insert into certificate_counts as c (kind, hour, shard, amount)
select kind, hour, 0, -count(*) from (
    select case when status = 1 then 1 else 2 end as kind, not_after / 3600000000 as hour from certificates where is_system = 1 and status in (1, 2, 3)
    union all
    select 3, created_at / 3600000000 from certificates where is_system = 1 and status in (1, 2, 3)
) as counted
group by kind, hour
on conflict (kind, hour, shard) do update set amount = c.amount + excluded.amount;
