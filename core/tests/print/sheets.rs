//! Bills to print in tests: a kirana shop in Pune and what it sells.

use smartkhata_core::date::Date;
use smartkhata_core::money::{Paise, Rate, UnitPrice};
use smartkhata_core::payment::Mode;
use smartkhata_core::print::sheet::{
    Addressee, Bank, BillSheet, Charge, CopyMark, Declaration, Line, Shop, State, TaxRow, Title, Totals, Upi,
};
use smartkhata_core::print::statement::{Entry, StatementLine, StatementSheet};
use smartkhata_core::quantity::Milli;
use smartkhata_core::tax::compute::TaxMode;
use smartkhata_core::tax::rate::Treatment;

/// A phrase of each script that is hard to shape: conjuncts, split vowels, reordering.
pub const SCRIPTS: [(&str, &str); 9] = [
    ("Devanagari", "क्षत्रिय श्री हिन्दी कृष्णा"),
    ("Bengali", "ক্ষীর শ্রী বাংলা কোম্পানি"),
    ("Gurmukhi", "ਪੰਜਾਬੀ ਕਿਰਾਣਾ ਸਟੋਰ ਸ਼੍ਰੀ"),
    ("Gujarati", "ગુજરાતી શ્રી ક્ષેત્ર કિરાણા"),
    ("Odia", "ଓଡ଼ିଆ ଶ୍ରୀ କ୍ଷେତ୍ର ଦୋକାନ"),
    ("Tamil", "தமிழ் ஸ்ரீ கொடுக்கல் மளிகை"),
    ("Telugu", "తెలుగు శ్రీ క్షేత్రం కిరాణా"),
    ("Kannada", "ಕನ್ನಡ ಶ್ರೀ ಕ್ಷೇತ್ರ ಅಂಗಡಿ"),
    ("Malayalam", "മലയാളം ശ്രീ ക്ഷേത്രം കട"),
];

const GOODS: [(&str, &str, &str, i64, u16); 12] = [
    ("Basmati rice, 5 kg", "1006", "bag", 4_850_000, 5),
    ("बासमती चावल (प्रीमियम) 1 kg", "1006", "kg", 1_100_000, 5),
    ("Toor dal unpolished", "0713", "kg", 1_425_000, 5),
    ("Sunflower oil 1 l pouch", "1512", "pcs", 1_380_000, 5),
    ("Tata Salt Vacuum Evaporated Iodised 1 kg", "2501", "pcs", 260_000, 0),
    ("Detergent powder 2 kg", "3402", "pcs", 2_450_000, 18),
    ("श्री कृष्णा घी 500 ml", "0405", "pcs", 3_100_000, 5),
    ("Toothpaste 150 g", "3306", "pcs", 985_000, 5),
    ("LED bulb 9 W", "8539", "pcs", 899_900, 18),
    ("Cardamom, green", "0908", "kg", 28_500_000, 5),
    ("Steel nails 2 inch", "7317", "pcs", 125, 18),
    ("Aerated drink 750 ml", "2202", "btl", 400_000, 40),
];

fn place(code: &str, name: &str) -> State {
    State { code: code.into(), name: name.into() }
}

/// A round mark with transparent corners.
pub fn logo() -> Vec<u8> {
    let side = 96_i32;
    let mut pixels = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let (dx, dy) = (2 * x + 1 - side, 2 * y + 1 - side);
            let inside = dx * dx + dy * dy <= side * side;
            let bar = (x / 12) % 2 == 0 && (24..72).contains(&y);
            pixels.extend(if bar { [255, 255, 255] } else { [23, 61, 107] });
            pixels.push(if inside { 255 } else { 0 });
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 96, 96);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}

/// A tax invoice of so many lines, with the sums that belong to it.
pub fn invoice(lines: usize, within_state: bool) -> BillSheet {
    let mut sheet = BillSheet {
        title: Title::TaxInvoice,
        copy: Some(CopyMark::Original),
        cancelled: false,
        number: "A/26-27/000412".into(),
        date: Date::new(2026, 11, 23).unwrap(),
        against: None,
        due: Some(Date::new(2026, 12, 8).unwrap()),
        shop: Shop {
            name: "Shree Ganesh Kirana & General Stores".into(),
            address: vec!["14, Laxmi Road, Near City Post".into(), "Budhwar Peth, Pune 411002".into()],
            phone: Some("98220 12345".into()),
            email: Some("ganeshkirana@example.in".into()),
            gstin: Some("27AAPFU0939F1ZV".into()),
            pan: Some("AAPFU0939F".into()),
            licence: None,
            state: Some(place("27", "Maharashtra")),
            logo: Some(logo()),
        },
        buyer: Some(Addressee {
            name: if within_state { "रमेश ट्रेडर्स" } else { "Krishna Provision Agencies" }.into(),
            address: vec!["Shop 7, Market Yard".into(), "Gultekdi 411037".into()],
            phone: Some("90280 55512".into()),
            gstin: Some(if within_state { "27AABCU9603R1ZN" } else { "29AABCU9603R1ZJ" }.into()),
            state: Some(if within_state { place("27", "Maharashtra") } else { place("29", "Karnataka") }),
        }),
        ship_to: None,
        place_of_supply: Some(if within_state { place("27", "Maharashtra") } else { place("29", "Karnataka") }),
        reverse_charge: false,
        mode: if within_state { TaxMode::Intra } else { TaxMode::Inter },
        lines: (0..lines).map(|at| line(at, within_state)).collect(),
        charges: Vec::new(),
        tax: Vec::new(),
        totals: Totals::default(),
        received: Paise::ZERO,
        let_off: Paise::ZERO,
        returned: Paise::ZERO,
        balance_due: Paise::ZERO,
        previous_balance: None,
        in_words: "Rupees Two Lakh Five Thousand Ten and Forty Paise Only".into(),
        bank: Some(Bank {
            name: "State Bank of India".into(),
            account_name: "Shree Ganesh Kirana & General Stores".into(),
            account: "30112233445".into(),
            ifsc: "SBIN0000454".into(),
        }),
        upi: Some(Upi {
            vpa: "ganeshkirana@oksbi".into(),
            payee: "Shree Ganesh Kirana".into(),
            amount: Paise::ZERO,
            note: "Bill A/26-27/000412".into(),
            reference: "A/26-27/000412".into(),
        }),
        terms: vec![
            "Goods once sold are taken back within 7 days with this bill.".into(),
            "Interest at 18% a year is charged on bills overdue by more than 30 days.".into(),
            "Subject to Pune jurisdiction.".into(),
        ],
        notes: Vec::new(),
        signature: true,
        declaration: None,
    };
    settle(&mut sheet);
    sheet
}

fn line(at: usize, within_state: bool) -> Line {
    let (description, hsn, unit, price, percent) = GOODS[at % GOODS.len()];
    let quantity = Milli::new(if unit == "kg" { 2_500 } else { 1_000 * (1 + i64::try_from(at % 7).unwrap()) }).unwrap();
    let price = UnitPrice::new(price).unwrap();
    let gross = price.times(quantity).unwrap();
    let discount = if at % 5 == 2 { gross.mul_div(1, 20, "discount").unwrap() } else { Paise::ZERO };
    let taxable = gross.sub(discount, "taxable").unwrap();
    let rate = Rate::percent(percent);
    let half = rate.half_of(taxable, "cgst").unwrap();
    let whole = rate.of(taxable, "igst").unwrap();
    let (cgst, igst) = if within_state { (half, Paise::ZERO) } else { (Paise::ZERO, whole) };
    Line {
        description: description.into(),
        hsn: Some(hsn.into()),
        quantity,
        unit: unit.into(),
        price,
        price_includes_tax: false,
        retail_price: None,
        discount,
        taxable,
        rate,
        treatment: Treatment::Taxable,
        cgst,
        sgst: cgst,
        igst,
        cess: Paise::ZERO,
        total: Paise::sum([taxable, cgst, cgst, igst], "total").unwrap(),
    }
}

/// Fills in the tax table and the sums from the lines and the charges.
pub fn settle(sheet: &mut BillSheet) {
    sheet.tax.clear();
    for line in sheet.lines.iter().filter(|line| line.treatment.is_taxed()) {
        let found = sheet.tax.iter().position(|row| row.hsn == line.hsn && row.rate == line.rate);
        let at = found.unwrap_or_else(|| {
            sheet.tax.push(TaxRow {
                hsn: line.hsn.clone(),
                rate: line.rate,
                taxable: Paise::ZERO,
                cgst: Paise::ZERO,
                sgst: Paise::ZERO,
                igst: Paise::ZERO,
                cess: Paise::ZERO,
            });
            sheet.tax.len() - 1
        });
        let row = &mut sheet.tax[at];
        for (sum, part) in [
            (&mut row.taxable, line.taxable),
            (&mut row.cgst, line.cgst),
            (&mut row.sgst, line.sgst),
            (&mut row.igst, line.igst),
            (&mut row.cess, line.cess),
        ] {
            *sum = sum.add(part, "tax").unwrap();
        }
    }
    let sum = |of: fn(&Line) -> Paise| Paise::sum(sheet.lines.iter().map(of), "total").unwrap();
    let charges = Paise::sum(sheet.charges.iter().map(|charge| charge.amount), "charges").unwrap();
    let of = |treatment| {
        let lines = sheet.lines.iter().filter(|line| line.treatment == treatment);
        Paise::sum(lines.map(|line| line.taxable), "value").unwrap()
    };
    let mut totals = Totals {
        taxable: of(Treatment::Taxable).add(charges, "taxable").unwrap(),
        nil_rated: of(Treatment::NilRated),
        exempt: of(Treatment::Exempt),
        non_gst: of(Treatment::NonGst),
        cgst: sum(|line| line.cgst),
        sgst: sum(|line| line.sgst),
        igst: sum(|line| line.igst),
        cess: sum(|line| line.cess),
        ..Totals::default()
    };
    let collected = |tax| if sheet.reverse_charge { Paise::ZERO } else { tax };
    let values = [totals.taxable, totals.nil_rated, totals.exempt, totals.non_gst];
    let taxes = [totals.cgst, totals.sgst, totals.igst, totals.cess].map(collected);
    let exact = Paise::sum(values.into_iter().chain(taxes), "total").unwrap();
    totals.total = exact.round_to_rupee().unwrap();
    totals.round_off = totals.total.sub(exact, "round_off").unwrap();
    sheet.totals = totals;
    sheet.balance_due = totals.total.sub(sheet.received, "balance_due").unwrap();
    if let Some(upi) = &mut sheet.upi {
        upi.amount = sheet.balance_due;
    }
}

/// The same goods under reverse charge: tax shown, none collected.
pub fn reverse_charge(lines: usize) -> BillSheet {
    let mut sheet = invoice(lines, true);
    sheet.reverse_charge = true;
    for line in &mut sheet.lines {
        line.total = line.taxable;
    }
    settle(&mut sheet);
    sheet
}

/// Taxed, nil-rated, exempt and non-GST goods on one document, a line of each in turn.
pub fn mixed(lines: usize) -> BillSheet {
    let mut sheet = invoice(lines, true);
    sheet.title = Title::InvoiceCumBillOfSupply;
    let treatments = [Treatment::Taxable, Treatment::NilRated, Treatment::Exempt, Treatment::NonGst];
    for (line, treatment) in sheet.lines.iter_mut().zip(treatments.into_iter().cycle()) {
        // Goods at 0 % are nil-rated.
        let treatment = if line.rate.is_zero() { Treatment::NilRated } else { treatment };
        line.treatment = treatment;
        if !treatment.is_taxed() {
            (line.rate, line.cgst, line.sgst, line.total) = (Rate::ZERO, Paise::ZERO, Paise::ZERO, line.taxable);
        }
    }
    settle(&mut sheet);
    sheet
}

/// A bill of supply of a composition seller: no tax anywhere.
pub fn bill_of_supply(lines: usize) -> BillSheet {
    let mut sheet = invoice(lines, true);
    (sheet.title, sheet.mode) = (Title::BillOfSupply, TaxMode::None);
    sheet.declaration = Some(Declaration::Composition);
    for line in &mut sheet.lines {
        (line.rate, line.cgst, line.sgst) = (Rate::ZERO, Paise::ZERO, Paise::ZERO);
        line.total = line.taxable;
    }
    settle(&mut sheet);
    sheet
}

/// A sale over the counter with part paid, a freight charge and an old balance.
pub fn counter(lines: usize) -> BillSheet {
    let mut sheet = invoice(lines, true);
    sheet.buyer = None;
    sheet.due = None;
    sheet.received = Paise::rupees(500);
    sheet.charges = vec![Charge { label: "Home delivery".into(), amount: Paise::rupees(40) }];
    sheet.previous_balance = Some(Paise::rupees(1_250));
    settle(&mut sheet);
    sheet
}

/// A khata of so many entries from 1 November on: a bill each day, and money for it every other day.
pub fn statement(entries: usize) -> StatementSheet {
    let bill = invoice(1, true);
    let first = Date::new(2026, 11, 1).unwrap();
    let opening = Paise::rupees(750);
    let mut balance = opening;
    let lines: Vec<StatementLine> = (0..entries)
        .map(|at| {
            let n = i64::try_from(at).unwrap();
            let (entry, number, note, rupees) = match at % 4 {
                0 => (Entry::Bill, format!("A/2627/{:04}", at + 1), "", 1_250),
                1 => (Entry::Received(Some(Mode::Upi)), format!("RA/2627/{:04}", at + 1), "", -1_000),
                2 => (Entry::Gave(None), String::new(), "दूध 2 लीटर", 120),
                _ => (Entry::Received(Some(Mode::Cash)), format!("RA/2627/{:04}", at + 1), "", -500),
            };
            let amount = Paise::rupees(rupees);
            balance = balance.add(amount, "balance").unwrap();
            let date = first.plus_days(n / 4);
            StatementLine { date, entry, number, note: note.into(), amount, balance }
        })
        .collect();
    let upi = bill.upi.map(|upi| Upi { amount: balance, note: "Khata".into(), reference: "Khata".into(), ..upi });
    StatementSheet {
        shop: bill.shop,
        party: bill.buyer.unwrap(),
        of_supplier: false,
        made: bill.date,
        from: Some(first),
        to: bill.date,
        opening,
        lines,
        closing: balance,
        bank: bill.bank,
        upi: upi.filter(|upi| upi.amount > Paise::ZERO),
    }
}
