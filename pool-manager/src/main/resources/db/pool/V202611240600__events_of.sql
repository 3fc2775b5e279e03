-- Events are shown per object, the latest first.
create index event_of_vm on pool.event (vm_id, id desc) where vm_id is not null;
create index event_of_pool on pool.event (pool_id, id desc) where pool_id is not null;
create index event_of_host on pool.event (host_id, id desc) where host_id is not null;
