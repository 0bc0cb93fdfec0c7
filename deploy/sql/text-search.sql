-- Optional: an index for the text filter of lists and searches. Without it a text that few certificates contain is looked for in every row, which is fine up to some
-- hundred thousand. It needs the extension pg_trgm (Debian: in the package postgresql-NN itself) and a role that may create it; each certificate then costs more to write.
--
--     psql -d ucm -f deploy/sql/text-search.sql
--
-- Not in a transaction, so that certificates can be issued while the index is being built.

create extension if not exists pg_trgm;
create index concurrently if not exists certificates_search on certificates using gin (search gin_trgm_ops);
