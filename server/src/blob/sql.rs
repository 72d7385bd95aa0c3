//! The statements over bytes of attachments. They know who is signed in, so they are PostgreSQL's alone.

use smartkhata_core::store::Sql;

macro_rules! statements {
    ($($(#[$doc:meta])+ $name:ident = $text:expr;)+) => {
        $($(#[$doc])+ pub static $name: Sql = Sql { name: stringify!($name), text: $text };)+
    };
}

/// Bytes of the shop that are here, and those that devices were let bring; a digest's own left out.
macro_rules! used {
    () => {
        "(select cast(coalesce(sum(u.size), 0) as bigint) from blob u where u.business_id = ?1 and u.sha256 <> ?2 \
         and (u.done_ms is not null or u.promised_ms > ?3))"
    };
}

statements! {
    /// What is known of a digest (?2): its kind, its bytes, when it was whole, and the room that others of the shop take
    /// now (?3).
    KNOWN = concat!("select a.mime, a.size, coalesce(b.done_ms, 0), ", used!(), " \
        from attachment a left join blob b on b.business_id = a.business_id and b.sha256 = a.sha256 \
        where a.business_id = ?1 and a.sha256 = ?2 order by a.id limit 1");
    /// A row where who may not know costs may have bytes of a digest (?2): on a device that joined (?3 is its sign-in), which
    /// holds the whole journal, or where they belong to something that tells none (?4 is what does).
    TELLS_NO_COST = "select a.id from attachment a left join voucher v on v.business_id = a.business_id and v.id = a.owner_id \
        where a.business_id = ?1 and a.sha256 = ?2 and (coalesce(v.kind, '') <> ?4 or exists (select 1 from device d \
        where d.business_id = ?1 and d.session_id = ?3 and d.retired_ms is null)) limit 1";
    /// The room that the shop's bytes take now (?3), those of a digest (?2) left out.
    USED = concat!("select ", used!());
    /// Notes that a device was let bring bytes, and until when they may lie there untold.
    PROMISED = "insert into blob (business_id, sha256, size, mime, promised_ms) values (?1, ?2, ?3, ?4, ?5) \
        on conflict (business_id, sha256) do update set size = excluded.size, mime = excluded.mime, \
        promised_ms = excluded.promised_ms where blob.done_ms is null";
    /// Notes that bytes are kept.
    KEPT = "insert into blob (business_id, sha256, size, mime, received, done_ms) values (?1, ?2, ?3, ?4, ?3, ?5) \
        on conflict (business_id, sha256) do update set size = excluded.size, mime = excluded.mime, \
        received = excluded.received, done_ms = coalesce(blob.done_ms, excluded.done_ms), promised_ms = null";
    /// Notes that bytes are gone.
    LOST = "update blob set done_ms = null, received = 0 where business_id = ?1 and sha256 = ?2";
    /// Digests whose bytes are not here, after one.
    WANTED = "select a.sha256 from attachment a where a.business_id = ?1 and a.sha256 > ?2 and not exists \
        (select 1 from blob b where b.business_id = ?1 and b.sha256 = a.sha256 and b.done_ms is not null) \
        group by a.sha256 order by a.sha256 limit ?3";
}
