-- A template of a vm has all its disks. Clones get every one of them: as overlays, or as copies.

create table pool.template_disk (
    -- Of the image.
    id       uuid primary key,
    template uuid not null references pool.template on delete cascade,
    position int not null,
    name     text not null,
    storage  uuid not null references pool.storage_domain,
    bytes    bigint not null check (bytes > 0),
    -- While it is being copied: the disk it is a copy of.
    source   uuid,
    constraint template_disk_name unique (template, name),
    constraint template_disk_position unique (template, position)
);
create index template_disk_in_storage on pool.template_disk (storage);

alter table pool.disk
    -- The template's image that it is an overlay of, or is still to be copied from.
    add column base uuid,
    -- It is a copy, and needs the template no more once it is made.
    add column copied boolean not null default false,
    add constraint disk_base check (base is null or template is not null),
    add constraint disk_copied check (not copied or base is not null or made);
