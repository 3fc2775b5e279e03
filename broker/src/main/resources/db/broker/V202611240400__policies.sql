-- What pools' policies need to know of sessions, and what was done about them, so that it is done once.

alter table broker.session
    -- The last key or movement, by this database's clock, from what the gateway says; never earlier than it was.
    add column last_input_at timestamptz,
    -- When the person sat down: a session that follows another one closely goes on with it.
    add column began_at      timestamptz not null default now(),
    -- When the idle rule was last carried out; input after it begins anew.
    add column idle_acted_at timestamptz,
    -- When the rule for desktops nobody is connected to was carried out after this session's end.
    add column away_acted_at timestamptz;
update broker.session set began_at = opened_at, last_input_at = case when redeemed_at is not null then now() end;
alter table broker.session
    add constraint session_input check (state <> 'active' or last_input_at is not null);

create index session_last on broker.session (vm_id, opened_at desc) where redeemed_at is not null;
