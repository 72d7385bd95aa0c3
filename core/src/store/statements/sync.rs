//! The shop's log: its places, the copies of it, and what they come to.

use crate::store::statement::Sql;

statements! {
    /// The head of a shop's log: seq, cap, chain.
    HEAD = "select seq, cap, chain from head where business_id = ?1";
    /// Moves the head of a shop's log.
    HEAD_SET = "update head set seq = ?2, cap = ?3, chain = ?4 where business_id = ?1";
    /// How far a device has read; a late message moves it back no more than the log itself was.
    READER_SET = "insert into reader (business_id, dev, seq, ms) values (?1, ?2, ?3, ?4) \
        on conflict (business_id, dev) do update set seq = excluded.seq, ms = excluded.ms where excluded.ms >= reader.ms";
    /// Readers, those that were here last first: dev, seq, ms.
    READERS = "select dev, seq, ms from reader where business_id = ?1 order by ms desc, dev limit 200";
    /// The log's digest at a place.
    CHAIN_AT = "select chain from change where business_id = ?1 and seq = ?2";
    /// Entries after a place of the log, in its order, as the journal's statements select them.
    LOG_PAGE = page!("business_id = ?1 and seq > ?2", "seq", "?3", "?4");
    /// Places of the log after one, in their order: seq, digest up to there, hash, standing, granted, dev, dseq.
    LOG_PLACES = "select seq, chain, hash, standing, granted, dev, dseq from change \
        where business_id = ?1 and seq > ?2 order by seq limit ?3";
    /// What stands at a place of a device's chain: op, hash, place on the log, ms, granted, standing.
    CHANGE_AT = "select op_id, hash, seq, ms, granted, standing from change \
        where business_id = ?1 and dev = ?2 and dseq = ?3";
    /// Entries of a device's chain after a place, as the journal's statements select them.
    CHAIN_PAGE = page!("business_id = ?1 and dev = ?2 and dseq > ?3", "dseq", "?4", "?5");
    /// Entries of a device from a place on that are not on the log, as the journal's statements select them.
    PENDING_PAGE = "select op_id, business_id, dev, dseq, prev, ms, kind, v, rec_id, body, granted, hash, standing \
        from change where business_id = ?1 and dev = ?2 and dseq >= ?3 and seq is null order by dseq limit ?4";
    /// How many entries of a device wait for their place on the log: those behind the last that has one.
    WAITING = "select cast(count(*) as bigint) from change w where w.business_id = ?1 and w.dev = ?2 and w.dseq > coalesce(\
        (select l.dseq from change l where l.business_id = ?1 and l.dev = ?2 and l.seq is not null order by l.dseq desc \
        limit 1), 0)";
    /// Gives an entry that the journal has its place on the log.
    PLACE_SET = "update change set seq = ?4, chain = ?5, granted = ?6 where business_id = ?1 and dev = ?2 and dseq = ?3";
    /// Changes how an entry counts.
    STANDING_SET = "update change set standing = ?4 where business_id = ?1 and dev = ?2 and dseq = ?3";
    /// Completes an entry of which this copy held a part.
    BODY_SET = "update change set body = ?4 where business_id = ?1 and dev = ?2 and dseq = ?3";
    /// How many entries were refused, up to so many, and the bytes of their bodies.
    REFUSED_ROOM = "select cast(count(*) as bigint), cast(coalesce(sum(sizes.bytes), 0) as bigint) from (select length(body) as bytes \
        from change where business_id = ?1 and standing = 3 and standing > 0 limit ?2) sizes";
    /// Puts an entry that is not on the log into another chain: ?2, ?3 is where it was.
    MOVE = "update change set dev = ?4, dseq = ?5, prev = ?6, hash = ?7 \
        where business_id = ?1 and dev = ?2 and dseq = ?3 and seq is null";
    /// Forgets the log after a place: what stood there is pending again, with the stamps that were granted.
    FORGET_AFTER = "update change set seq = null, chain = null where business_id = ?1 and seq > ?2";
    /// All drafts: id, ms, body.
    DRAFTS = "select id, ms, body from draft where business_id = ?1 order by id";
    /// Of which kinds entries about records are that count.
    KINDS_OF_RECORDS = each!("select distinct rec_id, kind from change where business_id = ?1 and standing < 2 and rec_id = ");
    /// What entries that count say of records: rec_id, body.
    SAID_OF_RECORDS = each!("select rec_id, body from change where business_id = ?1 and standing < 2 and rec_id = ");
    /// The entries that set a record's fields, as the journal's statements select them.
    CHANGES_OF_RECORD = "select op_id, business_id, dev, dseq, prev, ms, kind, v, rec_id, body, granted, hash, standing \
        from change where business_id = ?1 and rec_id = ?2 and kind = ?3 and standing < 2";
    /// What entries that count say of a record: place on the log, body.
    SAID_OF_RECORD = "select seq, body from change where business_id = ?1 and rec_id = ?2 and kind = ?3 and standing < 2";
    /// Lets go of a field that a change holds, so that another may take it.
    FIELD_RELEASE = "update field set ms = ?5 where business_id = ?1 and rec_id = ?2 and name = ?3 and op_id = ?4";
    /// Lets go of a field that a change holds, so that nobody does.
    FIELD_DROP = "delete from field where business_id = ?1 and rec_id = ?2 and name = ?3 and op_id = ?4";
    /// Lets go of a party of which no entry that counts says anything, and with which nothing was ever posted.
    PARTY_DROP = "delete from party where business_id = ?1 and id = ?2 \
        and (select count(*) from change c where c.business_id = ?1 and c.rec_id = ?2 and c.kind = 'party' and c.standing < 2) = 0 \
        and (select count(*) from party_month m where m.business_id = ?1 and m.party_id = ?2) = 0";
    /// Lets go of an item of which no entry that counts says anything, and of which nothing ever moved.
    ITEM_DROP = "delete from item where business_id = ?1 and id = ?2 \
        and (select count(*) from change c where c.business_id = ?1 and c.rec_id = ?2 and c.kind = 'item' and c.standing < 2) = 0 \
        and (select count(*) from stock_year y where y.business_id = ?1 and y.item_id = ?2) = 0";
    /// Every account's debits and credits.
    DIGEST_ACCOUNTS = "select account, cast(sum(debit) as bigint), cast(sum(credit) as bigint) from account_month \
        where business_id = ?1 group by account order by account";
    /// What parties owe and are owed.
    DIGEST_PARTIES = "select cast(count(*) as bigint), cast(coalesce(sum(balance), 0) as bigint), \
        cast(coalesce(sum(case when balance > 0 then balance else 0 end), 0) as bigint) from party where business_id = ?1";
    /// What is in stock.
    DIGEST_STOCK = "select cast(count(*) as bigint), cast(coalesce(sum(quantity_in), 0) as bigint), \
        cast(coalesce(sum(value_in), 0) as bigint), cast(coalesce(sum(quantity_out), 0) as bigint) \
        from stock_year where business_id = ?1";
    /// Who holds each field.
    DIGEST_FIELDS = "select rec_id, name, ms, op_id from field where business_id = ?1 order by rec_id, name";
}
