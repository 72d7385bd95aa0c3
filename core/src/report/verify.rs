//! Checks the journal's chain, that its vouchers add up and that the books balance.

use crate::api::Session;
use crate::api::shop::{Verified, Verify};
use crate::error::{OrError, Result};
use crate::id::BusinessId;
use crate::journal::fits;
use crate::journal::verify::ChainCheck;
use crate::store::Engine;
use crate::store::rebuild::Pages;
use crate::store::statements::report as sql;

/// Follows every chain, adds up every voucher and sums every posting. Faults are named, not raised: a check tells all it found.
pub async fn verify<E: Engine>(session: &mut Session<'_, E>, _: Verify) -> Result<Verified> {
    let business = session.business().await?;
    books(&mut session.engine, business).await
}

/// The same for books that no installation is part of: those of one shop among others.
pub async fn books<E: Engine>(engine: &mut E, business: BusinessId) -> Result<Verified> {
    let mut check = ChainCheck::default();
    let mut faults = Vec::new();
    let mut pages = Pages::new(business);
    'chain: loop {
        let page = pages.next(engine).await?;
        if page.is_empty() {
            break;
        }
        for (change, stored) in &page {
            if let Err(error) = check.next(change, *stored) {
                faults.push(error.message);
                // What follows a broken link cannot be judged.
                break 'chain;
            }
            if change.standing.is_projected()
                && let Err(error) = fits::adds_up(change)
            {
                faults.push(error.message);
            }
        }
    }
    let trial_balance =
        engine.query_one(&sql::POSTING_SUM.with([business.into()])).await?.or_not_found("total")?.paise(0)?;
    let months = engine.query_one(&sql::MONTH_SUM.with([business.into()])).await?.or_not_found("total")?.paise(0)?;
    if !trial_balance.is_zero() {
        faults.push(format!("Debits and credits of all entries differ by {trial_balance}."));
    }
    if !months.is_zero() {
        faults.push(format!("Debits and credits of the monthly totals differ by {months}."));
    }
    let devices = i64::try_from(check.devices()).unwrap_or(i64::MAX);
    Ok(Verified { entries: check.entries, devices, trial_balance, faults })
}
