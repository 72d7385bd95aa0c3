//! Payments: one, and the list.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use uuid::Uuid;

use crate::api::Session;
use crate::api::party::Page;
use crate::api::payment::{DaySort, GetPayment, ListPayments, PaymentRow, PaymentView, SetLater};
use crate::document::list::{first_day, last_day};
use crate::document::voucher::Detail;
use crate::document::{VoucherKind, get};
use crate::error::{OrError, Result};
use crate::id::{AllocationId, VoucherId};
use crate::money::Paise;
use crate::page::{self, After};
use crate::party;
use crate::payment::{Direction, Tender, let_off};
use crate::store::statement::Sql;
use crate::store::statements::{bill as sql, voucher as vouchers};
use crate::store::{Engine, Row, Statement, Value};

/// One payment, that of a discount too; `not_found` without one.
pub async fn get<E: Engine>(session: &mut Session<'_, E>, request: GetPayment) -> Result<PaymentView> {
    let stored = get::stored(session, request.id).await?.or_not_found("payment")?;
    let id = match stored.voucher.detail {
        Detail::Discount(let_off) => let_off.payment,
        _ => request.id,
    };
    let view = view(session, id).await?;
    let moved_money = |kind| matches!(kind, VoucherKind::Receipt | VoucherKind::Payment);
    Some(view).filter(|view| moved_money(view.voucher.kind)).or_not_found("payment")
}

/// A payment as screens show it; a credit note, or an advance from before the books, as what of it is on the khata.
pub async fn view<E: Engine>(session: &mut Session<'_, E>, id: VoucherId) -> Result<PaymentView> {
    let business = session.business().await?;
    let later = vouchers::ALLOCATED_LATER.with([business.into(), id.into()]);
    session.engine.ahead(|| vec![later.clone()]);
    let is_payment = |kind| {
        matches!(kind, VoucherKind::Receipt | VoucherKind::Payment | VoucherKind::Return | VoucherKind::OpeningCredit)
    };
    let stored =
        get::stored(session, id).await?.filter(|stored| is_payment(stored.voucher.kind)).or_not_found("payment")?;
    let balance = match stored.voucher.party.id {
        Some(party) => party::get::find(session, party).await?.1,
        None => Paise::ZERO,
    };
    let left = stored.voucher.amount.sub(stored.paid, "advance")?.max(Paise::ZERO);
    let advance = if stored.cancelled.is_some() { Paise::ZERO } else { left };
    let later = standing(session.rows(&later).await?.iter().map(set_later).collect::<Result<_>>()?);
    let discount = match &stored.voucher.detail {
        Detail::Payment(payment) => {
            let standing = let_off::standing(session, payment).await?;
            Paise::sum(standing.iter().map(|voucher| voucher.amount), "discount")?
        }
        _ => Paise::ZERO,
    };
    Ok(PaymentView { voucher: stored.voucher, discount, advance, later, cancelled: stored.cancelled, balance })
}

fn set_later(row: &Row) -> Result<SetLater> {
    Ok(SetLater { act: row.id(0)?, bill: row.id(1)?, amount: row.paise(2)? })
}

/// Without the acts that were taken back, and without what took them back.
fn standing(all: Vec<SetLater>) -> Vec<SetLater> {
    let acts: BTreeSet<Uuid> = all.iter().map(|set| set.act.uuid()).collect();
    let taken_back = acts.iter().map(|act| [*act, AllocationId::new(*act).release()]);
    let gone: BTreeSet<Uuid> = taken_back.filter(|[_, release]| acts.contains(release)).flatten().collect();
    all.into_iter().filter(|set| !gone.contains(&set.act.uuid())).collect()
}

/// A page of payments, newest first unless asked for otherwise: money in and out unless asked for one of them.
pub async fn list<E: Engine>(session: &mut Session<'_, E>, request: ListPayments) -> Result<Page<PaymentRow>> {
    let limit = page::rows(request.limit);
    let business = session.business().await?;
    let after = request.after.as_deref();
    let (end, [order, id]) = match request.sort {
        DaySort::Newest => (first_day(request.from), After::newest(after)?.to(request.to).params()),
        DaySort::Oldest => {
            let start = After::oldest(after)?;
            let start = match request.from {
                Some(from) => start.from(from),
                None => start,
            };
            (last_day(request.to), start.params())
        }
    };
    let asked = |direction: &Direction| {
        let query = query(request.sort, *direction, request.party.is_some());
        let mut asked = query.with([business.into(), end.clone(), order.clone(), id.clone(), limit.into()]);
        asked.params.extend(request.party.map(Value::from));
        asked
    };
    let both = [Direction::In, Direction::Out];
    let queries: Vec<Statement> =
        both.iter().filter(|one| request.direction.is_none_or(|only| only == **one)).map(asked).collect();
    let answers = session.engine.query_many(&queries).await?;
    let mut rows = answers.iter().flatten().map(row).collect::<Result<Vec<_>>>()?;
    let key = |row: &PaymentRow| (row.date, row.id);
    match request.sort {
        DaySort::Newest => rows.sort_by_key(|row| Reverse(key(row))),
        DaySort::Oldest => rows.sort_by_key(key),
    }
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(page::page(rows, limit, |row| page::cursor(row.date.days(), row.id.uuid())))
}

const fn query(sort: DaySort, direction: Direction, of_party: bool) -> &'static Sql {
    match (sort, direction, of_party) {
        (DaySort::Newest, Direction::In, false) => &sql::RECEIPTS,
        (DaySort::Newest, Direction::Out, false) => &sql::PAYMENTS,
        (DaySort::Newest, Direction::In, true) => &sql::PARTY_RECEIPTS,
        (DaySort::Newest, Direction::Out, true) => &sql::PARTY_PAYMENTS,
        (DaySort::Oldest, Direction::In, false) => &sql::RECEIPTS_UP,
        (DaySort::Oldest, Direction::Out, false) => &sql::PAYMENTS_UP,
        (DaySort::Oldest, Direction::In, true) => &sql::PARTY_RECEIPTS_UP,
        (DaySort::Oldest, Direction::Out, true) => &sql::PARTY_PAYMENTS_UP,
    }
}

fn row(row: &Row) -> Result<PaymentRow> {
    /// The part of a payment's body that the list shows.
    #[derive(serde::Deserialize)]
    struct Body {
        detail: Detail,
    }
    #[derive(serde::Deserialize)]
    struct Detail {
        payment: Parts,
    }
    #[derive(Default, serde::Deserialize)]
    struct Parts {
        tenders: Vec<Tender>,
        #[serde(default)]
        expense: Option<String>,
    }
    let parts = serde_json::from_slice::<Body>(row.bytes(7)?).map(|body| body.detail.payment).unwrap_or_default();
    Ok(PaymentRow {
        id: row.id(0)?,
        direction: if row.text(1)? == VoucherKind::Payment.as_str() { Direction::Out } else { Direction::In },
        date: row.date(2)?,
        number: row.text(3)?,
        party_name: row.text(4)?,
        modes: parts.tenders.into_iter().map(|tender| tender.mode).collect(),
        expense: parts.expense,
        amount: row.paise(5)?,
        cancelled: row.flag(6)?,
    })
}
