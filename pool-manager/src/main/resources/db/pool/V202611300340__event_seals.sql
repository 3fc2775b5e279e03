-- Events are sealed in a chain, range by range, and dismissed by a row beside.
--
-- A range is what a span of transactions wrote, not a span of ids: ids are handed out before the commit, and a late one
-- would fall into a range that is sealed already. What is older than every open transaction is complete.

alter table pool.event add column code int not null default 0;
alter table pool.event add column written xid8 not null default '0';
alter table pool.event alter column written set default pg_current_xact_id();
create index event_of_code on pool.event (code, at desc) where code <> 0;
create index event_written on pool.event (written, id);

create table pool.event_seal (
    number     bigint primary key,
    since      xid8 not null, -- written by this transaction or a later one
    until      xid8 not null, -- and before this one
    events     int not null check (events > 0),
    first_at   timestamptz not null,
    last_at    timestamptz not null,
    hash       bytea not null, -- SHA-256 over the seal before and the events
    sealed_at  timestamptz not null default now(),
    deleted_at timestamptz, -- its events were old; the seal stays, so that the chain does
    check (since < until)
);

create table pool.event_dismissal (
    event_id     bigint primary key references pool.event on delete cascade,
    user_id      text not null,
    dismissed_at timestamptz not null default now()
);

-- The audit log is only ever added to, but for whole ranges that are too old, by whoever says so in their transaction.
create or replace function pool.event_is_history() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and coalesce(current_setting('oriel.retention', true), '') = 'on' then
        return null;
    end if;
    raise exception 'the audit log is only ever added to';
end $$;
