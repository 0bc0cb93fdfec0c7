-- Which sessions a user has. What a session is stays in its grain's state; rows of ended ones go with it.
create table sessions (
    user_name text not null,
    id text not null primary key,
    kind integer not null,
    address text,
    methods text not null,
    opened_at integer not null,
    expires_at integer not null,
    credential_version integer not null,
    epoch integer not null
);

create index sessions_user on sessions (user_name, opened_at);
