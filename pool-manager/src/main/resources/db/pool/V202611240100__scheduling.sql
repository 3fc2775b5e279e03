-- How a cluster chooses a host, and which VMs belong together or apart.

alter table pool.cluster
    add column policy text not null default 'none' check (policy in ('none', 'evenly_distributed', 'power_saving',
        'vm_evenly_distributed', 'cluster_maintenance')),
    -- What an admin said, each "Name=value"; everything else is the policy's standard.
    add column policy_parameters text[] not null default '{}';

create table pool.affinity_group (
    id          uuid primary key,
    cluster     uuid not null references pool.cluster on delete cascade,
    name        text not null unique,
    description text not null default '',
    priority    double precision not null check (priority > 0 and priority <= 1000),
    -- Null: no rule. Enforcing: a VM rather does not run.
    vm_rule        text check (vm_rule in ('positive', 'negative')),
    vm_enforcing   boolean not null,
    host_rule      text check (host_rule in ('positive', 'negative')),
    host_enforcing boolean not null
);

create table pool.affinity_vm (
    affinity_group uuid not null references pool.affinity_group on delete cascade,
    vm             uuid not null references pool.vm on delete cascade,
    primary key (affinity_group, vm)
);
create index affinity_vm_of on pool.affinity_vm (vm);

create table pool.affinity_host (
    affinity_group uuid not null references pool.affinity_group on delete cascade,
    host           uuid not null references pool.host on delete cascade,
    primary key (affinity_group, host)
);
create index affinity_host_of on pool.affinity_host (host);
