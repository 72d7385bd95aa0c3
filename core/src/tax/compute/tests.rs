//! Bills worked out by hand, and every refusal.

use super::*;
use crate::tax::cess::CessRule;

fn paise(text: &str) -> Paise {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn line(quantity: &str, price: &str, gst: &str) -> LineInput {
    LineInput {
        quantity: quantity.parse().unwrap(),
        price: price.parse().unwrap(),
        price_includes_tax: false,
        discount: Discount::None,
        rate: rate(gst),
        cess: Cess::NONE,
        treatment: Treatment::Taxable,
        retail_price: None,
    }
}

fn with_tax(quantity: &str, price: &str, gst: &str) -> LineInput {
    LineInput { price_includes_tax: true, ..line(quantity, price, gst) }
}

fn bill(mode: TaxMode, lines: Vec<LineInput>) -> BillInput {
    BillInput { mode, lines, charges: Vec::new(), discount: Discount::None, round_to_rupee: false }
}

/// `taxable cgst sgst igst cess` of the whole bill.
fn heads(bill: &BillInput) -> String {
    let Amounts { taxable, cgst, sgst, igst, cess } = compute(bill).unwrap().amounts;
    [taxable, cgst, sgst, igst, cess].map(Paise::plain).join(" ")
}

fn refusal(bill: &BillInput) -> (Code, String) {
    let refused = compute(bill).unwrap_err();
    (refused.code, refused.field.unwrap())
}

#[test]
fn heads_are_rounded_each_by_itself() {
    for (mode, price, gst, expected) in [
        (TaxMode::Intra, "45.83", "18", "45.83 4.12 4.12 0.00 0.00"),
        (TaxMode::IntraUt, "45.83", "18", "45.83 4.12 4.12 0.00 0.00"),
        (TaxMode::Inter, "45.83", "18", "45.83 0.00 0.00 8.25 0.00"),
        // 2.675 is 2.68, as IGST of 53.50 at 5%.
        (TaxMode::Inter, "53.50", "5", "53.50 0.00 0.00 2.68 0.00"),
        // Half of 0.25% is 0.125%.
        (TaxMode::Intra, "1000", "0.25", "1000.00 1.25 1.25 0.00 0.00"),
        (TaxMode::Intra, "1012", "0.25", "1012.00 1.27 1.27 0.00 0.00"),
        (TaxMode::None, "45.83", "18", "45.83 0.00 0.00 0.00 0.00"),
    ] {
        assert_eq!(heads(&bill(mode, vec![line("1", price, gst)])), expected, "{mode:?} {price} at {gst}%");
    }
}

#[test]
fn a_price_with_tax_comes_back_to_the_paisa() {
    for (mode, price, gst, expected) in [
        (TaxMode::Intra, "100", "18", "84.74 7.63 7.63 0.00 0.00"),
        (TaxMode::Inter, "100", "18", "84.75 0.00 0.00 15.25 0.00"),
        (TaxMode::Intra, "1", "5", "0.96 0.02 0.02 0.00 0.00"),
        (TaxMode::Inter, "0.01", "40", "0.01 0.00 0.00 0.00 0.00"),
        (TaxMode::None, "100", "18", "100.00 0.00 0.00 0.00 0.00"),
    ] {
        let bill = bill(mode, vec![with_tax("1", price, gst)]);
        assert_eq!(heads(&bill), expected, "{mode:?} {price} at {gst}%");
        assert_eq!(compute(&bill).unwrap().total, paise(price));
    }
}

#[test]
fn cess_is_on_the_taxable_value_and_bears_no_gst() {
    let unit = |rule, gst: &str, per_unit: &str| Cess { rate: rate(gst), per_unit: paise(per_unit), rule };
    for (cess, inclusive, price, expected) in [
        (Cess { rate: rate("12"), ..Cess::NONE }, false, "100", "200.00 0.00 0.00 56.00 24.00"),
        (Cess { rate: rate("12"), ..Cess::NONE }, true, "140", "200.00 0.00 0.00 56.00 24.00"),
        (unit(CessRule::PerUnit, "12", "4"), false, "100", "200.00 0.00 0.00 56.00 8.00"),
        (unit(CessRule::PerUnit, "12", "4"), true, "132", "200.00 0.00 0.00 56.00 8.00"),
        (unit(CessRule::Sum, "12", "4"), false, "100", "200.00 0.00 0.00 56.00 32.00"),
        (unit(CessRule::Sum, "12", "4"), true, "144", "200.00 0.00 0.00 56.00 32.00"),
        (unit(CessRule::Higher, "12", "4"), true, "140", "200.00 0.00 0.00 56.00 24.00"),
        (unit(CessRule::Higher, "12", "14"), true, "142", "200.00 0.00 0.00 56.00 28.00"),
        (unit(CessRule::Higher, "12", "14"), false, "100", "200.00 0.00 0.00 56.00 28.00"),
    ] {
        let goods = LineInput { cess, price_includes_tax: inclusive, ..line("2", price, "28") };
        assert_eq!(heads(&bill(TaxMode::Inter, vec![goods])), expected, "{cess:?} {inclusive}");
    }
}

#[test]
fn tax_inside_the_printed_price_is_the_same_whatever_is_charged() {
    let printed = |price: &str, line: LineInput| LineInput { retail_price: Some(price.parse().unwrap()), ..line };
    let off = |percent: &str, line: LineInput| LineInput { discount: Discount::Percent(rate(percent)), ..line };
    // Rule 31D: of a printed ₹140 at 40%, ₹40 is tax, also where the pack goes on at ₹60 or ₹100.
    for (mode, line, expected) in [
        (TaxMode::Inter, printed("140", line("1", "60", "40")), "60.00 0.00 0.00 40.00 0.00"),
        (TaxMode::Inter, printed("140", with_tax("1", "100", "40")), "60.00 0.00 0.00 40.00 0.00"),
        (TaxMode::Intra, printed("140", with_tax("1", "140", "40")), "100.00 20.00 20.00 0.00 0.00"),
        (TaxMode::Intra, off("50", printed("140", with_tax("1", "140", "40"))), "30.00 20.00 20.00 0.00 0.00"),
        (TaxMode::Intra, off("50", printed("140", line("1", "100", "40"))), "50.00 20.00 20.00 0.00 0.00"),
        // Each head by itself: 20 × 3 × 40 ÷ 140 is 17.142…, its half 8.571….
        (TaxMode::Inter, printed("20", with_tax("3", "18", "40")), "36.86 0.00 0.00 17.14 0.00"),
        (TaxMode::IntraUt, printed("20", with_tax("3", "18", "40")), "36.86 8.57 8.57 0.00 0.00"),
        // Nothing is left of the price but the tax.
        (TaxMode::Intra, printed("140", with_tax("1", "40", "40")), "0.00 20.00 20.00 0.00 0.00"),
        // No supply, no tax; nor where the goods or the seller bear none, printed or not.
        (TaxMode::Intra, off("100", printed("140", with_tax("1", "140", "40"))), "0.00 0.00 0.00 0.00 0.00"),
        (TaxMode::None, printed("0", with_tax("1", "140", "40")), "140.00 0.00 0.00 0.00 0.00"),
        (
            TaxMode::Intra,
            LineInput { treatment: Treatment::Exempt, ..printed("0", with_tax("1", "140", "40")) },
            "140.00 0.00 0.00 0.00 0.00",
        ),
    ] {
        let said = format!("{mode:?} {line:?}");
        assert_eq!(heads(&bill(mode, vec![line])), expected, "{said}");
    }
}

#[test]
fn three_heads_never_exceed_a_price_of_two_paise() {
    let goods = LineInput { cess: Cess { rate: rate("900"), ..Cess::NONE }, ..with_tax("1", "0.02", "1000") };
    assert_eq!(heads(&bill(TaxMode::Intra, vec![goods])), "0.00 0.01 0.01 0.00 0.00");
}

#[test]
fn only_taxed_supplies_bear_their_rate() {
    for treatment in [Treatment::NilRated, Treatment::Exempt, Treatment::NonGst] {
        let goods =
            LineInput { treatment, cess: Cess { rate: rate("12"), ..Cess::NONE }, ..with_tax("1", "100", "18") };
        let bill = bill(TaxMode::Intra, vec![goods, with_tax("1", "118", "18")]);
        assert_eq!(heads(&bill), "200.00 9.00 9.00 0.00 0.00");
        let rates: Vec<Rate> = compute(&bill).unwrap().by_rate.iter().map(|row| row.rate).collect();
        assert_eq!(rates, [Rate::ZERO, rate("18")]);
    }
    let export = LineInput { treatment: Treatment::ZeroRated, ..line("1", "100", "18") };
    assert_eq!(heads(&bill(TaxMode::Inter, vec![export])), "100.00 0.00 0.00 18.00 0.00");
}

#[test]
fn what_is_given_free_bears_nothing() {
    let cess = Cess { rate: Rate::ZERO, per_unit: paise("4"), rule: CessRule::PerUnit };
    for price_includes_tax in [false, true] {
        let free =
            LineInput { cess, price_includes_tax, discount: Discount::Percent(rate("100")), ..line("2", "50", "28") };
        assert_eq!(heads(&bill(TaxMode::Inter, vec![free])), "0.00 0.00 0.00 0.00 0.00");
    }
}

#[test]
fn discounts_reduce_the_value_before_tax() {
    let ten_off = LineInput { discount: Discount::Percent(rate("10")), ..line("3", "33.33", "18") };
    let rupee_off = LineInput { discount: Discount::Amount(paise("1")), ..with_tax("1", "119", "18") };
    let input = BillInput { discount: Discount::Amount(paise("10")), ..bill(TaxMode::Inter, vec![ten_off, rupee_off]) };
    let result = compute(&input).unwrap();
    // 89.99 without tax and 118.00 with: the bill's 10.00 falls as 4.33 and 5.67 (4.3267… and 5.6732…).
    let parts: Vec<String> = result.lines.iter().map(|line| line.bill_discount.plain()).collect();
    assert_eq!(parts, ["4.33", "5.67"]);
    let taxable: Vec<String> = result.lines.iter().map(|line| line.amounts.taxable.plain()).collect();
    assert_eq!(taxable, ["85.66", "95.19"]);
    assert_eq!((result.gross, result.discount), (paise("218.99"), paise("21.00")));
    // Equal remainders: the earlier lines take the paise left over.
    let thirds = vec![line("1", "10", "0"), line("1", "10", "0"), line("1", "10", "0")];
    let input = BillInput { discount: Discount::Amount(paise("0.05")), ..bill(TaxMode::Inter, thirds) };
    let parts: Vec<i64> = compute(&input).unwrap().lines.iter().map(|line| line.bill_discount.get()).collect();
    assert_eq!(parts, [2, 2, 1]);
}

#[test]
fn charges_are_part_of_the_value_and_round_off_is_not() {
    let input = BillInput {
        charges: vec![
            ChargeInput { amount: paise("50"), includes_tax: false, rate: rate("18") },
            ChargeInput { amount: paise("11.80"), includes_tax: true, rate: rate("18") },
        ],
        discount: Discount::Percent(rate("50")),
        round_to_rupee: true,
        ..bill(TaxMode::Intra, vec![line("1", "200.50", "5")])
    };
    let result = compute(&input).unwrap();
    assert_eq!(heads(&input), "160.25 7.91 7.91 0.00 0.00");
    assert_eq!((result.round_off, result.total), (paise("-0.07"), paise("176")));
    let (gross, rows) = (result.gross, result.by_rate.len());
    assert_eq!((gross, rows, result.charges.len()), (paise("200.50"), 2, 2));
    for (price, round_off) in [("99.50", "0.50"), ("99.49", "-0.49"), ("99", "0")] {
        let input = BillInput { round_to_rupee: true, ..bill(TaxMode::None, vec![line("1", price, "0")]) };
        assert_eq!(compute(&input).unwrap().round_off, paise(round_off));
    }
}

#[test]
fn nothing_costs_nothing() {
    let result = compute(&bill(TaxMode::Intra, Vec::new())).unwrap();
    assert_eq!((result.total, result.amounts, result.by_rate.len()), (Paise::ZERO, Amounts::default(), 0));
}

#[test]
fn refusals_name_their_field() {
    let good = || line("1", "100", "18");
    let one = |bad: LineInput| bill(TaxMode::Intra, vec![good(), bad]);
    let off = |discount| one(LineInput { discount, ..good() });
    let charge = ChargeInput { amount: paise("-1"), includes_tax: false, rate: Rate::ZERO };
    let cess = |per_unit| Cess { rate: Rate::ZERO, per_unit: paise(per_unit), rule: CessRule::PerUnit };
    for (input, code, field) in [
        (one(line("0", "100", "18")), Code::NotPositive, "lines.1.quantity"),
        (one(line("-1", "100", "18")), Code::NotPositive, "lines.1.quantity"),
        (off(Discount::Amount(paise("100.01"))), Code::DiscountTooLarge, "lines.1.discount"),
        (off(Discount::Amount(paise("-1"))), Code::BelowZero, "lines.1.discount"),
        (off(Discount::Percent(rate("100.01"))), Code::DiscountTooLarge, "lines.1.discount"),
        (BillInput { discount: Discount::Amount(paise("200.01")), ..one(good()) }, Code::DiscountTooLarge, "discount"),
        (BillInput { charges: vec![charge], ..one(good()) }, Code::BelowZero, "charges.0.amount"),
        (one(LineInput { cess: cess("-1"), ..good() }), Code::BelowZero, "lines.1.cess"),
        (one(LineInput { cess: cess("5"), ..with_tax("1", "4.99", "28") }), Code::CessOverPrice, "lines.1.price"),
        (
            one(LineInput { retail_price: "140".parse().ok(), ..with_tax("1", "39.99", "40") }),
            Code::TaxOverPrice,
            "lines.1.price",
        ),
        (
            one(LineInput { retail_price: Some(UnitPrice::ZERO), ..line("1", "100", "40") }),
            Code::RetailPriceMissing,
            "lines.1.retail_price",
        ),
    ] {
        assert_eq!(refusal(&input), (code, field.to_owned()));
    }
}

#[test]
fn overflow_names_its_figure() {
    let dear = || LineInput { price: UnitPrice::new(9_007_199_254_740_991).unwrap(), ..line("100", "0", "18") };
    let beyond = LineInput { quantity: Milli::new(9_999_999_999_999).unwrap(), ..dear() };
    for (lines, field) in [
        (vec![beyond], "lines.0.amount"),
        (vec![dear()], "lines.0.total"),
        (vec![LineInput { rate: Rate::ZERO, ..dear() }, LineInput { rate: Rate::ZERO, ..dear() }], "amount"),
    ] {
        assert_eq!(refusal(&bill(TaxMode::Inter, lines)), (Code::Overflow, field.to_owned()));
    }
}
