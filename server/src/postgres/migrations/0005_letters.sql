-- Letters with one-time codes: who carried them and what became of them. Of a receiver only a digest is kept, of a code
-- nothing.
create table letter (
    id bytea primary key,
    sender text collate "C" not null,
    receiver bytea not null,
    -- The sender's own name for it.
    reference text collate "C" not null default '',
    -- sent, delivered or failed.
    state text collate "C" not null,
    reason text not null default '',
    tries bigint not null,
    at_ms bigint not null,
    told_ms bigint
);
create index letter_reference on letter (sender, reference) where reference <> '';
create index letter_receiver on letter (receiver, at_ms);
create index letter_failed on letter (at_ms) where state = 'failed';
create index letter_age on letter (at_ms);
