//! Attachments: their records, and which bytes lie on this device.

use crate::store::statement::Sql;

/// An attachment with who made it, whether it is hidden, and what kind of voucher it belongs to.
macro_rules! attachment {
    ($where:literal) => {
        concat!(
            "select a.id, a.owner, a.owner_id, a.name, a.mime, a.size, a.sha256, a.ms, c.dev, coalesce(f.value, 'false'), \
            coalesce(v.kind, '') from attachment a \
            join change c on c.business_id = a.business_id and c.op_id = a.op_id and c.standing < 2 \
            left join field f on f.business_id = a.business_id and f.rec_id = a.id and f.name = 'hidden' \
            left join voucher v on v.business_id = a.business_id and v.id = a.owner_id where a.business_id = ?1 and ",
            $where
        )
    };
}

statements! {
    /// An attachment's row.
    ATTACHMENT_INSERT = "insert into attachment (business_id, id, op_id, ms, owner, owner_id, sha256, size, mime, name) \
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) on conflict (business_id, id) do nothing";
    /// Which attachments are there.
    ATTACHMENTS_KNOWN = each!("select id from attachment where business_id = ?1 and id = ");
    /// One attachment.
    ATTACHMENT_GET = attachment!("a.id = ?2");
    /// What is attached to a record, oldest first.
    ATTACHMENTS_OF = attachment!("a.owner_id = ?2 order by a.ms, a.id limit ?3");
    /// Attachments after one, in the order of their ids.
    ATTACHMENT_PAGE = attachment!("a.id > ?2 order by a.id limit ?3");
    /// Notes that bytes lie here; what the host has acknowledged stays so.
    HELD_SET = "insert into held (business_id, sha256, size, sent_ms) values (?1, ?2, ?3, ?4) \
        on conflict (business_id, sha256) do update set sent_ms = excluded.sent_ms where excluded.sent_ms > held.sent_ms";
    /// Notes when the host acknowledged bytes; 0 when it lacks them.
    HELD_SENT = "update held set sent_ms = ?3 where business_id = ?1 and sha256 = ?2";
    /// Notes that bytes are here no more; touches no row while the host has not acknowledged them.
    HELD_DROP = "delete from held where business_id = ?1 and sha256 = ?2 and sent_ms > 0";
    /// The bytes that the host has acknowledged, after a digest.
    HELD_ELSEWHERE = "select sha256, size from held where business_id = ?1 and sent_ms > 0 and sha256 > ?2 \
        order by sha256 limit ?3";
    /// The bytes that wait to be sent and whose record is on the log, after a digest.
    HELD_WAITING = "select h.sha256, h.size from held h where h.business_id = ?1 and h.sent_ms = 0 and h.sha256 > ?2 \
        and exists (select 1 from attachment a join change c on c.business_id = a.business_id and c.op_id = a.op_id \
        where a.business_id = ?1 and a.sha256 = h.sha256 and c.seq is not null and c.standing < 2) \
        order by h.sha256 limit ?3";
    /// How many files wait to be sent, and how many bytes.
    HELD_PENDING = "select cast(count(*) as bigint), cast(coalesce(sum(size), 0) as bigint) from held \
        where business_id = ?1 and sent_ms = 0";
    /// Bytes of shown attachments that are not here, after a digest.
    AWAY = "select a.sha256, cast(max(a.size) as bigint) from attachment a where a.business_id = ?1 and a.sha256 > ?2 \
        and not exists (select 1 from held h where h.business_id = ?1 and h.sha256 = a.sha256) \
        and not exists (select 1 from field f where f.business_id = ?1 and f.rec_id = a.id and f.name = 'hidden' \
        and f.value = 'true') group by a.sha256 order by a.sha256 limit ?3";
}
