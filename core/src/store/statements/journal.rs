//! The journal, and what this installation knows of itself.

use crate::store::statement::Sql;

statements! {
    /// Appends a change; touches no row when its place or its act is already there. Parameters: all columns.
    CHANGE_INSERT = "insert into change (business_id, op_id, dev, dseq, prev, hash, ms, kind, v, rec_id, body, granted, \
        standing, seq, chain) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
        on conflict do nothing";
    /// Appends a change that nobody can have said before. Parameters: all columns.
    CHANGE_APPEND = "insert into change (business_id, op_id, dev, dseq, prev, hash, ms, kind, v, rec_id, body, granted, \
        standing, seq, chain) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    /// Claims a derived record id; touches no row when another change has.
    CLAIM_INSERT = "insert into claim (business_id, rec_id) values (?1, ?2) on conflict do nothing";
    /// Which derived record ids were claimed.
    CLAIMS_KNOWN = each!("select rec_id from claim where business_id = ?1 and rec_id = ");
    /// How many rows hold a change's place in its device's chain, and how many an act of its id that counts.
    CHANGE_KNOWN = "select cast((select count(*) from change where business_id = ?1 and dev = ?2 and dseq = ?3) as bigint), \
        cast((select count(*) from change where business_id = ?1 and op_id = ?4 and standing < 2) as bigint)";
    /// The last change of a device: dseq, hash, ms.
    CHANGE_HEAD = "select dseq, hash, ms from change where business_id = ?1 and dev = ?2 order by dseq desc limit 1";
    /// The change that counts, or was refused, of an act's id.
    CHANGE_BY_OP = "select op_id, business_id, dev, dseq, prev, ms, kind, v, rec_id, body, granted, hash, standing \
        from change where business_id = ?1 and op_id = ?2 and standing < 2 union all \
        select op_id, business_id, dev, dseq, prev, ms, kind, v, rec_id, body, granted, hash, standing \
        from change where business_id = ?1 and standing = 3 and standing > 0 and op_id = ?2";
    /// The changes that count, or were refused, of the ids of acts; nothing of their bodies, which their digests tell.
    CHANGES_BY_OP = concat!(
        each!("select op_id, business_id, dev, dseq, prev, ms, kind, v, rec_id, substr(body, 1, 0), granted, hash, standing \
        from change where business_id = ?1 and standing < 2 and op_id = "),
        " union all ",
        each!("select op_id, business_id, dev, dseq, prev, ms, kind, v, rec_id, substr(body, 1, 0), granted, hash, standing \
        from change where business_id = ?1 and standing = 3 and standing > 0 and op_id = "));
    /// Changes in chain order, device by device, after (dev, dseq).
    CHANGE_PAGE = page!("business_id = ?1 and (dev, dseq) > (?2, ?3)", "dev, dseq", "?4", "?5");
    /// Heads of all chains: dev, dseq, hash. From one device to the next by the key, so that it costs what the number of
    /// devices costs.
    CHANGE_HEADS = "select d.dev, \
        (select l.dseq from change l where l.business_id = ?1 and l.dev = d.dev order by l.dseq desc limit 1), \
        (select l.hash from change l where l.business_id = ?1 and l.dev = d.dev order by l.dseq desc limit 1) \
        from (with recursive s (dev) as (\
        select (select earliest.dev from change earliest where earliest.business_id = ?1 order by earliest.dev limit 1) union all \
        select (select n.dev from change n where n.business_id = ?1 and n.dev > s.dev order by n.dev limit 1) \
        from s where s.dev is not null) select dev from s) d where d.dev is not null order by d.dev";
    /// What this installation knows of itself: business, key, value.
    LOCAL_ALL = "select business_id, key, value from local order by key";
    /// Sets a value of this installation.
    LOCAL_SET = "insert into local (business_id, key, value) values (?1, ?2, ?3) \
        on conflict (business_id, key) do update set value = excluded.value";
    /// Keeps a draft.
    DRAFT_SET = "insert into draft (business_id, id, ms, body) values (?1, ?2, ?3, ?4) \
        on conflict (business_id, id) do update set ms = excluded.ms, body = excluded.body";
    /// Throws a draft away.
    DRAFT_DELETE = "delete from draft where business_id = ?1 and id = ?2";
    /// Drafts, last touched first, below (ms, id).
    DRAFT_LIST = "select ms, id, body from draft where business_id = ?1 and (ms, id) < (?2, ?3) \
        order by ms desc, id desc limit ?4";
    /// One draft.
    DRAFT_GET = "select body from draft where business_id = ?1 and id = ?2";
    /// How many drafts.
    DRAFT_COUNT = "select cast(count(*) as bigint) from draft where business_id = ?1";
}
