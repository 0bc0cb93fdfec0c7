-- When an account was last changed or, of the orders that were deleted meanwhile, had one made: accounts that nobody uses are deleted by it.
alter table acme_accounts add column used_at integer not null default 0;

update acme_accounts set used_at = created_at;

create index acme_accounts_used on acme_accounts (used_at, id);
create index acme_accounts_ended on acme_accounts (used_at, id) where status <> 'valid';

-- The orders of an account that wait for something are counted before it gets another one.
create index acme_orders_open on acme_orders (account_id, expires_at) where status in ('pending', 'ready', 'processing');

-- Pages of expired orders go by time and id.
drop index acme_orders_expiry;
create index acme_orders_expiry on acme_orders (expires_at, id);
