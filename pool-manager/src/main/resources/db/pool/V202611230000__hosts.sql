-- Many hosts: clusters with a CPU level, networks, storage that is shared or one host's own, VMs outside pools, moves.

alter table pool.data_center add column description text not null default '';

alter table pool.cluster
    add column description text not null default '',
    -- One of libvirt's CPU models, or x86-64-v1 to x86-64-v4; null: every host will do.
    add column cpu_level   text;

create table pool.network (
    id          uuid primary key,
    data_center uuid not null references pool.data_center,
    name        text not null,
    -- The bridge on every host; null: the appliance's own network.
    bridge      text,
    vlan        int check (vlan between 1 and 4094),
    required    boolean not null,
    unique (data_center, name),
    constraint network_vlan_on_a_bridge check (vlan is null or bridge is not null)
);

alter table pool.storage_domain
    add column data_center uuid references pool.data_center,
    add column shared      boolean not null default false,
    -- Of a local domain: the host that has it; null until a host was told to prepare it.
    add column host        uuid references pool.host,
    -- Whether its marker has been written. From then on a host without the marker does not see the domain.
    add column prepared    boolean not null default false,
    add constraint storage_domain_host check (not shared or host is null);
update pool.storage_domain set data_center = (select id from pool.data_center where name = 'Default');
-- Until now a directory was taken to be there on every host.
update pool.storage_domain set shared = true where (select count(*) from pool.host) > 1;
update pool.storage_domain set host = (select id from pool.host) where not shared;
alter table pool.storage_domain alter column data_center set not null;

alter table pool.host
    drop constraint host_state_check,
    add constraint host_state_check check (state in ('unassigned', 'initializing', 'up', 'connecting', 'non_responsive',
        'non_operational', 'preparing_for_maintenance', 'maintenance', 'pending_approval')),
    -- The machine that waits for an admin's approval.
    add column pending_hardware_id text,
    add column said_cpu_model text not null default '',
    -- Sockets, cores of each, threads of each.
    add column said_topology int[] not null default '{0,0,0}',
    add column said_cpu_models text[] not null default '{}',
    add column said_cpu_flags text[] not null default '{}',
    -- Name, address, up, speed and bridge of each, one after the other.
    add column said_nics text[] not null default '{}',
    add column said_bridges text[] not null default '{}',
    add column said_devices text[] not null default '{}',
    add column said_security text not null default '',
    add column said_kernel text not null default '';

alter table pool.pool add column cluster uuid references pool.cluster;
update pool.pool set cluster = (select id from pool.cluster where name = 'Default');
alter table pool.pool alter column cluster set not null;

alter table pool.vm
    add column template uuid references pool.template,
    add column cluster  uuid references pool.cluster,
    add column hardware text not null default 'linux'
        check (hardware in ('linux', 'linux_old', 'windows_old', 'windows', 'windows_uefi')),
    add column heads    int not null default 1 check (heads between 1 and 4),
    add column network  uuid references pool.network,
    -- The only host it may start on; null: any of its cluster.
    add column start_on uuid references pool.host,
    -- While it moves: the other host.
    add column peer_host uuid references pool.host,
    -- What was asked for and is not being done yet.
    add column errand       text check (errand in ('shutdown', 'stop', 'reboot', 'pause', 'resume', 'suspend', 'migrate',
                                                   'cancel_migration')),
    add column errand_host  uuid references pool.host,
    add column errand_until timestamptz,
    add column command_at   timestamptz,
    add constraint vm_errand check ((errand is null) = (errand_until is null) and (errand is not null or errand_host is null)),
    drop constraint vm_state_check,
    add constraint vm_state_check check (state in ('down', 'image_locked', 'wait_for_launch', 'powering_up', 'up',
        'powering_down', 'paused', 'unknown', 'not_responding', 'migrating_from', 'migrating_to', 'reboot_in_progress',
        'saving_state', 'suspended', 'restoring_state')),
    drop constraint vm_command_kind_check,
    add constraint vm_command_kind_check check (command_kind in ('create_disk', 'delete_disk', 'start_vm', 'shutdown_vm',
        'destroy_vm', 'reboot_vm', 'pause_vm', 'resume_vm', 'suspend_vm', 'migrate_vm', 'cancel_migration')),
    drop constraint vm_on_a_host,
    add constraint vm_on_a_host check ((state in ('down', 'image_locked', 'suspended')) = (host is null)),
    add constraint vm_moves check (case when state in ('migrating_from', 'migrating_to') then peer_host is not null
        when state = 'unknown' then true else peer_host is null end),
    drop constraint vm_command;
update pool.vm set
    template = (select template from pool.pool p where p.id = pool),
    cluster = (select cluster from pool.pool p where p.id = pool),
    command_at = case when command_id is not null then state_since end;
alter table pool.vm
    alter column template set not null,
    alter column cluster set not null,
    add constraint vm_command check ((command_id is null) = (command_kind is null)
        and (command_id is null) = (command_host is null) and (command_id is null) = (send_again_at is null)
        and (command_id is null) = (command_at is null));
create index vm_on_host on pool.vm (host) where host is not null;
