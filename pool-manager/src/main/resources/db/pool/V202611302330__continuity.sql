-- How much is done so that a vm goes on running.

alter table pool.vm
    -- Of a highly available vm; null: it is not.
    add column ha_priority int check (ha_priority between 0 and 100),
    -- It may be started elsewhere while its host does not answer: the locks of its disks decide.
    add column lease    boolean not null default false,
    -- Who may move it while it runs.
    add column mobility text not null default 'migratable'
        check (mobility in ('migratable', 'user_migratable', 'pinned')),
    add constraint vm_lease check (ha_priority is not null or not lease);
