-- Emptying a gateway, and what gateways measure of sessions.

alter table broker.gateway
    add column draining_until timestamptz, -- gets no new sessions; those that still run then are ended
    add column leaving boolean not null default false; -- it has said that it is about to stop

alter table broker.session
    add column round_trip_micros bigint, -- to the client and back, as last reported
    add column channels jsonb not null default '[]'; -- [{channel, bytesToClient, bytesToDesktop}]
