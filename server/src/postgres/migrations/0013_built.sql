-- The books' tables of several versions of the program beside each other: into whose tables the newest entries of a shop
-- went, and up to which place of its log those of others stand.
alter table head add column books bigint not null default 0;
create table built (
    business_id bytea not null references head,
    books bigint not null,
    seq bigint not null,
    primary key (business_id, books)
);
