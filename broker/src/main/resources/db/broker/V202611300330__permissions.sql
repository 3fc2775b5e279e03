-- Roles, permissions, and the people who have logged in. Who could take from a pool has UserRole on it from now on.
--
--   role 1 ──── * permission (who, role, object)          person (who, groups)

create table broker.role (
    id             uuid primary key,
    name           text not null,
    description    text not null,
    administrative boolean not null,
    groups         text[] not null, -- names of action groups
    predefined     boolean not null -- kept by the program, which writes them anew at its start
);
create unique index role_name on broker.role (lower(name));

create table broker.permission (
    id          uuid primary key,
    kind        text not null check (kind in ('user', 'group')),
    subject     text not null, -- name@directory, lower-case
    role_id     uuid not null references broker.role,
    object_kind text not null,
    object_id   uuid not null, -- a row of schema pool, named without a foreign key as everywhere in this schema
    created_at  timestamptz not null default now(),
    created_by  text, -- null: it is older than this table
    unique (kind, subject, role_id, object_kind, object_id)
);
create index permission_of_object on broker.permission (object_kind, object_id);
create index permission_of_role on broker.permission (role_id);

-- Who has logged in, with the groups of the last time: a ticket is redeemed when nobody is there to ask.
create table broker.person (
    user_id      text primary key,
    display_name text not null,
    groups       text[] not null,
    seen_at      timestamptz not null default now()
);

insert into broker.role (id, name, description, administrative, groups, predefined)
values ('def00000-0000-0000-0000-000000000003', 'UserRole', '', false, '{}', true);

insert into broker.permission (id, kind, subject, role_id, object_kind, object_id, created_at)
select gen_random_uuid(), kind, subject, 'def00000-0000-0000-0000-000000000003', 'POOL', pool_id, created_at
from broker.entitlement;

drop table broker.entitlement;
