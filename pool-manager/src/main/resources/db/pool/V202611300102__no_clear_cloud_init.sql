alter table pool.vm
    drop column cloud_meta,
    drop column cloud_user,
    drop column cloud_network;

-- A dropped column stays in the file until its table is written anew.
cluster pool.vm using vm_pkey;
alter table pool.vm set without cluster;
