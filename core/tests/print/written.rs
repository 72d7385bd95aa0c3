//! What a bill says in words and figures, as it is copied from the page.

use smartkhata_core::money::Paise;
use smartkhata_core::print::sheet::BillSheet;
use smartkhata_core::print::{Labels, Paper, invoice_pdf, receipt_png};

use crate::{sheets, tools};

fn pdf(sheet: &BillSheet) -> Vec<u8> {
    invoice_pdf(sheet, &Labels::english()).unwrap()
}

/// A text on one line: where it is broken on the page is nothing that it says.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands at the right of a label, row by row as on the page.
fn figure(text: &str, label: &str) -> Option<String> {
    let row = text.lines().find(|line| line.contains(label))?;
    row.split_whitespace().last().map(str::to_owned)
}

#[test]
fn a_bill_says_its_amount_in_words_and_where_it_is_paid() {
    let sheet = sheets::invoice(3, true);
    let text = flat(&tools::raw_text(&pdf(&sheet)));
    let bank = sheet.bank.as_ref().unwrap();
    for words in [
        format!("Amount in words {}", sheet.in_words),
        format!("Name: {}", bank.account_name),
        format!("Bank: {}", bank.name),
        format!("A/c No.: {}", bank.account),
        format!("IFSC: {}", bank.ifsc),
        format!("For {}", sheet.shop.name),
        Labels::english().signatory.to_owned(),
    ] {
        assert_eq!(text.matches(&words).count(), 1, "{words} in\n{text}");
    }
    for (place, term) in sheet.terms.iter().enumerate() {
        assert!(text.contains(&format!("{}. {term}", place + 1)), "{term} in\n{text}");
    }
    let unsigned = BillSheet { signature: false, bank: None, terms: Vec::new(), ..sheet };
    let text = flat(&tools::raw_text(&pdf(&unsigned)));
    for words in ["Authorised", "IFSC", "Terms"] {
        assert!(!text.contains(words), "{words} in\n{text}");
    }
}

#[test]
fn every_line_says_its_hsn_and_every_rate_its_tax() {
    // Goods of 0, 5 and 18 %, two of them of one HSN.
    let sheet = sheets::invoice(6, true);
    let text = flat(&tools::raw_text(&pdf(&sheet)));
    for (place, line) in sheet.lines.iter().enumerate() {
        let hsn = line.hsn.as_ref().unwrap();
        let row = format!("{} {} {hsn} {} {} {}", place + 1, line.description, line.quantity, line.unit, line.price);
        assert!(text.contains(&row), "{row} in\n{text}");
    }
    let page = tools::pages(&pdf(&sheet)).concat();
    let (_, summary) = page.split_once("Tax summary").unwrap();
    let rows: Vec<String> = summary.lines().map(flat).collect();
    assert_eq!(sheet.tax.len(), 5, "the rice is one row");
    for row in &sheet.tax {
        let half = match row.rate.get() {
            0 => "0",
            500 => "2.5",
            1_800 => "9",
            rate => panic!("no goods of {rate} basis points"),
        };
        let tax = row.cgst.add(row.sgst, "tax").unwrap();
        let hsn = row.hsn.as_ref().unwrap();
        let said = format!("{hsn} {} {half} {} {half} {} {tax}", row.taxable, row.cgst, row.sgst);
        assert!(rows.contains(&said), "{said} in\n{summary}");
    }
    let sums = &sheet.totals;
    let tax = sums.cgst.add(sums.sgst, "tax").unwrap();
    let total = format!("Total {} {} {} {tax}", sums.taxable, sums.cgst, sums.sgst);
    assert!(rows.contains(&total), "{total} in\n{summary}");
}

#[test]
fn what_is_rounded_off_has_a_row_of_its_own() {
    let mut sheet = sheets::invoice(6, true);
    let page = |sheet: &BillSheet| tools::pages(&pdf(sheet)).concat();
    // Both ways to the rupee: less than half a rupee off, then as much on.
    for paise in [30, -30] {
        let exact = Paise::sum([sheet.totals.total, Paise::new(paise, "paise").unwrap()], "exact").unwrap();
        sheet.totals.round_off = sheet.totals.total.sub(exact, "round_off").unwrap();
        let text = page(&sheet);
        let said = if paise > 0 { "-0.30" } else { "0.30" };
        assert_eq!(figure(&text, "Round off").as_deref(), Some(said), "{text}");
        assert_eq!(figure(&text, "Grand total"), Some(sheet.totals.total.to_string()), "{text}");
    }
    sheet.totals.round_off = Paise::ZERO;
    assert!(!page(&sheet).contains("Round off"), "nothing was rounded off");
}

#[test]
fn tax_under_reverse_charge_is_shown_and_not_collected() {
    let sheet = sheets::reverse_charge(2);
    for (labels, words) in [
        (Labels::english(), "Tax payable by recipient under reverse charge"),
        (Labels::hindi(), "रिवर्स चार्ज में प्राप्तकर्ता द्वारा देय कर"),
    ] {
        let raw = tools::raw_text(&invoice_pdf(&sheet, &labels).unwrap());
        let flat = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        // Above the rows of the totals, and above the table by HSN.
        assert_eq!(flat.matches(words).count(), 2, "{raw}");
        assert!(!flat.contains(labels.tax_summary));
    }
    let text = tools::pages(&pdf(&sheet)).concat();
    let grand = text.find("Grand total").unwrap();
    assert_eq!(figure(&text, "Grand total"), Some(sheet.totals.total.to_string()));
    assert_eq!(figure(&text, "Reverse charge").as_deref(), Some("Yes"));
    let heads: Vec<usize> = text.match_indices(&sheet.totals.cgst.to_string()).map(|(at, _)| at).collect();
    // The sum of the lines, then none between it and the grand total.
    assert!(heads.iter().filter(|at| **at < grand).count() <= 2, "{text}");
    assert!(heads.iter().any(|at| *at > grand), "{text}");
    receipt_png(&sheet, &Labels::english(), Paper::Mm80).unwrap();
}

#[test]
fn the_value_of_goods_without_tax_stands_apart() {
    let sheet = sheets::mixed(8);
    let pages = tools::pages(&pdf(&sheet));
    let text = pages.concat();
    let sums = &sheet.totals;
    // The last row of the name: the table's own heading comes first.
    let last = |label: &str| {
        let row = text.lines().rev().find(|line| line.contains(label)).unwrap_or_else(|| panic!("{label} in\n{text}"));
        row.split_whitespace().last().unwrap().to_owned()
    };
    for (label, sum) in [
        ("Nil-rated value", sums.nil_rated),
        ("Exempt value", sums.exempt),
        ("Non-GST value", sums.non_gst),
        ("Grand total", sums.total),
    ] {
        assert_eq!(last(label), sum.to_string(), "{label}");
    }
    assert!(text.lines().any(|line| line.contains("Taxable value") && line.ends_with(&sums.taxable.to_string())));
    for word in ["Exempt", "Nil", "Non-GST"] {
        assert!(text.contains(word), "{word}");
    }
    let summary = text.split("Tax summary").nth(1).unwrap();
    assert!(!summary.lines().any(|row| row.split_whitespace().any(|cell| cell == "0")), "no row of 0 %:\n{summary}");
    receipt_png(&sheet, &Labels::hindi(), Paper::Mm58).unwrap();
}
