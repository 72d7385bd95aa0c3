//! The printout as other programs see it: PDF readers, a checker, a QR scanner.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at what it did not expect")]

#[path = "print/drawn.rs"]
mod drawn;
#[path = "print/ink.rs"]
mod ink;
#[path = "print/sheets.rs"]
mod sheets;
#[path = "print/statement.rs"]
mod statement;
#[path = "print/tools.rs"]
mod tools;
#[path = "print/written.rs"]
mod written;

use smartkhata_core::money::{Paise, UnitPrice};
use smartkhata_core::print::sheet::{BillSheet, CopyMark, Title};
use smartkhata_core::print::{Labels, Paper, invoice_pdf, receipt_png};
use smartkhata_core::tax::compute::TaxMode;
use smartkhata_core::upi;

fn pdf(sheet: &BillSheet) -> Vec<u8> {
    invoice_pdf(sheet, &Labels::english()).unwrap()
}

#[test]
fn the_same_bill_gives_the_same_bytes() {
    let sheet = sheets::invoice(30, true);
    let first = pdf(&sheet);
    assert!(first == pdf(&sheet));
    let mut other = sheet.clone();
    other.lines[0].description.push('x');
    assert!(first != pdf(&other));
    let receipt = |sheet| receipt_png(sheet, &Labels::hindi(), Paper::Mm58).unwrap();
    assert!(receipt(&sheet) == receipt(&sheet));
}

#[test]
fn the_file_is_sound_and_carries_its_fonts() {
    let cases = [("en.pdf", Labels::english()), ("hi.pdf", Labels::hindi())];
    for (name, labels) in cases {
        let pdf = invoice_pdf(&sheets::invoice(20, true), &labels).unwrap();
        tools::check(&pdf, name);
        let fonts = tools::fonts(&pdf);
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert_eq!(rows.len(), 4, "two scripts in two weights:\n{fonts}");
        for row in rows {
            // Name with the mark of a part, type in two words, encoding, then embedded, subset, Unicode.
            let columns: Vec<&str> = row.split_whitespace().collect();
            assert_eq!(columns[0].find('+'), Some(6), "{row}");
            assert_eq!(&columns[4..7], ["yes"; 3], "{row}");
        }
        assert!(pdf.len() <= 55_000, "{} bytes", pdf.len());
    }
}

#[test]
fn every_script_is_read_back_as_it_was_written() {
    let mut sheet = sheets::invoice(sheets::SCRIPTS.len(), true);
    for (line, (_, phrase)) in sheet.lines.iter_mut().zip(sheets::SCRIPTS) {
        line.description = phrase.to_owned();
        line.hsn = None;
    }
    sheets::settle(&mut sheet);
    sheet.terms = sheets::SCRIPTS.iter().map(|(script, phrase)| format!("{script}: {phrase} ₹ 1,250")).collect();
    sheet.buyer.as_mut().unwrap().name = "श्री कृष्णा ट्रेडर्स (Pune) & सन्स".to_owned();
    let text = tools::raw_text(&pdf(&sheet));
    for (script, phrase) in sheets::SCRIPTS {
        assert_eq!(text.matches(phrase).count(), 2, "{script}: {phrase} in\n{text}");
        assert!(text.contains(&format!("{script}: {phrase} ₹ 1,250")), "{script} beside Latin in\n{text}");
    }
    assert!(text.contains("श्री कृष्णा ट्रेडर्स (Pune) & सन्स"), "{text}");
    // Bold text as well.
    assert!(tools::fonts(&pdf(&sheet)).contains("NotoSansDevanagari-Bold"));
}

#[test]
fn hindi_labels_are_read_back() {
    let text = tools::raw_text(&invoice_pdf(&sheets::invoice(3, true), &Labels::hindi()).unwrap());
    let labels = Labels::hindi();
    for label in [labels.tax_invoice, labels.original, labels.taxable, labels.place_of_supply, labels.signatory] {
        assert!(text.contains(label), "{label} in\n{text}");
    }
}

#[test]
fn the_code_scans_from_paper_to_the_amount_due() {
    let sheet = sheets::counter(5);
    let due = sheet.balance_due.plain();
    let link = format!(
        "upi://pay?pa=ganeshkirana@oksbi&pn=Shree%20Ganesh%20Kirana&am={due}&cu=INR&tn=Bill%20A%2F26-27%2F000412&tr=A2627000412"
    );
    let pay = sheet.upi.clone().unwrap();
    assert_eq!(upi::link(&pay.vpa, &pay.payee, pay.amount, &pay.note, &pay.reference), link);
    assert_eq!(tools::scanned(&tools::picture(&pdf(&sheet), 150), "a4.png"), link);
    for (paper, name) in [(Paper::Mm80, "80.png"), (Paper::Mm58, "58.png")] {
        assert_eq!(tools::scanned(&receipt_png(&sheet, &Labels::english(), paper).unwrap(), name), link);
    }
}

#[test]
fn a_bill_that_is_paid_or_cancelled_has_no_code() {
    let mut sheet = sheets::counter(2);
    assert!(tools::raw_text(&pdf(&sheet)).contains("Scan to pay"));
    sheet.cancelled = true;
    assert!(!tools::raw_text(&pdf(&sheet)).contains("Scan to pay"));
    sheet.cancelled = false;
    sheet.received = sheet.totals.total;
    sheets::settle(&mut sheet);
    assert!(!tools::raw_text(&pdf(&sheet)).contains("Scan to pay"));
}

#[test]
fn many_lines_flow_over_pages() {
    let sheet = sheets::invoice(200, true);
    let pages = tools::pages(&pdf(&sheet));
    assert!(pages.len() > 4, "{} pages", pages.len());
    let of_line = |page: &str| {
        page.lines()
            .map(str::trim)
            .filter_map(|line| {
                let (number, rest) = line.split_once(' ')?;
                let line_number = number.parse::<usize>().ok().filter(|_| number.len() < 4);
                line_number.filter(|_| rest.matches('.').count() >= 5)
            })
            .collect::<Vec<_>>()
    };
    let numbers: Vec<usize> = pages.iter().flat_map(|page| of_line(page)).collect();
    assert_eq!(numbers, (1..=200).collect::<Vec<_>>(), "every line once, in order");
    let figures = |page: &str, words: &str| {
        let line = page.lines().find(|line| line.contains(words))?;
        Some(line.replace(words, "").split_whitespace().collect::<Vec<_>>().join(" "))
    };
    for (place, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", place + 1, pages.len())));
        if !of_line(page).is_empty() {
            assert!(page.contains("Description"), "page {} has no heading", place + 1);
        }
        let Some(forward) = figures(page, "Carried forward") else { continue };
        assert_eq!(figures(&pages[place + 1], "Brought forward"), Some(forward));
    }
    let carried = pages.iter().filter(|page| page.contains("Carried forward")).count();
    assert!(carried >= 3);
    // The figures carried are the sums of the lines so far.
    let first = of_line(&pages[0]).len();
    let sum = Paise::sum(sheet.lines[..first].iter().map(|line| line.total), "total").unwrap().to_string();
    assert!(figures(&pages[0], "Carried forward").unwrap().ends_with(&sum));
}

#[test]
fn a_description_longer_than_a_page_goes_on_over_the_next() {
    let mut sheet = sheets::invoice(3, true);
    sheet.lines[1].description = (0..1_500).map(|at| format!("w{at} ")).collect();
    let text = tools::raw_text(&pdf(&sheet));
    let words: Vec<&str> = text.split_whitespace().filter(|word| word.starts_with('w')).collect();
    assert_eq!(words.iter().filter(|word| word[1..].parse::<u32>().is_ok()).count(), 1_500);
    assert!(tools::pages(&pdf(&sheet)).len() > 2);
}

#[test]
fn prices_say_whether_their_tax_is_in_them() {
    let mut sheet = sheets::invoice(3, true);
    let text = |sheet: &BillSheet| tools::raw_text(&pdf(sheet)).split_whitespace().collect::<Vec<_>>().join(" ");
    sheet.lines[2].discount = Paise::rupees(7);
    assert!(!text(&sheet).contains("incl. tax"));
    sheet.lines[1].price_includes_tax = true;
    let mixed = text(&sheet);
    // One of three, beside its price; 7.00 off is no sum.
    assert_eq!((mixed.matches("incl. tax").count(), mixed.matches(" 7.00").count()), (1, 1), "{mixed}");
    for line in &mut sheet.lines {
        line.price_includes_tax = true;
    }
    let all = text(&sheet);
    assert_eq!((all.matches("incl. tax").count(), all.matches(" 7.00").count()), (1, 2), "{all}");
    sheet.title = Title::Bill;
    assert!(!text(&sheet).contains("incl. tax"), "without tax there is one price");
}

#[test]
fn each_document_has_its_own_tax_columns() {
    let text = |sheet: &BillSheet| tools::raw_text(&pdf(sheet));
    let within = text(&sheets::invoice(3, true));
    assert!(within.contains("CGST") && within.contains("SGST") && !within.contains("IGST"));
    let between = text(&sheets::invoice(3, false));
    assert!(between.contains("IGST") && !between.contains("CGST") && between.contains("Karnataka (29)"));
    let mut territory = sheets::invoice(3, true);
    territory.mode = TaxMode::IntraUt;
    assert!(text(&territory).contains("UTGST") && !text(&territory).contains("SGST"));

    let mut supply = sheets::bill_of_supply(3);
    let words = text(&supply);
    for tax in ["CGST", "SGST", "IGST", "GST %", "Cess", "Taxable", "Tax summary"] {
        assert!(!words.contains(tax), "{tax} on a bill of supply:\n{words}");
    }
    assert!(words.contains("Bill of Supply"));
    // Rule 5(1)(f) wants the declaration at the top: before the buyer.
    let declaration =
        words.replace('\n', " ").find("Composition taxable person, not eligible to collect tax on supplies");
    assert!(declaration.unwrap() < words.find("Bill to").unwrap());

    supply.title = Title::Bill;
    supply.declaration = None;
    supply.shop.gstin = None;
    supply.buyer = None;
    assert!(!text(&supply).contains("GST"), "an unregistered shop prints no word of GST");
}

#[test]
fn rows_move_closer_before_a_page_is_spent_on_the_totals_alone() {
    for labels in [Labels::english(), Labels::hindi()] {
        let pages = |lines| tools::pages(&invoice_pdf(&sheets::invoice(lines, true), &labels).unwrap());
        // With the usual space a dozen lines and their dozen rows of tax end on a second page, as do forty-five.
        for (lines, count) in [(8, 1), (12, 1), (22, 2), (45, 2)] {
            let pages = pages(lines);
            assert_eq!(pages.len(), count, "{lines} lines");
            let last = pages.last().unwrap();
            assert!(last.contains(labels.signatory) && last.contains(labels.grand_total) == (lines != 22));
        }
    }
}

#[test]
fn marks_and_balances_are_printed() {
    let mut sheet = sheets::counter(3);
    sheet.cancelled = true;
    sheet.copy = Some(CopyMark::Transporter);
    sheet.reverse_charge = true;
    let text = tools::pages(&pdf(&sheet)).concat();
    for words in ["CANCELLED", "TRANSPORTER", "Cash customer", "Home delivery", "Previous balance", "1,250.00"] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    let row = |label: &str| text.lines().find(|line| line.contains(label)).unwrap_or_default().to_owned();
    assert!(row("Reverse charge").ends_with("Yes"));
    let due = Paise::rupees(1_250).add(sheet.balance_due, "due").unwrap();
    assert!(row("Total due").ends_with(&due.to_string()), "{text}");
}

/// Long names, a number of 16 wide characters, figures of nine digits in every column.
fn crowded() -> BillSheet {
    let mut sheet = sheets::invoice(3, true);
    sheet.number = "WWWW/2026-27/MMM".into();
    sheet.shop.name = "Shri Mahalaxmi Venkateshwara Annapurna Provision, General Merchants & Commission Agents".into();
    sheet.shop.address = vec!["W".repeat(150)];
    sheet.shop.email = Some(format!("{}@example.in", "m".repeat(90)));
    let buyer = sheet.buyer.as_mut().unwrap();
    buyer.name = "ವೆಂಕಟೇಶ್ವರಪ್ರಾವಿಷನ್‌ಸ್ಟೋರ್ಸ್ಮತ್ತುಜನರಲ್‌ಮರ್ಚಂಟ್ಸ್ಅಂಡ್‌ಕಮಿಷನ್‌ಏಜೆಂಟ್ಸ್".into();
    sheet.ship_to = sheet.buyer.clone();
    sheet.lines[0].description = "अंतर्राष्ट्रीयप्रतिस्पर्धात्मकविश्वविद्यालयीनपुस्तकालय".repeat(3);
    sheet.lines[0].unit = "extraordinarily long unit of measure".into();
    sheet.lines[1].hsn = Some("99887766".into());
    for line in &mut sheet.lines {
        let large: Paise = "99,99,99,999.99".parse().unwrap();
        (line.discount, line.taxable, line.cgst, line.sgst, line.cess, line.total) =
            (large, large, large, large, large, large);
        line.price = "99,99,99,999.9999".parse::<UnitPrice>().unwrap();
    }
    sheet.terms = vec!["म".repeat(400)];
    sheet.in_words = "Ninety-nine ".repeat(30);
    sheets::settle(&mut sheet);
    sheet
}

#[test]
fn nothing_leaves_the_margins() {
    for labels in [Labels::english(), Labels::hindi()] {
        for sheet in [crowded(), sheets::invoice(60, false), sheets::counter(9)] {
            let words = tools::word_ends(&invoice_pdf(&sheet, &labels).unwrap());
            assert!(words.len() > 50);
            for (left, right, word) in words {
                assert!(left >= 35.5 && right <= 595.28 - 35.5, "{left} to {right}: {word}");
            }
        }
    }
}

#[test]
fn receipts_are_as_wide_as_the_print_head_and_stay_inside() {
    for paper in [Paper::Mm80, Paper::Mm58] {
        for sheet in [crowded(), sheets::counter(12), sheets::bill_of_supply(2)] {
            let bytes = receipt_png(&sheet, &Labels::hindi(), paper).unwrap();
            let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let frame = reader.next_frame(&mut pixels).unwrap();
            assert_eq!(frame.width, u32::from(paper.dots()));
            assert!(frame.height > 400);
            for row in pixels.chunks_exact(frame.width as usize) {
                let (edge, end) = (&row[..4], &row[row.len() - 4..]);
                assert!(edge.iter().chain(end).all(|pixel| *pixel == 255), "ink at the edge");
            }
            assert!(pixels.iter().filter(|pixel| **pixel < 64).count() > 5_000, "there is print");
        }
    }
}

#[test]
fn a_logo_that_cannot_be_drawn_is_left_out() {
    let mut sheet = sheets::invoice(1, true);
    let labels = Labels::english();
    let printed =
        |sheet: &BillSheet| (invoice_pdf(sheet, &labels).unwrap(), receipt_png(sheet, &labels, Paper::Mm80).unwrap());
    let whole = sheet.shop.logo.take().unwrap();
    let without = printed(&sheet);
    let cut = whole[..whole.len() / 2].to_vec();
    for logo in [b"not a picture".to_vec(), cut, Vec::new()] {
        sheet.shop.logo = Some(logo);
        assert!(printed(&sheet) == without);
    }
    sheet.shop.logo = Some(whole);
    assert!(printed(&sheet) != without);
}

#[test]
fn emoji_and_letters_that_no_face_has_leave_no_box_on_paper() {
    let mut sheet = sheets::invoice(2, true);
    let receipt = |sheet: &BillSheet| receipt_png(sheet, &Labels::hindi(), Paper::Mm80).unwrap();
    let named = |sheet: &mut BillSheet, [shop, buyer, line, note]: [&str; 4]| {
        sheet.shop.name = shop.into();
        sheet.buyer.as_mut().unwrap().name = buyer.into();
        sheet.lines[0].description = line.into();
        sheet.notes = vec![note.into()];
    };
    named(&mut sheet, ["Ganesh 🙏 Stores", "❤️ रमेश", "Tea 👍🏽 5 kg", "Thank you 🙂"]);
    let text = tools::raw_text(&pdf(&sheet));
    for words in ["Ganesh Stores", "रमेश", "Tea 5 kg", "Thank you"] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    let decorated = receipt(&sheet);
    named(&mut sheet, ["Ganesh Stores", "रमेश", "Tea 5 kg", "Thank you"]);
    assert!(receipt(&sheet) == decorated, "the receipt is that of the plain names");
    named(&mut sheet, ["水 Water", "علی", "🙂🧾", ""]);
    let text = tools::raw_text(&pdf(&sheet));
    assert!(text.contains("? Water") && !text.contains(['水', '🙂', '\u{fffd}']), "{text}");
}

#[test]
fn strange_text_is_printed_and_never_a_fault() {
    let mut sheet = sheets::invoice(4, true);
    let strange = ["", "🙂🧾", "\u{202e}abc\u{0}\n\tdef", "ि़्\u{200d}\u{200d}"];
    for (line, text) in sheet.lines.iter_mut().zip(strange) {
        line.description = text.to_owned();
    }
    let bytes = pdf(&sheet);
    tools::check(&bytes, "strange.pdf");
    receipt_png(&sheet, &Labels::english(), Paper::Mm58).unwrap();
    sheet.lines.clear();
    tools::check(&pdf(&sheet), "empty.pdf");
}
