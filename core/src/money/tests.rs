//! Amounts, prices and rates: what people type, what is shown, and every overflow.

use proptest::prelude::*;

use super::*;

fn amount(text: &str) -> Result<i64> {
    text.parse::<Paise>().map(Paise::get)
}

#[test]
fn amounts_as_typed() {
    for (typed, paise) in [
        ("1,250.50", 125_050),
        ("₹ 99", 9_900),
        ("₹99.5", 9_950),
        ("Rs. 20/-", 2_000),
        ("rs 20", 2_000),
        ("INR 5", 500),
        ("१२५०", 125_000),
        ("१,२५०.५०", 125_050),
        ("৭", 700),
        (".5", 50),
        ("5.", 500),
        ("1.500", 150),
        ("-5", -500),
        ("−5", -500),
        ("- 5", -500),
        ("+5", 500),
        ("1,25,000", 12_500_000),
        ("125,000", 12_500_000),
        ("100,00,00,000", 100_000_000_000),
        ("1234,05,00,000", 1_234_050_000_000),
        ("90,07,199,25,47,409.91", LIMIT),
        ("1,250,000.5", 125_000_050),
        ("१,२५०", 125_000),
        (" 0 ", 0),
        ("90071992547409.91", LIMIT),
    ] {
        assert_eq!(amount(typed), Ok(paise), "{typed}");
    }
}

#[test]
fn what_is_no_amount() {
    for typed in
        ["", ".", "-", "₹", "1.005", "1,,000", ",5", "5,", "1.2.3", "1e3", "abc", "5 5", "--5", "0x10", "½", "٥"]
    {
        assert_eq!(amount(typed).unwrap_err().code(), Code::InvalidAmount, "{typed}");
    }
    let many = "9".repeat(60);
    assert_eq!(amount(&many).unwrap_err().code(), Code::InvalidAmount);
    assert_eq!(amount("90071992547409.92").unwrap_err(), Error::overflow("amount"));
}

#[test]
fn indian_grouping() {
    for (paise, shown) in [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (99_999, "999.99"),
        (100_000, "1,000.00"),
        (12_345_678, "1,23,456.78"),
        (-987_654_321_050, "-9,87,65,43,210.50"),
        (LIMIT, "9,00,71,99,25,47,409.91"),
    ] {
        let amount = Paise::new(paise, "amount").unwrap();
        assert_eq!(amount.to_string(), shown);
        assert_eq!(amount.plain(), shown.replace(',', ""));
    }
}

#[test]
fn overflow_names_the_figure() {
    let most = Paise::new(LIMIT, "amount").unwrap();
    let one = Paise::new(1, "amount").unwrap();
    for refused in [
        most.add(one, "balance"),
        most.neg().sub(one, "balance"),
        Paise::sum([most, one], "balance"),
        most.mul_div(2, 1, "balance"),
        one.mul_div(1, 0, "balance"),
        Paise::new(i64::MIN, "balance"),
        Paise::from_wide(i128::MAX, "balance"),
    ] {
        assert_eq!(refused.unwrap_err(), Error::overflow("balance"));
    }
    assert_eq!(most.round_to_rupee().unwrap_err(), Error::overflow("round_off"));
    assert_eq!(UnitPrice::from_paise(most).unwrap_err(), Error::overflow("price"));
    assert_eq!(UnitPrice::new(-1).unwrap_err().code(), Code::BelowZero);
}

#[test]
fn halves_are_rounded_away_from_zero() {
    for (a, b, rounded) in
        [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0), (1, 3, 0), (2, 3, 1)]
    {
        assert_eq!(div_round(a, b), Some(rounded), "{a} / {b}");
    }
    assert_eq!(div_round(1, 0), None);
    // 2.675 is 2.68: 5% of 53.50.
    assert_eq!(Rate::percent(5).of(Paise::new(5_350, "a").unwrap(), "igst").unwrap().get(), 268);
}

#[test]
fn rates_and_prices_as_typed() {
    for (typed, basis_points, shown) in [
        ("18", 1_800, "18"),
        ("18%", 1_800, "18"),
        ("0.25 %", 25, "0.25"),
        ("7.5", 750, "7.5"),
        ("1000", 100_000, "1000"),
    ] {
        let rate: Rate = typed.parse().unwrap();
        assert_eq!((rate.get(), rate.to_string().as_str()), (basis_points, shown));
    }
    for wrong in ["", "%", "-1", "0.125", "1000.01", "x"] {
        assert_eq!(wrong.parse::<Rate>().unwrap_err().code(), Code::InvalidRate, "{wrong}");
    }
    for (typed, shown) in [("42.5", "42.50"), ("0.0125", "0.0125"), ("1,23,456", "1,23,456.00"), ("0.1000", "0.10")] {
        assert_eq!(typed.parse::<UnitPrice>().unwrap().to_string(), shown);
    }
    assert_eq!("-1".parse::<UnitPrice>().unwrap_err().code(), Code::BelowZero);
    for wrong in ["", "0.00001", "x", "12,50", "1,2,3", "1,23,4567", "1234,567", "12,3456"] {
        assert_eq!(wrong.parse::<UnitPrice>().unwrap_err().code(), Code::InvalidAmount, "{wrong}");
    }
}

#[test]
fn json_is_the_integer_and_checked() {
    assert_eq!(serde_json::to_string(&Paise::rupees(5)).unwrap(), "500");
    assert!(serde_json::from_str::<Paise>("9007199254740992").is_err());
    assert!(serde_json::from_str::<UnitPrice>("-1").is_err());
    assert!(serde_json::from_str::<Rate>("100001").is_err());
    assert!(serde_json::from_str::<Paise>("1.5").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_is_read_back(paise in -LIMIT..=LIMIT, price in 0..=LIMIT, basis_points in 0_u32..=100_000) {
        let amount = Paise::new(paise, "amount").unwrap();
        prop_assert_eq!(amount.to_string().parse::<Paise>().unwrap(), amount);
        prop_assert_eq!(amount.plain().parse::<Paise>().unwrap(), amount);
        let price = UnitPrice::new(price).unwrap();
        prop_assert_eq!(price.to_string().parse::<UnitPrice>().unwrap(), price);
        let rate = Rate::new(basis_points).unwrap();
        prop_assert_eq!(rate.to_string().parse::<Rate>().unwrap(), rate);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let refused = |code: Option<Code>| matches!(code, None | Some(Code::InvalidAmount | Code::BelowZero | Code::Overflow));
        prop_assert!(refused(text.parse::<Paise>().err().map(|error| error.code())));
        prop_assert!(refused(text.parse::<UnitPrice>().err().map(|error| error.code())));
        let _ = text.parse::<Rate>().map_err(|error| assert_eq!(error.code(), Code::InvalidRate));
    }

    #[test]
    fn rounding_is_within_half(a in any::<i64>(), b in 1_i64..=i64::MAX) {
        let (a, b) = (i128::from(a), i128::from(b));
        let rounded = div_round(a, b).unwrap();
        prop_assert!((rounded * b - a).abs() * 2 <= b);
        prop_assert_eq!(div_round(-a, b).unwrap(), -rounded);
    }
}
