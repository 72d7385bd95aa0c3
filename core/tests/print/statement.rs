//! A party's statement as other programs read it.

use smartkhata_core::money::Paise;
use smartkhata_core::print::{Labels, StatementSheet, statement_pdf};

use crate::{sheets, tools};

fn pages(sheet: &StatementSheet, labels: &Labels) -> Vec<String> {
    tools::pages(&statement_pdf(sheet, labels).unwrap())
}

/// The figures at the right of a label.
fn figures(page: &str, label: &str) -> Option<Vec<String>> {
    let row = page.lines().find(|line| line.contains(label))?;
    Some(row.replace(label, "").split_whitespace().map(str::to_owned).collect())
}

#[test]
fn a_statement_says_every_entry_with_the_balance_after_it() {
    for labels in [Labels::english(), Labels::hindi()] {
        let sheet = sheets::statement(7);
        let pdf = statement_pdf(&sheet, &labels).unwrap();
        tools::check(&pdf, &format!("statement-{}.pdf", labels.yes.len()));
        assert!(pdf == statement_pdf(&sheet, &labels).unwrap(), "the same khata gives the same bytes");
        let raw = tools::raw_text(&pdf);
        for words in [labels.statement, labels.khata_of, "रमेश ट्रेडर्स", "27AAPFU0939F1ZV", "दूध 2 लीटर", labels.payment]
        {
            assert!(raw.contains(words), "{words} in\n{raw}");
        }
        for accountants in [" Dr", " Cr", "Debit", "Credit"] {
            assert!(!raw.contains(accountants), "{accountants} in\n{raw}");
        }
        let page = pages(&sheet, &labels).concat();
        let mut last = 0;
        for line in &sheet.lines {
            let wanted = line.balance.to_string();
            let at = page[last..].find(&format!("{wanted}\n")).unwrap_or_else(|| panic!("{wanted} in\n{page}"));
            last += at + 1;
        }
        // 750 + 1,250 − 1,000 + 120 − 500 + 1,250 − 1,000 + 120.
        assert_eq!(sheet.closing, Paise::rupees(990));
        assert_eq!(figures(&page, labels.opening_balance).unwrap().last().unwrap(), "750.00");
        assert_eq!(figures(&page, labels.total).unwrap(), ["2,740.00", "2,500.00", "990.00"]);
        assert_eq!(tools::scanned(&tools::picture(&pdf, 150), "statement.png").split('&').nth(2), Some("am=990.00"));
    }
}

#[test]
fn a_long_statement_is_carried_from_page_to_page() {
    let labels = Labels::english();
    let sheet = sheets::statement(130);
    let pages = pages(&sheet, &labels);
    assert!(pages.len() >= 3, "{} pages", pages.len());
    let mut carried = 0;
    for (place, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", place + 1, pages.len())));
        let Some(forward) = figures(page, labels.carried_forward) else { continue };
        assert_eq!(figures(&pages[place + 1], labels.brought_forward), Some(forward.clone()));
        carried += 1;
        // The balance carried is that of the line above it.
        let lines: Vec<&str> = page.lines().filter(|line| !line.trim().is_empty()).collect();
        let at = lines.iter().position(|line| line.contains(labels.carried_forward)).unwrap();
        assert_eq!(lines[at - 1].split_whitespace().last(), forward.last().map(String::as_str));
    }
    assert_eq!(carried, pages.len() - 1);
    let dates = pages.concat();
    for line in &sheet.lines {
        assert!(dates.contains(&line.date.indian()));
    }
}

#[test]
fn an_advance_and_a_settled_khata_are_named_and_ask_for_nothing() {
    let labels = Labels::hindi();
    let mut sheet = sheets::statement(1);
    sheet.lines.truncate(1);
    sheet.lines[0].amount = Paise::rupees(-950);
    (sheet.lines[0].balance, sheet.closing, sheet.upi) = (Paise::rupees(-200), Paise::rupees(-200), None);
    let page = pages(&sheet, &labels).concat();
    assert_eq!(page.matches("एडवांस जमा").count(), 3, "the line, the sum and what is to pay:\n{page}");
    assert!(!page.contains("-200"));
    sheet.lines.clear();
    (sheet.opening, sheet.closing, sheet.from) = (Paise::ZERO, Paise::ZERO, None);
    let page = pages(&sheet, &labels).concat();
    assert!(page.contains("हिसाब बराबर") && !page.contains("UPI"), "{page}");
}

#[test]
fn nothing_leaves_the_margins() {
    let mut sheet = sheets::statement(40);
    sheet.party.name = "ವೆಂಕಟೇಶ್ವರಪ್ರಾವಿಷನ್‌ಸ್ಟೋರ್ಸ್ಮತ್ತುಜನರಲ್‌ಮರ್ಚಂಟ್ಸ್".repeat(3);
    for line in &mut sheet.lines {
        line.note = "m".repeat(200);
        (line.amount, line.balance) = ("99,99,99,99,999.99".parse().unwrap(), "-99,99,99,99,999.99".parse().unwrap());
    }
    for (left, right, word) in tools::word_ends(&statement_pdf(&sheet, &Labels::hindi()).unwrap()) {
        assert!(left >= 35.5 && right <= 595.28 - 35.5, "{left} to {right}: {word}");
    }
}
