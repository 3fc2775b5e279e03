-- Tags are a tree, and are carried by hosts, templates and people, too.
--
--   tag ──< tag      vm_tag, host_tag, template_tag, user_tag >── tag
--
-- That no tag is part of itself is kept by whoever writes parent, under the advisory lock 'pool.tag'.

alter table pool.tag
    add column parent text references pool.tag,
    -- Made on purpose: it stays when nothing carries it.
    add column kept   boolean not null default false;
create index tag_parent on pool.tag (parent);

create table pool.host_tag (
    host uuid not null references pool.host on delete cascade,
    tag  text not null references pool.tag on delete cascade,
    primary key (host, tag)
);
create table pool.template_tag (
    template uuid not null references pool.template on delete cascade,
    tag      text not null references pool.tag on delete cascade,
    primary key (template, tag)
);
-- People are rows of directories, not of this database.
create table pool.user_tag (
    user_id text not null,
    tag     text not null references pool.tag on delete cascade,
    primary key (user_id, tag)
);
