//! Whole tables, page by page, for an export.

use crate::store::statement::Sql;

statements! {
    /// Postings with their vouchers, after (voucher, reversal, n).
    POSTING_PAGE = "select p.voucher_id, p.reversal, p.n, p.date, coalesce(v.kind, ''), coalesce(v.number, ''), \
        p.account, p.party_id, coalesce(v.party_name, ''), p.amount \
        from posting p left join voucher v on v.business_id = p.business_id and v.id = p.voucher_id \
        where p.business_id = ?1 and (p.voucher_id, p.reversal, p.n) > (?2, ?3, ?4) \
        order by p.voucher_id, p.reversal, p.n limit ?5";
    /// Movements of goods with their vouchers, after (voucher, reversal, n).
    MOVEMENT_PAGE = "select m.voucher_id, m.reversal, m.n, m.date, coalesce(v.kind, ''), coalesce(v.number, ''), \
        m.item_id, m.quantity, m.value \
        from movement m left join voucher v on v.business_id = m.business_id and v.id = m.voucher_id \
        where m.business_id = ?1 and (m.voucher_id, m.reversal, m.n) > (?2, ?3, ?4) \
        order by m.voucher_id, m.reversal, m.n limit ?5";
}
