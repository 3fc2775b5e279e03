-- The estate: what is wanted and what was seen last.
--
--   data_center ──< cluster ──< host
--   storage_domain ──< template ──< pool ──< vm ──< start_time
--   lease: who leads.   event: what happened; rows are only ever added.
--
-- The schema itself is made by the migration tool.

-- Every change of a row raises its version (a write names the version it is based on) and notes its transaction
-- (a reader asks for what changed since its last snapshot's oldest open transaction, so nothing slips through).
create function pool.touch() returns trigger language plpgsql as $$
begin
    new.changed := pg_current_xact_id();
    if tg_op = 'UPDATE' then
        new.version := old.version + 1;
    end if;
    return new;
end $$;

create table pool.data_center (
    id   uuid primary key,
    name text not null unique
);

create table pool.cluster (
    id          uuid primary key,
    data_center uuid not null references pool.data_center,
    name        text not null unique
);

create table pool.storage_domain (
    id   uuid primary key,
    name text not null unique,
    path text not null
);

create table pool.host (
    id               uuid primary key,
    name             text not null unique,
    address          text not null,
    agent_port       int not null check (agent_port between 1 and 65535),
    cluster          uuid not null references pool.cluster,
    state            text not null check (state in ('unassigned', 'initializing', 'up', 'connecting', 'non_responsive',
                                                    'non_operational', 'pending_approval')),
    state_since      timestamptz not null,
    state_reason     text,
    hardware_id      text,
    -- What its agent last said; all null before the first report.
    said_hardware_id text,
    said_name        text,
    said_cpus        int,
    said_memory_mib  bigint,
    said_accelerator text,
    said_spice       boolean,
    said_display_pin text,
    said_libvirt     text,
    said_qemu        text,
    said_agent       text,
    version          bigint not null default 1,
    changed          xid8 not null
);
create trigger touch before insert or update on pool.host for each row execute function pool.touch();

create table pool.template (
    id            uuid primary key,
    name          text not null unique,
    disk          uuid not null unique,
    storage       uuid not null references pool.storage_domain,
    virtual_bytes bigint not null check (virtual_bytes > 0),
    created_at    timestamptz not null default now()
);

create table pool.pool (
    id           uuid primary key,
    name         text not null unique,
    description  text not null,
    template     uuid not null references pool.template,
    size         int not null check (size between 1 and 1000),
    prestarted   int not null check (prestarted between 0 and size),
    max_per_user int not null check (max_per_user >= 1),
    stateless    boolean not null,
    vcpus        int not null check (vcpus between 1 and 64),
    memory_mib   bigint not null check (memory_mib between 16 and 1048576),
    version      bigint not null default 1,
    changed      xid8 not null
);
create trigger touch before insert or update on pool.pool for each row execute function pool.touch();

create table pool.vm (
    id            uuid primary key,
    name          text not null unique,
    pool          uuid references pool.pool,
    position      int not null,
    vcpus         int not null check (vcpus between 1 and 64),
    memory_mib    bigint not null check (memory_mib between 16 and 1048576),
    stateless     boolean not null,
    mac           text not null unique,

    state         text not null check (state in ('down', 'image_locked', 'wait_for_launch', 'powering_up', 'up',
                                                 'powering_down', 'paused', 'unknown', 'not_responding')),
    state_since   timestamptz not null,
    host          uuid references pool.host,
    trouble       text,

    assigned_to   text,
    assigned_at   timestamptz,

    disk          uuid not null unique,
    storage       uuid not null references pool.storage_domain,
    disk_use      text not null check (disk_use in ('missing', 'clean', 'used', 'kept')),

    wanted        boolean not null,
    recycle       boolean not null,
    defined       boolean not null,
    last_host     uuid references pool.host,

    command_id    uuid unique,
    command_kind  text check (command_kind in ('create_disk', 'delete_disk', 'start_vm', 'shutdown_vm', 'destroy_vm')),
    command_host  uuid references pool.host,
    send_again_at timestamptz,

    failures      int not null,
    setback_until timestamptz not null,
    launched_at   timestamptz,

    spice_port    int check (spice_port between 5900 and 6923),
    spice_tls     boolean,
    vnc_port      int check (vnc_port between 5900 and 6923),
    vnc_tls       boolean,

    version       bigint not null default 1,
    changed       xid8 not null,

    unique (pool, position),
    constraint vm_on_a_host check ((state in ('down', 'image_locked')) = (host is null)),
    constraint vm_command check ((command_id is null) = (command_kind is null)
        and (command_id is null) = (command_host is null) and (command_id is null) = (send_again_at is null)),
    constraint vm_transient_has_command check (state not in ('image_locked', 'wait_for_launch') or command_id is not null),
    constraint vm_assignment check ((assigned_to is null) = (assigned_at is null)),
    -- Nobody ever gets a desktop with somebody else's work on it.
    constraint vm_kept_disk check (disk_use <> 'kept' or assigned_to is not null)
);
create trigger touch before insert or update on pool.vm for each row execute function pool.touch();
create index vm_changed on pool.vm (changed);
create index vm_free on pool.vm (pool, position) where assigned_to is null;
create index vm_of_user on pool.vm (assigned_to) where assigned_to is not null;

-- The second half of a locally administered card address, 52:54:00:xx:xx:xx. Starts anywhere, so that two
-- installations on one network are unlikely to meet.
create sequence pool.mac minvalue 0 maxvalue 16777215 cycle;
do $$ begin
    perform setval('pool.mac', (random() * 16777215)::bigint);
end $$;

-- How long starts took; the last 20 of each pool are kept.
create table pool.start_time (
    id    bigint generated always as identity primary key,
    pool  uuid not null references pool.pool,
    vm    uuid not null references pool.vm,
    took  interval not null
);
create index start_time_pool on pool.start_time (pool, id desc);

create table pool.lease (
    name  text primary key,
    owner text not null,
    token bigint not null,
    until timestamptz not null
);
insert into pool.lease (name, owner, token, until) values ('reconcile', 'nobody', 0, '-infinity');

create table pool.event (
    id       bigint generated always as identity primary key,
    at       timestamptz not null default now(),
    severity int not null check (severity in (0, 1, 2, 10)),
    text     text not null,
    -- No references: the log outlives what it speaks of.
    vm_id    uuid,
    pool_id  uuid,
    host_id  uuid,
    user_id  text
);

create function pool.event_is_history() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever added to';
end $$;
create trigger history before update or delete or truncate on pool.event
    for each statement execute function pool.event_is_history();
