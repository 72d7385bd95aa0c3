//! Profit and loss of a year.

use smartkhata_core::Result;
use smartkhata_core::api::report::GetProfitLoss;

use crate::books::Shop;
use crate::figure::{Aim, Figures, Samples};

/// Measures the report of the last whole financial year, without and with closing stock.
pub fn measure(shop: &Shop, figures: &mut Figures) -> Result<()> {
    let year = shop.last_year()?;
    let report = |with_stock| {
        Samples::of(100, |_| {
            shop.ask(GetProfitLoss { from: year.first_day(), to: year.last_day(), with_stock }).map(drop)
        })
    };
    figures.ms("profit_loss_year", report(false)?.percentile(50), Aim::AtMost(2_000));
    figures.ms("profit_loss_year_with_stock", report(true)?.percentile(50), Aim::AtMost(15_000));
    Ok(())
}
