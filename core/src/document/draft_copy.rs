//! A bill once more: a new draft that sells the same to the same customer.

use std::collections::BTreeSet;

use crate::api::Session;
use crate::api::bill::{CopyBill, SaveDraft};
use crate::document::draft::{DraftCharge, DraftLine};
use crate::document::voucher::Detail;
use crate::document::{Bill, BillLine, Draft, Voucher, VoucherKind, draft_store, get, rates, seller, supply};
use crate::error::{OrError, Result};
use crate::id::{DraftId, ItemId};
use crate::item::list;
use crate::money::Paise;
use crate::store::Engine;
use crate::tax::discount::Discount;

/// Saves a new draft with what a bill sold. Quantities, prices and discounts are the bill's; the tax of the shop's own
/// items is today's. It has no day and nothing is paid.
pub async fn copy<E: Engine>(session: &mut Session<'_, E>, request: CopyBill) -> Result<Draft> {
    let stored = get::stored(session, request.id).await?;
    let voucher = stored.map(|stored| stored.voucher).filter(|voucher| voucher.kind == VoucherKind::Sale);
    let voucher = voucher.or_not_found("bill")?;
    let Detail::Bill(bill) = &voucher.detail else { return Err(crate::Error::not_found("bill")) };
    let ids: BTreeSet<ItemId> = bill.lines.iter().filter_map(|line| line.item).collect();
    let ids: Vec<ItemId> = ids.into_iter().collect();
    let items = list::some(session, &ids).await?;
    if items.len() < ids.len() {
        return Err(crate::Error::not_found("item"));
    }
    let today = session.today();
    let taxed_today = |mut line: DraftLine| {
        if let Some(item) = line.item.and_then(|id| items.get(&id)) {
            rates::take(&mut line, item, today);
            line.treatment = item.treatment;
        }
        line
    };
    let mut draft = draft_of(&voucher, bill, DraftId::new(session.new_id()))?;
    draft.lines = draft.lines.into_iter().map(taxed_today).collect();
    // A place that was chosen for the bill stays; one that followed from its customer is worked out anew.
    let shop = seller::at_issue(&session.shop().await?, bill);
    if bill.place_of_supply == supply::place(&shop, &voucher.party, &draft)? {
        draft.place_of_supply.clear();
    }
    draft_store::save(session, SaveDraft { draft: draft.clone() }).await?;
    Ok(draft)
}

/// A draft that says what a bill or a credit note said and comes to the same: at its own rates, each discount as the amount
/// that it was, supplied where that was. It has no day and nothing is paid.
///
/// # Errors
/// `overflow` of discounts that do not add up.
pub fn draft_of(voucher: &Voucher, content: &Bill, id: DraftId) -> Result<Draft> {
    Ok(Draft {
        party: voucher.party.id,
        customer_name: if voucher.party.id.is_none() { voucher.party.name.clone() } else { String::new() },
        place_of_supply: content.place_of_supply.clone(),
        ship_to: content.ship_to.clone(),
        reverse_charge: content.reverse_charge,
        lines: content.lines.iter().map(line_of).collect(),
        charges: charges(content),
        discount: amount(Paise::sum(content.lines.iter().map(|line| line.bill_discount), "discount")?),
        note: voucher.note.clone(),
        ..Draft::new(id)
    })
}

/// A line that sells what a line of a bill sold, with its tax, and its discount as the amount that it was.
pub fn line_of(line: &BillLine) -> DraftLine {
    DraftLine {
        item: line.item,
        name: line.name.clone(),
        hsn: line.hsn.clone(),
        unit: line.unit.clone(),
        quantity: line.quantity,
        price: line.price,
        price_includes_tax: line.price_includes_tax,
        discount: amount(line.discount),
        rate: line.rate,
        cess: line.cess,
        retail_price: line.retail_price,
        rate_of_item: false,
        treatment: line.treatment,
    }
}

/// Charges without their tax, whether or not they were typed with it.
fn charges(bill: &Bill) -> Vec<DraftCharge> {
    let charge = |charge: &crate::document::ChargeLine| DraftCharge {
        name: charge.name.clone(),
        amount: charge.amounts.taxable,
        includes_tax: false,
        rate: Some(charge.rate),
    };
    bill.charges.iter().map(charge).collect()
}

fn amount(off: Paise) -> Discount {
    if off.is_zero() { Discount::None } else { Discount::Amount(off) }
}
