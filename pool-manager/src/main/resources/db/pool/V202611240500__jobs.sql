-- Jobs: what somebody asked for and takes a while, step by step; and from which request an event came.
--
--   job ──< job_step.   Nothing refers to what a job is about: it outlives it.

alter table pool.event add column correlation text check (length(correlation) between 1 and 64);

create table pool.job (
    id          uuid primary key,
    kind        text not null,
    subject     uuid not null,
    text        text not null,
    user_id     text,
    correlation text not null check (length(correlation) between 1 and 64),
    -- The snapshot it is about; else, of a vm, the host it was on when the job was opened.
    detail      uuid,
    state       text not null default 'running' check (state in ('running', 'done', 'failed', 'timed_out')),
    reason      text,
    opened_at   timestamptz not null,
    ended_at    timestamptz,
    constraint job_ended check ((state = 'running') = (ended_at is null)),
    constraint job_reason check ((state in ('failed', 'timed_out')) = (reason is not null))
);
create index job_open on pool.job (subject) where ended_at is null;
create index job_opened on pool.job (opened_at desc);
create index job_ended_at on pool.job (ended_at) where ended_at is not null;
create index job_correlation on pool.job (correlation);

create table pool.job_step (
    job      uuid not null references pool.job on delete cascade,
    number   int not null check (number >= 1),
    text     text not null,
    state    text not null check (state in ('waiting', 'running', 'done', 'failed')),
    -- How far it has come, where somebody says so.
    percent  int check (percent between 0 and 100),
    note     text not null default '',
    began_at timestamptz,
    ended_at timestamptz,
    primary key (job, number)
);

-- Reality: what hosts and storage domains hold and no row speaks of, or the other way round.
-- What an earlier look has found; the log tells of each thing once.
create table pool.finding (
    kind     text not null,
    id       uuid not null,
    -- The host or the storage domain.
    place    uuid not null,
    found_at timestamptz not null default now(),
    primary key (kind, id, place)
);

-- What an admin decided about a finding; the leader has it done, and the row goes with the end of its job.
create table pool.reality_order (
    -- The command's id too: the same however often it is sent.
    id      uuid primary key,
    kind    text not null check (kind in ('adopt', 'quarantine')),
    -- The vm or the image.
    subject uuid not null,
    -- The host or the storage domain.
    place   uuid not null,
    -- What an adopted vm is to be called.
    name    text,
    job     uuid not null references pool.job on delete cascade,
    constraint reality_order_name check ((kind = 'adopt') = (name is not null)),
    unique (kind, subject)
);
