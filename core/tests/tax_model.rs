//! The computation of a bill against a slow model in exact fractions that shares no arithmetic with it.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use smartkhata_core::Code;
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::cess::{Cess, CessRule};
use smartkhata_core::tax::compute::{BillInput, BillResult, ChargeInput, Discount, LineInput, TaxMode, compute};
use smartkhata_core::tax::rate::Treatment;

/// A fraction in lowest terms, the denominator above zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Exact(i128, i128);

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

fn exact(num: i128, den: i128) -> Exact {
    let by = gcd(num, den) * den.signum();
    Exact(num / by, den / by)
}

impl Exact {
    fn plus(self, o: Self) -> Self {
        exact(self.0 * o.1 + o.0 * self.1, self.1 * o.1)
    }
    fn minus(self, o: Self) -> Self {
        self.plus(Exact(-o.0, o.1))
    }
    fn times(self, o: Self) -> Self {
        exact(self.0 * o.0, self.1 * o.1)
    }
    fn over(self, o: Self) -> Self {
        exact(self.0 * o.1, self.1 * o.0)
    }
    fn floor(self) -> i128 {
        self.0.div_euclid(self.1)
    }
    fn less(self, o: Self) -> bool {
        self.minus(o).0 < 0
    }
    /// Half up; everything here is zero or more.
    fn rounded(self) -> i128 {
        self.plus(exact(1, 2)).floor()
    }
}

fn whole(n: i64) -> Exact {
    Exact(i128::from(n), 1)
}

fn share(rate: Rate) -> Exact {
    exact(i128::from(rate.get()), 10_000)
}

/// Taxable, CGST, SGST, IGST, cess, in paise.
type Heads = [i128; 5];

/// What the model says of a line or charge: gross, own discount, part of the bill's discount, heads.
#[derive(Debug, PartialEq)]
struct ModelLine {
    gross: i128,
    discount: i128,
    bill_discount: i128,
    heads: Heads,
}

fn taken_off(discount: Discount, from: i128) -> i128 {
    match discount {
        Discount::None => 0,
        Discount::Amount(amount) => i128::from(amount.get()),
        Discount::Percent(rate) => Exact(from, 1).times(share(rate)).rounded(),
    }
}

fn gross(line: &LineInput) -> i128 {
    exact(i128::from(line.price.get()), 100).times(exact(i128::from(line.quantity.get()), 1_000)).rounded()
}

/// The discount handed out paisa by paisa: first everyone's whole paise, then one each to whoever is furthest
/// below his exact part.
fn handed_out(off: i128, values: &[i128]) -> Vec<i128> {
    let total: i128 = values.iter().sum();
    if off == 0 {
        return vec![0; values.len()];
    }
    let due: Vec<Exact> = values.iter().map(|value| exact(off * value, total)).collect();
    let mut given: Vec<i128> = due.iter().map(|due| due.floor()).collect();
    while given.iter().sum::<i128>() < off {
        let mut furthest = 0;
        for n in 0..due.len() {
            let short = |n: usize| due[n].minus(Exact(given[n], 1));
            if short(furthest).less(short(n)) {
                furthest = n;
            }
        }
        given[furthest] += 1;
    }
    given
}

/// The heads on a value; `None` where a price with tax is less than the cess in it.
fn heads(mode: TaxMode, value: i128, inclusive: bool, rate: Rate, cess: Cess, quantity: Milli) -> Option<Heads> {
    let value = Exact(value, 1);
    let (gst, percent) = (share(rate), share(cess.rate));
    let unit = whole(cess.per_unit.get()).times(exact(i128::from(quantity.get()), 1_000));
    let one = Exact(1, 1);
    if mode == TaxMode::None || value.0 == 0 {
        return Some([value.0, 0, 0, 0, 0]);
    }
    // With tax inside, t solves t + t·gst + cess(t) = value. The higher cess leaves the lower t.
    let taxable = if inclusive {
        let by_percent = value.over(one.plus(gst).plus(percent));
        let by_unit = value.minus(unit).over(one.plus(gst));
        match cess.rule {
            CessRule::Percent => by_percent,
            CessRule::PerUnit => by_unit,
            CessRule::Sum => value.minus(unit).over(one.plus(gst).plus(percent)),
            CessRule::Higher => {
                if by_unit.less(by_percent) {
                    by_unit
                } else {
                    by_percent
                }
            }
        }
    } else {
        value
    };
    if taxable.0 < 0 {
        return None;
    }
    let by_percent = taxable.times(percent);
    let cess = match cess.rule {
        CessRule::Percent => by_percent,
        CessRule::PerUnit => unit,
        CessRule::Sum => by_percent.plus(unit),
        CessRule::Higher => {
            if by_percent.less(unit) {
                unit
            } else {
                by_percent
            }
        }
    }
    .rounded();
    let half = taxable.times(gst).times(exact(1, 2)).rounded();
    let (cgst, sgst, igst) =
        if mode == TaxMode::Inter { (0, 0, taxable.times(gst).rounded()) } else { (half, half, 0) };
    if !inclusive {
        return Some([value.0, cgst, sgst, igst, cess]);
    }
    let left = value.0 - cgst - sgst - igst - cess;
    // A price of a few paise that three roundings up exceed by one: the cess gives way.
    Some([left.max(0), cgst, sgst, igst, cess + left.min(0)])
}

/// Why the model refuses a line.
#[derive(Debug, PartialEq)]
enum Why {
    /// Its price, or the printed one, is less than the cess inside it.
    Cess,
    /// Its price is less than the tax inside the printed one.
    Tax,
    /// Nothing is printed.
    Unprinted,
}

/// The heads of goods whose tax is inside their printed price: that tax, and what is charged without it.
fn printed_heads(mode: TaxMode, value: i128, line: &LineInput, printed: UnitPrice) -> Result<Heads, Why> {
    let taxed = mode != TaxMode::None && (line.rate != Rate::ZERO || !line.cess.is_none());
    if value == 0 || !taxed {
        return Ok([value, 0, 0, 0, 0]);
    }
    if printed == UnitPrice::ZERO {
        return Err(Why::Unprinted);
    }
    let of_all = exact(i128::from(printed.get()), 100).times(exact(i128::from(line.quantity.get()), 1_000)).rounded();
    let [_, tax @ ..] = heads(mode, of_all, true, line.rate, line.cess, line.quantity).ok_or(Why::Cess)?;
    let inside = if line.price_includes_tax { tax.iter().sum() } else { 0 };
    if value < inside { Err(Why::Tax) } else { Ok([value - inside, tax[0], tax[1], tax[2], tax[3]]) }
}

/// All lines, then all charges; an error is the number of the line that is refused, and why.
fn model(bill: &BillInput) -> Result<Vec<ModelLine>, (usize, Why)> {
    let own: Vec<(i128, i128)> = bill.lines.iter().map(|l| (gross(l), taken_off(l.discount, gross(l)))).collect();
    let nets: Vec<i128> = own.iter().map(|(gross, off)| gross - off).collect();
    let parts = handed_out(taken_off(bill.discount, nets.iter().sum()), &nets);
    let mut out = Vec::new();
    for (n, line) in bill.lines.iter().enumerate() {
        let taxed = matches!(line.treatment, Treatment::Taxable | Treatment::ZeroRated);
        let mode = if taxed { bill.mode } else { TaxMode::None };
        let value = nets[n] - parts[n];
        let heads = match line.retail_price {
            Some(printed) => printed_heads(mode, value, line, printed),
            None => heads(mode, value, line.price_includes_tax, line.rate, line.cess, line.quantity).ok_or(Why::Cess),
        }
        .map_err(|why| (n, why))?;
        out.push(ModelLine { gross: own[n].0, discount: own[n].1, bill_discount: parts[n], heads });
    }
    for charge in &bill.charges {
        let value = i128::from(charge.amount.get());
        let heads = heads(bill.mode, value, charge.includes_tax, charge.rate, Cess::NONE, Milli::ONE)
            .expect("a charge has no cess");
        out.push(ModelLine { gross: value, discount: 0, bill_discount: 0, heads });
    }
    Ok(out)
}

fn wide(paise: Paise) -> i128 {
    i128::from(paise.get())
}

fn found(result: &BillResult) -> Vec<ModelLine> {
    let lines = result.lines.iter().chain(&result.charges);
    lines
        .map(|line| {
            let a = line.amounts;
            ModelLine {
                gross: wide(line.gross),
                discount: wide(line.discount),
                bill_discount: wide(line.bill_discount),
                heads: [a.taxable, a.cgst, a.sgst, a.igst, a.cess].map(wide),
            }
        })
        .collect()
}

/// What holds of every bill that was worked out.
fn assert_adds_up(bill: &BillInput, result: &BillResult) {
    let lines = found(result);
    let mut sums = [0_i128; 5];
    for line in &lines {
        for (sum, head) in sums.iter_mut().zip(line.heads) {
            *sum += head;
        }
        assert!(line.heads.iter().all(|head| *head >= 0), "no head below zero: {line:?}");
    }
    let a = result.amounts;
    assert_eq!(sums, [a.taxable, a.cgst, a.sgst, a.igst, a.cess].map(wide), "heads are the sums of the lines'");
    let mut by_rate = [0_i128; 5];
    for row in &result.by_rate {
        let a = row.amounts;
        for (sum, head) in by_rate.iter_mut().zip([a.taxable, a.cgst, a.sgst, a.igst, a.cess].map(wide)) {
            *sum += head;
        }
    }
    assert_eq!(by_rate, sums, "the table of rates sums to the heads");
    assert!(result.by_rate.windows(2).all(|pair| pair[0].rate < pair[1].rate), "each rate once, lowest first");
    // To the nearest rupee, half a rupee up.
    let sum: i128 = sums.iter().sum();
    let total = if bill.round_to_rupee { exact(sum, 100).rounded() * 100 } else { sum };
    assert_eq!([result.total, result.round_off].map(wide), [total, total - sum]);
    assert_eq!(wide(result.gross), result.lines.iter().map(|line| wide(line.gross)).sum::<i128>());
    assert_eq!(wide(result.discount), lines.iter().map(|line| line.discount + line.bill_discount).sum::<i128>());
    match bill.mode {
        TaxMode::None => assert_eq!(sums[1..], [0, 0, 0, 0]),
        TaxMode::Intra | TaxMode::IntraUt => assert!(sums[1] == sums[2] && sums[3] == 0),
        TaxMode::Inter => assert_eq!(sums[1..3], [0, 0]),
    }
    let inclusive = bill.lines.iter().map(|l| l.price_includes_tax).chain(bill.charges.iter().map(|c| c.includes_tax));
    for ((line, inclusive), worked) in lines.iter().zip(inclusive).zip(result.lines.iter().chain(&result.charges)) {
        let value = line.gross - line.discount - line.bill_discount;
        assert_eq!(wide(worked.total), line.heads.iter().sum::<i128>());
        if inclusive || bill.mode == TaxMode::None {
            assert_eq!(wide(worked.total), value, "a price with tax comes back to the paisa");
        } else {
            assert_eq!(line.heads[0], value, "without tax the value is the taxable value");
        }
    }
    let nets = result.lines.iter().map(|line| wide(line.gross) - wide(line.discount)).sum();
    let parts: i128 = result.lines.iter().map(|line| wide(line.bill_discount)).sum();
    assert_eq!(parts, taken_off(bill.discount, nets), "the parts of the bill's discount sum to it");
}

fn rate() -> impl Strategy<Value = Rate> {
    let usual = prop::sample::select(vec![0, 10, 25, 100, 150, 300, 500, 600, 750, 1_200, 1_800, 2_800, 4_000]);
    prop_oneof![4 => usual, 1 => 0_u32..=100_000].prop_map(|basis_points| Rate::new(basis_points).unwrap())
}

fn mode() -> impl Strategy<Value = TaxMode> {
    prop::sample::select(vec![TaxMode::None, TaxMode::Intra, TaxMode::IntraUt, TaxMode::Inter])
}

fn treatment() -> impl Strategy<Value = Treatment> {
    let untaxed =
        prop::sample::select(vec![Treatment::NilRated, Treatment::Exempt, Treatment::NonGst, Treatment::ZeroRated]);
    prop_oneof![4 => Just(Treatment::Taxable), 1 => untaxed]
}

fn cess() -> impl Strategy<Value = Cess> {
    let rule = prop::sample::select(vec![CessRule::Percent, CessRule::PerUnit, CessRule::Higher, CessRule::Sum]);
    let some = (rate(), 0_i64..50_000, rule).prop_map(|(rate, unit, rule)| Cess {
        rate,
        per_unit: Paise::new(unit, "cess").unwrap(),
        rule,
    });
    prop_oneof![3 => Just(Cess::NONE), 1 => some]
}

/// None, a percentage up to all of it, or an amount up to all of `value`.
fn discount_of(kind: u32, size: u32, value: i128) -> Discount {
    match kind {
        0 => Discount::None,
        1 => Discount::Percent(Rate::new(size).unwrap()),
        _ => Discount::Amount(Paise::from_wide(value * i128::from(size) / 10_000, "discount").unwrap()),
    }
}

prop_compose! {
    fn line()(
        quantity in prop_oneof![1_i64..10, 1_i64..20_000, 1_i64..10_000_000],
        price in prop_oneof![0_i64..1_000, 0_i64..1_000_000, 0_i64..1_000_000_000],
        price_includes_tax: bool,
        rate in rate(), cess in cess(), treatment in treatment(),
        kind in 0_u32..3, size in 0_u32..=10_000,
        printed in prop_oneof![5 => Just(None), 1 => (0_i64..150).prop_map(Some)],
    ) -> LineInput {
        // The printed price as a share of the one that is charged.
        let retail_price = printed.map(|percent| UnitPrice::new(price * percent / 100).unwrap());
        let (quantity, price) = (Milli::new(quantity).unwrap(), UnitPrice::new(price).unwrap());
        let discount = Discount::None;
        let mut line = LineInput { quantity, price, price_includes_tax, discount, rate, cess, treatment, retail_price };
        line.discount = discount_of(kind, size, gross(&line));
        line
    }
}

prop_compose! {
    fn charge()(amount in 0_i64..10_000_000, includes_tax: bool, rate in rate()) -> ChargeInput {
        ChargeInput { amount: Paise::new(amount, "amount").unwrap(), includes_tax, rate }
    }
}

prop_compose! {
    fn bill()(
        mode in mode(),
        lines in prop::collection::vec(line(), 0..8),
        charges in prop::collection::vec(charge(), 0..3),
        kind in 0_u32..3, size in 0_u32..=10_000,
        round_to_rupee: bool,
    ) -> BillInput {
        let nets: i128 = lines.iter().map(|line| gross(line) - taken_off(line.discount, gross(line))).sum();
        BillInput { mode, lines, charges, discount: discount_of(kind, size, nets), round_to_rupee }
    }
}

prop_compose! {
    /// Every figure anywhere in the range that its type can hold, far beyond any shop.
    fn extreme_bill()(
        mode in mode(),
        lines in prop::collection::vec((
            1_i64..=9_999_999_999_999, 0_i64..1 << 53, any::<bool>(), 0_u32..=100_000, 0_u32..=100_000,
            0_i64..1 << 53, 0_usize..4, 0_u32..=10_000, proptest::option::weighted(0.2, 0_i64..1 << 53),
        ), 1..4),
        shift in prop::sample::select(vec![0_u32, 20, 40]),
        amount in 0_i64..1 << 53,
        percent in 0_u32..=10_000,
        round_to_rupee: bool,
    ) -> BillInput {
        let rate = |basis_points: u32| Rate::new(basis_points).unwrap();
        let rules = [CessRule::Percent, CessRule::PerUnit, CessRule::Higher, CessRule::Sum];
        let lines = lines.into_iter().map(|(quantity, price, inclusive, gst, cess, unit, rule, off, printed)| LineInput {
            // Shifted so that a good part of the bills stays within the range and is worked out.
            quantity: Milli::new((quantity >> shift).max(1)).unwrap(),
            price: UnitPrice::new(price).unwrap(),
            price_includes_tax: inclusive,
            discount: Discount::Percent(rate(off)),
            rate: rate(gst),
            cess: Cess { rate: rate(cess), per_unit: Paise::new(unit >> shift, "cess").unwrap(), rule: rules[rule] },
            treatment: Treatment::Taxable,
            retail_price: printed.map(|printed| UnitPrice::new(printed).unwrap()),
        }).collect();
        let charges = vec![ChargeInput {
            amount: Paise::new(amount >> shift, "amount").unwrap(), includes_tax: true, rate: Rate::percent(18),
        }];
        BillInput { mode, lines, charges, discount: Discount::Percent(rate(percent)), round_to_rupee }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_bill_is_what_exact_fractions_say(bill in bill()) {
        match (compute(&bill), model(&bill)) {
            (Ok(result), Ok(expected)) => {
                prop_assert_eq!(found(&result), expected);
                assert_adds_up(&bill, &result);
            }
            (Err(refused), Err((line, why))) => {
                let (code, field) = match why {
                    Why::Cess => (Code::CessOverPrice, "price"),
                    Why::Tax => (Code::TaxOverPrice, "price"),
                    Why::Unprinted => (Code::RetailPriceMissing, "retail_price"),
                };
                prop_assert_eq!(refused.code(), code);
                prop_assert_eq!(refused.field, Some(format!("lines.{line}.{field}")));
            }
            (computed, expected) => prop_assert!(false, "{:?} but the model says {:?}", computed, expected),
        }
    }

    #[test]
    fn extreme_bills_are_worked_out_or_refused(bill in extreme_bill()) {
        match compute(&bill) {
            Ok(result) => assert_adds_up(&bill, &result),
            Err(refused) => {
                prop_assert!(refused.field.is_some(), "an overflow names its figure: {:?}", refused);
                let known = [Code::Overflow, Code::CessOverPrice, Code::TaxOverPrice, Code::RetailPriceMissing];
                prop_assert!(known.contains(&refused.code()), "{:?}", refused);
            }
        }
    }

    #[test]
    fn json_brings_the_same_bill_back(bill in bill()) {
        let text = serde_json::to_string(&bill).unwrap();
        prop_assert_eq!(&serde_json::from_str::<BillInput>(&text).unwrap(), &bill);
    }
}
