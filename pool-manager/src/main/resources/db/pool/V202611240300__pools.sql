-- Pools that can be changed, rolled out, restrained and deleted; templates with versions; VMs on their way out.

alter table pool.template
    drop constraint template_name_key,
    drop constraint template_virtual_bytes_check,
    -- Its number among those of the same name; the highest one that is ok is the latest.
    add column number     int not null default 1 check (number >= 1),
    -- locked: its image is being made; illegal: that did not work; deleting: its image is being deleted.
    add column state      text not null default 'ok' check (state in ('ok', 'locked', 'illegal', 'deleting')),
    -- While it is locked and copied from a VM: that VM; nobody starts or deletes it meanwhile.
    add column source     uuid references pool.vm,
    -- How far its making has come, and when somebody last worked on it.
    add column progress   int not null default 0 check (progress between 0 and 100),
    add column touched_at timestamptz not null default now(),
    add column trouble    text,
    add constraint template_name_number unique (name, number),
    add constraint template_virtual_bytes check (virtual_bytes > 0 or state <> 'ok'),
    add constraint template_source check (source is null or state = 'locked');

alter table pool.pool
    add column kind              text not null default 'automatic' check (kind in ('automatic', 'manual')),
    add column use_latest        boolean not null default false,
    -- What it was made of before the last roll-out.
    add column previous          uuid references pool.template,
    add column deleting          boolean not null default false,
    add column idle              int check (idle > 0),
    add column on_idle           text not null default 'nothing',
    add column disconnected      int check (disconnected > 0),
    add column on_disconnect     text not null default 'nothing',
    add column longest_session   int check (longest_session > 0),
    add column refresh           text not null default 'at_give_back',
    add column refresh_days      int check (refresh_days between 1 and 3650),
    -- How long a desktop that nobody came for stays somebody's; 0: for ever. Times are seconds.
    add column unused            int not null default 631 check (unused >= 0),
    add column refused_channels  text[] not null default '{}',
    add column restrained_since  timestamptz,
    add column restrained_reason text,
    -- Failures before count no more.
    add column failures_from     timestamptz not null default '-infinity';
-- A desktop that kept its disk has been its user's own until now.
update pool.pool set kind = 'manual', refresh = 'never', unused = 0 where not stateless;
alter table pool.pool
    add constraint pool_kind check (kind = 'automatic' or not stateless),
    add constraint pool_on_idle check (on_idle in ('nothing', 'lock', 'log_out', 'shut_down', 'suspend')),
    add constraint pool_on_disconnect check (on_disconnect in ('nothing', 'lock', 'log_out', 'shut_down', 'suspend')),
    add constraint pool_refresh check (refresh in ('at_give_back', 'every_days', 'never')
        and (refresh = 'every_days') = (refresh_days is not null) and (refresh = 'at_give_back' or not stateless)),
    add constraint pool_restrained check ((restrained_since is null) = (restrained_reason is null));

alter table pool.vm
    -- It is powered off, its disk deleted, and then the row.
    add column deleting     boolean not null default false,
    -- When its user first came; null: not yet.
    add column used_at      timestamptz,
    add column disk_made_at timestamptz,
    add constraint vm_deleting check (not deleting or (assigned_to is null and not wanted));
update pool.vm set used_at = assigned_at where assigned_to is not null;

-- What went wrong with the desktops of a pool; kept for an hour.
create table pool.failure (
    pool uuid not null references pool.pool on delete cascade,
    at   timestamptz not null default now(),
    text text not null
);
create index failure_pool on pool.failure (pool, at);

alter table pool.start_time
    drop constraint start_time_pool_fkey,
    drop constraint start_time_vm_fkey,
    add constraint start_time_pool_fkey foreign key (pool) references pool.pool on delete cascade,
    add constraint start_time_vm_fkey foreign key (vm) references pool.vm on delete cascade;

-- VMs whose rows are gone: a reader that knew them learns it from here. Everything is read anew long before these go.
create table pool.vm_gone (
    id      uuid primary key,
    at      timestamptz not null default now(),
    changed xid8 not null default pg_current_xact_id()
);
create index vm_gone_changed on pool.vm_gone (changed);
create function pool.note_gone() returns trigger language plpgsql as $$
begin
    delete from pool.vm_gone where at < now() - interval '1 hour';
    insert into pool.vm_gone (id) values (old.id) on conflict do nothing;
    return old;
end $$;
create trigger gone after delete on pool.vm for each row execute function pool.note_gone();
