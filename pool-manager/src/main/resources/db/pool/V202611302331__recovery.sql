-- Hosts that are known to run nothing, and VMs that were lost with theirs.

alter table pool.host
    drop constraint host_state_check,
    add constraint host_state_check check (state in ('unassigned', 'initializing', 'up', 'connecting', 'non_responsive',
        'non_operational', 'preparing_for_maintenance', 'maintenance', 'pending_approval', 'down'));

-- Since when a highly available vm is missing that was lost with its host; null: it is not.
alter table pool.vm add column lost_at timestamptz;
