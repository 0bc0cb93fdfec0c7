-- Accounts and orders of each ACME server, for the lists of administrators.
alter table acme_accounts add column server text collate "C" not null default 'default';
alter table acme_accounts add column external_account text collate "C";

create index acme_accounts_created on acme_accounts (created_at, id);

-- Names are separated by spaces. An authorization without an order is in the table too, and in no list of orders.
alter table acme_orders add column server text collate "C" not null default 'default';
alter table acme_orders add column profile text collate "C" not null default '';
alter table acme_orders add column names text collate "C" not null default '';
alter table acme_orders add column is_authorization smallint not null default 0;

create index acme_orders_created on acme_orders (created_at, id);
