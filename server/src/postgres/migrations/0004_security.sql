-- What people sign in by is sealed where the server has keys for it, and found by a keyed digest. Accounts that leave.

alter table account
    -- The keyed digest that an identity is found by, and the identity itself, sealed with the key of this name.
    add column lookup bytea,
    add column sealed bytea,
    add column sealed_by text collate "C",
    -- Until when its owner may change their mind, and what then becomes of the books of shops that nobody else owns.
    add column leaving_ms bigint,
    add column leaving_books text collate "C",
    add column erased_ms bigint;
create unique index account_lookup on account (lookup) where lookup is not null;
create index account_leaving on account (leaving_ms) where leaving_ms is not null;
alter table account drop constraint account_check;
alter table account add constraint account_reached check
    (phone is not null or email is not null or sealed is not null or invited_ms is not null or erased_ms is not null);

-- When a shop that nobody owns any more is erased.
alter table head add column erase_ms bigint;

-- What operators did with the data of shops. Who serves can neither read nor write it; nobody changes it.
create table operator_access (
    id bigint generated always as identity primary key,
    at_ms bigint not null default cast(extract(epoch from clock_timestamp()) * 1000 as bigint),
    login text not null default session_user,
    operator text not null,
    act text not null,
    shop bytea,
    detail text not null default ''
);
create function operator_access_stays() returns trigger language plpgsql as
    'begin raise exception ''what operators did is appended to and never changed''; end';
create trigger operator_access_stays before update or delete or truncate on operator_access
    for each statement execute function operator_access_stays();
