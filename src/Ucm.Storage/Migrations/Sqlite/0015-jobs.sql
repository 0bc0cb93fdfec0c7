-- Bulk work and how far it is. What a job does stays in its grain's state.
create table jobs (
    id text not null primary key,
    kind integer not null,
    status integer not null,
    created_by text not null,
    user_name text not null,
    created_at integer not null,
    finished_at integer,
    total integer,
    done integer not null,
    failed integer not null,
    fault text
);

create index jobs_created on jobs (created_at, id);
create index jobs_user on jobs (user_name, created_at, id);
create index jobs_unfinished on jobs (created_at) where status in (1, 2, 3);

-- What became of each certificate, some of them per row, as JSON Lines.
create table job_results (
    job text not null,
    part integer not null,
    lines text not null,
    primary key (job, part)
);
