-- Rules for people and groups about what may pass, beside their pools' own, and what policy has kept from passing.

create table broker.channel_rule (
    pool_id    uuid, -- null: whatever they sit before
    kind       text not null check (kind in ('user', 'group')),
    subject    text not null, -- name@directory, lower-case
    refused    text[] not null check (cardinality(refused) > 0 and refused <@ array['clipboard_in', 'clipboard_out',
        'files', 'usb', 'record', 'playback', 'smartcard', 'webdav']),
    changed_at timestamptz not null default now(),
    unique nulls not distinct (pool_id, kind, subject)
);

-- The person's groups when the session was opened: what the rules are asked with when its ticket is shown.
alter table broker.session add column groups text[] not null default '{}';

create table broker.refusal (
    session_id uuid not null references broker.session on delete cascade,
    passage    text not null,
    count      bigint not null check (count > 0),
    first_at   timestamptz not null default now(),
    primary key (session_id, passage)
);
