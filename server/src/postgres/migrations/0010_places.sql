-- The directory of cells, kept in the first of them: in which cell a shop is, where that is not the first, and which other
-- cells know an account.
create table place (
    shop bytea primary key,
    cell text collate "C" not null
);
create table known_in (
    account_id bytea not null references account,
    cell text collate "C" not null,
    primary key (account_id, cell)
);

-- A shop that is being moved here: nobody is served until it is open. It leads back to where it comes from.
alter table moved add column coming boolean not null default false;
