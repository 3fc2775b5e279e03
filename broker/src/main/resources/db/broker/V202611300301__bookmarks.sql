-- Saved queries. Without an owner they are everybody's.
create table broker.bookmark (
    id    uuid primary key,
    owner text,
    name  text not null,
    query text not null
);
create unique index bookmark_name on broker.bookmark (coalesce(owner, ''), name);
