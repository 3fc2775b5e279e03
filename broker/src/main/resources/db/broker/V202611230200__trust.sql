-- Certificates given and taken back, boot keys, machines that wait for approval, and tokens of programs.
--
-- Hosts are rows of schema pool, named by id without foreign keys, as everywhere in this schema.

create table broker.certificate (
    serial     text primary key, -- lower-case hex
    kind       text not null check (kind in ('host', 'gateway', 'control-plane')),
    subject    uuid not null,
    purpose    text not null,
    issued_at  timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz -- from then on every request that shows it is refused
);
create index certificate_of_subject on broker.certificate (subject) where revoked_at is null;
create index certificate_denied on broker.certificate (expires_at) where revoked_at is not null;

-- What a host without a disk of its own joins with at every boot.
create table broker.boot_key (
    hash         text primary key, -- SHA-256 of the key, hex
    host         uuid not null,
    address      text, -- the only address it is taken from; null takes it from any
    created_at   timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at   timestamptz
);
create index boot_key_of_host on broker.boot_key (host) where revoked_at is null;

-- A machine that showed a good token for a host, and is not the machine that host was, or not the only one.
create table broker.pending_approval (
    host        uuid primary key,
    hardware_id text not null,
    address     text not null,
    reason      text not null,
    token       text not null, -- hash of the join token or boot key it showed
    asked_at    timestamptz not null default now(),
    approved_at timestamptz
);

create table broker.api_token (
    hash         text primary key, -- SHA-256 of the token, hex
    user_id      text not null,
    display_name text not null,
    groups       text[] not null,
    super_user   boolean not null,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null
);
create index api_token_expired on broker.api_token (expires_at);
