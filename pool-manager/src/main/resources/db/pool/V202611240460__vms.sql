-- Servers and desktops outside pools: several disks and cards, snapshots, how they begin, what is to become of them.
--
--   vm ──< nic, disk, snapshot, vm_tag >── tag.   A disk without a vm lies in its storage domain and waits.
--
-- Whoever changes a row here raises the version of its vm in the same transaction: that row is the judge.

create table pool.nic (
    id       uuid primary key,
    vm       uuid not null references pool.vm on delete cascade,
    position int not null,
    mac      text not null,
    -- Null: the appliance's own network.
    network  uuid references pool.network,
    plugged  boolean not null default false,
    leaving  boolean not null default false
);
insert into pool.nic (id, vm, position, mac, network, plugged)
    select gen_random_uuid(), id, 1, mac, network, host is not null from pool.vm;
alter table pool.nic add constraint nic_mac unique (mac);
create index nic_of_vm on pool.nic (vm, position);

create table pool.disk (
    id       uuid primary key,
    -- Null: it belongs to no vm, and is kept.
    vm       uuid references pool.vm on delete cascade,
    position int not null,
    name     text not null,
    storage  uuid not null references pool.storage_domain,
    bytes    bigint not null check (bytes > 0),
    -- What it is an overlay of, if it once was the first disk of a thin clone.
    template uuid references pool.template,
    made     boolean not null default false,
    plugged  boolean not null default false,
    fate     text check (fate in ('detach', 'delete')),
    constraint disk_without_vm check (vm is not null or (made and not plugged and fate is null)),
    constraint disk_name unique (vm, name)
);
create index disk_of_vm on pool.disk (vm, position);
create index disk_in_storage on pool.disk (storage);

create table pool.snapshot (
    id       uuid primary key,
    vm       uuid not null references pool.vm on delete cascade,
    name     text not null,
    memory   boolean not null,
    asked_at timestamptz not null,
    stage    text not null check (stage in ('wanted', 'made', 'unwanted')),
    constraint snapshot_name unique (vm, name)
);

create table pool.tag (
    name        text primary key,
    description text not null default ''
);
create table pool.vm_tag (
    vm  uuid not null references pool.vm on delete cascade,
    tag text not null references pool.tag on delete cascade,
    primary key (vm, tag)
);
create index vm_tag_tag on pool.vm_tag (tag);

alter table pool.vm
    drop column mac,
    drop column network,
    alter column template drop not null,
    add column kind        text not null default 'desktop' check (kind in ('server', 'desktop')),
    add column description text not null default '',
    -- It must not be deleted.
    add column guarded     boolean not null default false,
    add column auto_start  boolean not null default false,
    -- What the first disk is made from: nothing, an overlay over the template's, or a copy of that.
    add column disk_source text not null default 'thin' check (disk_source in ('blank', 'thin', 'full')),
    -- Its size as the guest sees it; 0: as large as the template's.
    add column disk_bytes  bigint not null default 0 check (disk_bytes >= 0),
    add column boot_order  text[] not null default '{disk}',
    add column boot_menu   boolean not null default false,
    add column cd_storage  uuid references pool.storage_domain,
    add column cd_name     text,
    -- May hold passwords: shown nowhere.
    add column cloud_meta    text,
    add column cloud_user    text,
    add column cloud_network text,
    -- For one start, until the vm is off again; null: it begins as always.
    add column once_order      text[],
    add column once_menu       boolean not null default false,
    add column once_paused     boolean not null default false,
    add column once_cd_storage uuid references pool.storage_domain,
    add column once_cd_name    text,
    -- What it was last started with, field=value.
    add column runs_with text[] not null default '{}',
    -- Its disks stay when it is deleted.
    add column keep_disks boolean not null default false,
    add column command_subject uuid,
    add column errand_snapshot uuid,
    -- A template goes when no overlay stands on it and no copy of it is still to be made.
    drop constraint vm_template_fkey,
    add constraint vm_template_fkey foreign key (template) references pool.template on delete set null,
    add constraint vm_source check (case disk_source when 'blank' then template is null and disk_bytes > 0
        when 'thin' then template is not null else template is not null or disk_use <> 'missing' or deleting end),
    add constraint vm_cd check ((cd_storage is null) = (cd_name is null)),
    add constraint vm_once_cd check ((once_cd_storage is null) = (once_cd_name is null)),
    add constraint vm_cloud check (cloud_user is not null or (cloud_meta is null and cloud_network is null)),
    add constraint vm_keep_disks check (deleting or not keep_disks),
    drop constraint vm_errand_check,
    add constraint vm_errand_check check (errand in ('shutdown', 'stop', 'reboot', 'reset', 'pause', 'resume', 'suspend',
        'migrate', 'cancel_migration', 'revert_snapshot', 'lock', 'log_out')),
    add constraint vm_errand_snapshot check ((errand_snapshot is not null) = coalesce(errand = 'revert_snapshot', false)),
    drop constraint vm_command_kind_check,
    add constraint vm_command_kind_check check (command_kind in ('create_disk', 'copy_disk', 'delete_disk', 'start_vm',
        'shutdown_vm', 'power_off_vm', 'destroy_vm', 'reboot_vm', 'reset_vm', 'pause_vm', 'resume_vm', 'suspend_vm',
        'migrate_vm', 'cancel_migration', 'change_cd', 'attach_disk', 'detach_disk', 'attach_nic', 'detach_nic',
        'create_snapshot', 'revert_snapshot', 'delete_snapshot', 'lock_guest', 'log_out_guest'));
update pool.vm set kind = 'server' where pool is null;
