//! What a keystroke at the counter costs in wasm (`cargo xtask bench`): each run of `main`, which the browser calls
//! and times, works out the totals of a fifty-line draft `TIMES` times.

use std::hint::black_box;

use smartkhata_core::document::{Draft, DraftLine};
use smartkhata_core::id::DraftId;
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::cess::Cess;
use smartkhata_core::tax::compute::{BillResult, Discount, TaxMode, compute};
use smartkhata_core::tax::rate::Treatment;
use smartkhata_core::{Code, Error, Result};

/// Drafts in one run; `tests/bench/totals.rs` divides by it.
const TIMES: usize = 1_000;

fn main() -> Result<()> {
    let draft = draft()?;
    for _ in 0..TIMES {
        if totals(black_box(&draft))?.total <= Paise::ZERO {
            return Err(Error::new(Code::Internal, "A bill of fifty lines comes to something."));
        }
    }
    Ok(())
}

/// As the counter does it at each keystroke.
fn totals(draft: &Draft) -> Result<BillResult> {
    compute(&draft.input(TaxMode::Intra, true))
}

/// Fifty lines at four rates, prices with and without tax, every other with a discount.
fn draft() -> Result<Draft> {
    let mut draft = Draft::new(DraftId::new(uuid::Uuid::nil()));
    for (n, rate) in (0_i64..50).zip([0, 500, 1_800, 4_000].into_iter().cycle()) {
        draft.lines.push(DraftLine {
            item: None,
            name: format!("Goods {n}"),
            hsn: "1905".to_owned(),
            unit: "PCS".to_owned(),
            quantity: Milli::new(1_000 + n * 250)?,
            price: UnitPrice::new(999_900 + n * 123_400)?,
            price_includes_tax: n % 3 != 0,
            discount: if n % 2 == 0 { Discount::None } else { Discount::Percent(Rate::new(500)?) },
            rate: Rate::new(rate)?,
            cess: Cess::NONE,
            retail_price: None,
            rate_of_item: false,
            treatment: Treatment::Taxable,
        });
    }
    Ok(draft)
}
