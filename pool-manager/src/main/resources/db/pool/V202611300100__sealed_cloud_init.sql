-- What cloud-init is told may hold passwords: from here on it is sealed by the master key, each text for its column and row.
-- The next step, in Java because the key is not known here, seals what is there.
alter table pool.vm
    drop constraint vm_cloud,
    add column sealed_meta    bytea,
    add column sealed_user    bytea,
    add column sealed_network bytea,
    add constraint vm_cloud check (sealed_user is not null or (sealed_meta is null and sealed_network is null));
