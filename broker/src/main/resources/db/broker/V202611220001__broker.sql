-- People's sessions and tickets, the gateways, and the installation's authority.
--
--   gateway 1 ──── * session 1 ──── * ticket          entitlement (pool, who)      authority (one row)
--                      │                              superuser  (who, hash)       join_token (one machine each)
--                      └── * revocation
--
-- Rows of schema pool are named by id, without foreign keys: a session outlives its VM.

create table broker.authority (
    id           smallint primary key default 1 check (id = 1),
    installation uuid not null,
    certificate  text not null,
    private_key  bytea not null, -- sealed, context authority.private_key.1
    created_at   timestamptz not null default now()
);

create table broker.superuser (
    user_id       text primary key,
    password_hash text not null,
    changed_at    timestamptz not null default now()
);

create table broker.entitlement (
    pool_id    uuid not null,
    kind       text not null check (kind in ('user', 'group')),
    subject    text not null, -- name@directory, lower-case
    created_at timestamptz not null default now(),
    primary key (pool_id, kind, subject)
);

create table broker.gateway (
    id           uuid primary key,
    name         text not null unique,
    public_name  text not null,
    port         integer not null check (port between 1 and 65535),
    host_subject text, -- of the certificate it shows to clients, known at enrolment
    hardware_id  text,
    enrolled_at  timestamptz,
    revoked_at   timestamptz,
    last_seen    timestamptz
);

create table broker.session (
    id              uuid primary key,
    user_id         text not null,
    vm_id           uuid not null,
    vm_name         text not null,
    gateway_id      uuid not null references broker.gateway,
    protocol        text not null check (protocol in ('SPICE', 'RFB')),
    client_address  text not null,
    state           text not null check (state in ('pending', 'active', 'closed')),
    opened_at       timestamptz not null default now(),
    redeemed_at     timestamptz, -- the gateway may name it from then on
    reported_at     timestamptz,
    closed_at       timestamptz,
    close_reason    text,
    bytes_to_client  bigint not null default 0,
    bytes_to_desktop bigint not null default 0,
    check ((state = 'closed') = (closed_at is not null)),
    check (state <> 'active' or redeemed_at is not null)
);
create unique index session_one_open on broker.session (user_id, vm_id) where state <> 'closed';
create index session_of_gateway on broker.session (gateway_id) where state <> 'closed';

create table broker.ticket (
    hash       text primary key, -- SHA-256 of the ticket, hex; the ticket itself is nowhere
    session_id uuid not null references broker.session,
    vm_id      uuid not null,
    protocol   text not null,
    gateway_id uuid not null references broker.gateway,
    client_ip  text,
    expires_at timestamptz not null,
    used_at    timestamptz,
    used_by    text
);
create index ticket_of_session on broker.ticket (session_id);

create table broker.revocation (
    number     bigint primary key generated always as identity,
    session_id uuid not null references broker.session,
    gateway_id uuid not null references broker.gateway,
    reason     text not null,
    created_at timestamptz not null default now()
);
create index revocation_of_gateway on broker.revocation (gateway_id, number);

create table broker.join_token (
    hash       text primary key, -- SHA-256 of the token, hex
    kind       text not null check (kind in ('host', 'gateway')),
    subject    uuid not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
