//! Lines that are sold for less than the goods cost.

use crate::api::Session;
use crate::document::Draft;
use crate::error::Result;
use crate::report::stock_value;
use crate::store::Engine;
use crate::tax::compute::BillResult;

/// Places of lines whose value without tax is below the running average cost of the goods; an item whose cost was
/// never entered has none.
pub async fn lines<E: Engine>(session: &mut Session<'_, E>, draft: &Draft, result: &BillResult) -> Result<Vec<u32>> {
    let year = draft.date.unwrap_or_else(|| session.today()).financial_year();
    let mut out = Vec::new();
    for (place, (line, worked)) in (0_u32..).zip(draft.lines.iter().zip(&result.lines)) {
        if let Some(item) = line.item
            && worked.amounts.taxable < stock_value::worth(session, item, year, line.quantity).await?
        {
            out.push(place);
        }
    }
    Ok(out)
}
