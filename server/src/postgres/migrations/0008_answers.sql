-- Answers to writes of an account's own, kept for a repeat of the same write: those of shops lie with the shop.
create table account_answer (
    account_id bytea not null references account,
    key text collate "C" not null,
    request bytea not null,
    status bigint not null,
    answer bytea not null,
    created_ms bigint not null,
    primary key (account_id, key)
);
create index account_answer_age on account_answer (created_ms);
