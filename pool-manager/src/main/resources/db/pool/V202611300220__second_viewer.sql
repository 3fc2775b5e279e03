-- What becomes of a person's second viewer of the same desktop.
alter table pool.pool
    add column second_viewer text not null default 'take_over' check (second_viewer in ('take_over', 'refuse'));
