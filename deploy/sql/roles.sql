-- The three database roles of UltimateCA. Run it in the platform's own database, as a superuser or as the database's owner with createrole, as often as you like:
--
--     psql -d ucm -f deploy/sql/roles.sql
--
-- Then give each role a password (\password ucm_silo …) or a client certificate, and run `Ucm.Silo migrate` as ucm_migrate. If the database was migrated before,
-- the last statement here gives the rights after the fact.
--
--   ucm_migrate   owns the schema; used by `Ucm.Silo migrate` (Ucm:Storage:MigrationConnectionString) and by nothing that listens on a network
--   ucm_silo      what a silo does and nothing else (Ucm:Storage:ConnectionString); it cannot remove a certificate, a revocation, a CRL or an audit row
--   ucm_frontend  reads where the silos' gateways are; no other table

do $roles$
declare
    name text;
begin
    foreach name in array array['ucm_migrate', 'ucm_silo', 'ucm_frontend'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication', name);
        end if;

        execute format('grant connect on database %I to %I', current_database(), name);
    end loop;

    -- Nothing for whoever else can log in to this server, not even temporary tables.
    execute format('revoke all on database %I from public', current_database());
    revoke all on schema public from public;
    alter schema public owner to ucm_migrate;

    if to_regprocedure('ucm_grant_roles()') is not null then
        perform ucm_grant_roles();
    end if;
end
$roles$;
