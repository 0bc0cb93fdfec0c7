-- Requests that wait for an approver, and what became of them. The CSR stays in the state of the request's grain.
create table inbox_requests (
    id text not null primary key,
    requester text not null,
    requester_user text not null,
    authority text not null,
    profile text not null,
    status integer not null,
    subject text not null,
    names text not null,
    owner text,
    note text,
    submitted_at integer not null,
    expires_at integer not null,
    decided_at integer,
    decided_by text,
    reason text,
    certificate text
);

create index inbox_requests_submitted on inbox_requests (submitted_at, id);
create index inbox_requests_requester on inbox_requests (requester_user, submitted_at, id);
create index inbox_requests_status on inbox_requests (status, submitted_at, id);
