-- What the server keeps of a shop beside its books. The business leads every key.

-- The head of the shop's log, which the books describe, is where writers take turns. Beside it: the database for which
-- the server's device in this shop was made, that device, and what was bought.
alter table head
    add column incarnation text not null default '',
    add column device bytea,
    add column plan text not null default 'free',
    -- Until when devices may give back what a restored database has lost; an operator opens this.
    add column refill_until_ms bigint not null default 0,
    add column created_ms bigint not null default 0;

create table membership (
    business_id bytea not null references head,
    account_id bytea not null references account,
    role text collate "C" not null,
    since_ms bigint not null,
    primary key (business_id, account_id)
);
create index membership_account on membership (account_id);

-- Installations that joined. Who was shut out reads nothing more; what it still holds is taken.
create table device (
    business_id bytea not null references head,
    id bytea not null,
    account_id bytea not null references account,
    session_id bytea not null references session,
    name text not null default '',
    series text collate "C" not null default '',
    seen_ms bigint not null,
    retired_ms bigint,
    primary key (business_id, id)
);
create index device_session on device (session_id);

-- Answers to writes, kept for a repeat of the same write.
create table idempotency (
    business_id bytea not null references head,
    key text collate "C" not null,
    request bytea not null,
    status bigint not null,
    answer bytea not null,
    created_ms bigint not null,
    primary key (business_id, key)
);

-- Attachments by their digest; the bytes lie elsewhere.
create table blob (
    business_id bytea not null references head,
    sha256 bytea not null,
    size bigint not null,
    mime text not null,
    received bigint not null default 0,
    done_ms bigint,
    primary key (business_id, sha256)
);

-- Who did what to the shop itself: members, devices, sessions. Appended to, never changed.
create table audit (
    business_id bytea not null references head,
    id bytea not null,
    account_id bytea,
    act text collate "C" not null,
    detail text not null default '',
    at_ms bigint not null,
    primary key (business_id, id)
);

-- How the server finds what it appended itself and has not given a place yet.
create index change_unsealed on change (business_id, dev, dseq) where seq is null;
