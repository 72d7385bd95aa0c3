//! Profit and loss of a year: the same in a shop of ten thousand bills as in a large one.

use smartkhata_core::Result;
use smartkhata_core::api::report::GetProfitLoss;

use crate::books::Shop;
use crate::figure::{Aim, Figures, Samples};

/// Measures the report of the last whole financial year, without and with closing stock.
pub fn measure(shop: &Shop, few_bills: &Shop, figures: &mut Figures) -> Result<()> {
    let year = shop.last_year()?;
    let mut report = |name, shop: &Shop, with_stock, limit| {
        let request = || GetProfitLoss { from: year.first_day(), to: year.last_day(), with_stock };
        let samples = Samples::of(100, |_| shop.ask(request()).map(drop))?;
        figures.ms(name, samples.percentile(50), Aim::AtMost(limit));
        Ok(())
    };
    report("profit_loss_year_10000", few_bills, false, 2_000)?;
    report("profit_loss_year", shop, false, 2_000)?;
    report("profit_loss_year_with_stock_10000", few_bills, true, 15_000)?;
    report("profit_loss_year_with_stock", shop, true, 15_000)
}
