-- Codes by which a device that is in lets another one in. Kept as digests, each used once; they lead to a shop, so they
-- are looked up before a shop is known.
create table invite (
    hash bytea primary key,
    business_id bytea not null references head,
    role text collate "C" not null,
    by_account bytea not null references account,
    expires_ms bigint not null,
    used_ms bigint
);

-- Who was let in by a code has neither phone nor address: the device is its account.
alter table account drop constraint account_check;
alter table account add column invited_ms bigint;
alter table account add check (phone is not null or email is not null or invited_ms is not null);
