//! The figures of the home screen.

use crate::api::Session;
use crate::api::shop::{GetHome, Home};
use crate::document::VoucherKind;
use crate::error::{OrError, Result};
use crate::money::Paise;
use crate::report::day_book;
use crate::store::Engine;
use crate::store::statements::{journal, party};

/// What the shop is owed, what it owes, and how today goes.
pub async fn home<E: Engine>(session: &mut Session<'_, E>, _: GetHome) -> Result<Home> {
    let business = session.business().await?;
    let today = session.today();
    let collect = party::PARTY_TO_COLLECT.with([business.into(), 1_i64.into()]);
    let give = party::PARTY_TO_GIVE.with([business.into()]);
    let drafts = journal::DRAFT_COUNT.with([business.into()]);
    session.engine.ahead(|| vec![collect.clone(), give.clone(), drafts.clone()]);
    let sums = day_book::sums(session, today, today).await?;
    let of = |kind: VoucherKind| {
        let (amount, count) = sums.get(kind.as_str()).copied().unwrap_or_default();
        (Paise::nearest(amount.into()), count)
    };
    let (sales_today, bills_today) = of(VoucherKind::Sale);
    let collect = session.row(&collect).await?.or_not_found("total")?;
    let give = session.row(&give).await?.or_not_found("total")?;
    let drafts = session.row(&drafts).await?.or_not_found("drafts")?;
    Ok(Home {
        today,
        to_collect: collect.listed(0)?,
        to_give: give.listed(0)?,
        sales_today,
        bills_today,
        received_today: of(VoucherKind::Receipt).0,
        drafts: drafts.int(0)?,
    })
}
