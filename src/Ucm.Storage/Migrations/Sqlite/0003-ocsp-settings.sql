-- What an authority's OCSP answers say; null: as the installation's settings have it.
alter table authorities add column ocsp_extended_revoke integer;
alter table authorities add column ocsp_archive_cutoff integer;
