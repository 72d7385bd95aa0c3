//! A bill or return that was cancelled, to be written again as it was: it gets a number of its own.

use smartkhata_core::document::voucher::Detail;
use smartkhata_core::document::{Bill, BillLine, Draft, DraftCharge, DraftLine, Voucher};
use smartkhata_core::money::Paise;
use smartkhata_core::tax::discount::Discount;

use super::draft_id;

/// The draft that a bill or a return could have been made of; none where the voucher is neither.
pub fn draft_of(voucher: &Voucher) -> Option<Draft> {
    let bill = match &voucher.detail {
        Detail::Bill(bill) => bill,
        Detail::CreditNote(note) => &note.content,
        _ => return None,
    };
    let walk_in = voucher.party.id.is_none();
    let draft = Draft {
        party: voucher.party.id,
        customer_name: if walk_in { voucher.party.name.clone() } else { String::new() },
        note: voucher.note.clone(),
        ..Draft::new(draft_id())
    };
    with_goods(draft, bill)
}

/// The draft with what was sold, each discount as the amount that it was.
fn with_goods(draft: Draft, bill: &Bill) -> Option<Draft> {
    let charges = bill.charges.iter().map(|charge| DraftCharge {
        name: charge.name.clone(),
        amount: charge.amounts.taxable,
        includes_tax: false,
        rate: Some(charge.rate),
    });
    let off = Paise::sum(bill.lines.iter().map(|line| line.bill_discount), "discount").ok()?;
    Some(Draft {
        place_of_supply: bill.place_of_supply.clone(),
        ship_to: bill.ship_to.clone(),
        reverse_charge: bill.reverse_charge,
        lines: bill.lines.iter().map(line).collect(),
        charges: charges.collect(),
        discount: amount_off(off),
        ..draft
    })
}

fn line(line: &BillLine) -> DraftLine {
    DraftLine {
        item: line.item,
        name: line.name.clone(),
        hsn: line.hsn.clone(),
        unit: line.unit.clone(),
        quantity: line.quantity,
        price: line.price,
        price_includes_tax: line.price_includes_tax,
        discount: amount_off(line.discount),
        rate: line.rate,
        cess: line.cess,
        // As it was: the goods were supplied on the day of the first bill.
        rate_of_item: false,
        treatment: line.treatment,
    }
}

const fn amount_off(amount: Paise) -> Discount {
    if amount.is_zero() { Discount::None } else { Discount::Amount(amount) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smartkhata_core::document::{BillKind, ChargeLine};
    use smartkhata_core::id::DraftId;
    use smartkhata_core::money::{Rate, UnitPrice};
    use smartkhata_core::tax::compute::{BillResult, TaxMode, compute};

    use crate::state::bill::line::open_line_with;

    /// Two lines priced with tax, one of them and the whole bill with something off, and a charge.
    fn typed() -> Draft {
        let mut lines = Vec::new();
        for (name, price, rate, discount) in
            [("Sari", 1_180, 5, Discount::Percent(Rate::percent(7))), ("Oil", 333, 18, Discount::None)]
        {
            let price = UnitPrice::from_paise(Paise::rupees(price)).expect("a price");
            let line = open_line_with(name, true);
            lines.push(DraftLine { discount, price, rate: Rate::percent(rate), ..line });
        }
        let charge = DraftCharge {
            name: "Packing".to_owned(),
            amount: Paise::rupees(59),
            includes_tax: true,
            rate: Some(Rate::percent(18)),
        };
        Draft {
            lines,
            charges: vec![charge],
            discount: Discount::Percent(Rate::percent(3)),
            ..Draft::new(DraftId::new(uuid::Uuid::from_u128(1)))
        }
    }

    fn result(draft: &Draft) -> BillResult {
        compute(&draft.input(TaxMode::Intra, true)).expect("it adds up")
    }

    fn saved(draft: &Draft) -> Bill {
        let result = result(draft);
        let lines = draft.lines.iter().zip(&result.lines).map(|(line, sum)| BillLine {
            item: line.item,
            name: line.name.clone(),
            hsn: line.hsn.clone(),
            unit: line.unit.clone(),
            quantity: line.quantity,
            price: line.price,
            price_includes_tax: line.price_includes_tax,
            gross: sum.gross,
            discount: sum.discount,
            bill_discount: sum.bill_discount,
            rate: line.rate,
            cess: line.cess,
            treatment: line.treatment,
            amounts: sum.amounts,
            total: sum.total,
        });
        let charges = draft.charges.iter().zip(&result.charges).map(|(charge, sum)| ChargeLine {
            name: charge.name.clone(),
            rate: draft.charge_rate(charge),
            amounts: sum.amounts,
            total: sum.total,
        });
        Bill {
            kind: BillKind::TaxInvoice,
            mode: TaxMode::Intra,
            seller: None,
            due: "2026-11-23".parse().expect("a day"),
            place_of_supply: "19".to_owned(),
            ship_to: String::new(),
            reverse_charge: false,
            lines: lines.collect(),
            charges: charges.collect(),
            amounts: result.amounts,
            discount: result.discount,
            round_off: result.round_off,
            total: result.total,
            change: Paise::ZERO,
            template: 1,
            instead_of: None,
        }
    }

    #[test]
    fn a_bill_written_again_comes_to_the_same() {
        let typed = typed();
        let again = with_goods(Draft::new(typed.id), &saved(&typed)).expect("a draft");
        let (before, after) = (result(&typed), result(&again));
        assert_eq!((after.total, after.amounts, after.discount), (before.total, before.amounts, before.discount));
        assert_eq!(again.place_of_supply, "19");
    }
}
