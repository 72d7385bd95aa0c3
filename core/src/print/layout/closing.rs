//! What follows the lines on A4: amount in words, totals, how to pay with the QR code, terms and the place to sign.

use std::rc::Rc;

use super::super::font::Weight;
use super::super::labels::{Labels, filled};
use super::super::page::{Command, Ink};
use super::super::sheet::{Bank, BillSheet, Upi};
use super::super::upi;
use super::content::{self, Rank};
use super::flow::{Flow, MARGIN, WIDTH};
use super::sketch::{Align, Sketch, Stack, Style};
use crate::error::Result;
use crate::money::Paise;

const CAPTION: Style = Style::new(7.6, Weight::Bold, Ink::Accent);
const BODY: Style = Style::new(8.8, Weight::Regular, Ink::Text);
const STRONG: Style = Style::new(8.8, Weight::Bold, Ink::Text);
const LABEL: Style = Style::new(8.8, Weight::Regular, Ink::Soft);
const SMALL: Style = Style::new(8.2, Weight::Regular, Ink::Text);
const GRAND: Style = Style::new(12.0, Weight::Bold, Ink::Text);
const DUE: Style = Style::new(10.0, Weight::Bold, Ink::Text);

/// Width of the totals at the right.
const TOTALS: f32 = 212.0;
const GUTTER: f32 = 18.0;
/// A side of the QR code, without its quiet zone.
const CODE: f32 = 78.0;

/// Amount in words at the left, the totals at the right.
pub(super) fn totals(flow: &mut Flow<'_>, sheet: &BillSheet, labels: &Labels) -> Result<()> {
    let mut words = Stack::new(WIDTH - TOTALS - GUTTER);
    words.text(labels.in_words, CAPTION, Align::Left);
    words.text(&sheet.in_words, STRONG, Align::Left);
    if !sheet.notes.is_empty() {
        words.gap(6.0);
        words.text(labels.notes, CAPTION, Align::Left);
        for note in &sheet.notes {
            words.text(note, SMALL, Align::Left);
        }
    }
    let inset = 8.0;
    let mut sums = Stack::new(TOTALS - 2.0 * inset);
    let mut band = None;
    for row in content::totals(sheet, labels)? {
        let (label, value) = match row.rank {
            Rank::Plain => (LABEL, BODY),
            Rank::Grand => (GRAND.sized(10.5), GRAND),
            Rank::Due => (DUE, DUE),
        };
        if row.rank == Rank::Grand {
            sums.gap(4.0);
            let from = sums.height();
            sums.row(&row.label, label, &row.value, value);
            band = Some((from, sums.height() - from));
            sums.gap(4.0);
        } else {
            sums.row(&row.label, label, &row.value, value);
            sums.gap(1.5);
        }
    }
    flow.y += 8.0;
    flow.want(words.height().max(sums.height()));
    let (x, top) = (MARGIN + WIDTH - TOTALS, flow.y);
    if let Some((from, height)) = band {
        flow.sketch.rect(x, top + from - 2.0, TOTALS, height + 4.0, Ink::Tint);
    }
    let bottom = sums.draw(&mut flow.sketch, x + inset, top);
    flow.y = words.draw(&mut flow.sketch, MARGIN, top).max(bottom);
    Ok(())
}

/// Bank details and the QR code at the left, the place to sign at the right, the terms below.
pub(super) fn draw(flow: &mut Flow<'_>, sheet: &BillSheet, labels: &Labels) -> Result<()> {
    let code =
        sheet.upi.as_ref().filter(|upi| upi.amount > Paise::ZERO).map(|upi| Pay::new(upi, labels)).transpose()?;
    let bank = sheet.bank.as_ref().map(|bank| bank_details(bank, labels));
    let sign = sheet.signature.then(|| signature(sheet, labels));
    let terms = terms(sheet, labels);
    let height = [code.as_ref().map(Pay::height), bank.as_ref().map(Stack::height), sign.as_ref().map(Stack::height)]
        .into_iter()
        .flatten()
        .fold(0.0, f32::max);
    if height > 0.0 {
        flow.y += 12.0;
        flow.want(height);
        let top = flow.y;
        let mut x = MARGIN;
        if let Some(pay) = &code {
            pay.draw(&mut flow.sketch, x, top);
            x += PAY + GUTTER;
        }
        if let Some(bank) = &bank {
            bank.draw(&mut flow.sketch, x, top);
        }
        if let Some(sign) = &sign {
            sign.draw(&mut flow.sketch, MARGIN + WIDTH - SIGN, top + height - sign.height());
        }
        flow.y += height;
    }
    if !terms.is_empty() {
        flow.y += 10.0;
        flow.want(terms.height().min(200.0));
        flow.y = terms.draw(&mut flow.sketch, MARGIN, flow.y);
    }
    Ok(())
}

/// Width of the block with the QR code.
const PAY: f32 = 112.0;
/// Width of the place to sign.
const SIGN: f32 = 168.0;

struct Pay {
    matrix: Rc<upi::Matrix>,
    words: Stack,
}

impl Pay {
    fn new(pay: &Upi, labels: &Labels) -> Result<Self> {
        let link = upi::link(&pay.vpa, &pay.payee, pay.amount, &pay.note, &pay.reference);
        let mut words = Stack::new(PAY);
        words.text(&filled(labels.scan_to_pay, &[&content::rupees(pay.amount)]), STRONG, Align::Centre);
        words.line(&format!("{}: {}", labels.upi, pay.vpa), SMALL.sized(7.6), Align::Centre);
        Ok(Self { matrix: Rc::new(upi::qr(&link)?), words })
    }

    /// The quiet zone: four modules.
    fn quiet(&self) -> f32 {
        4.0 * CODE / self.matrix.side().max(1) as f32
    }

    fn height(&self) -> f32 {
        CODE + 2.0 * self.quiet() + self.words.height()
    }

    fn draw(&self, sketch: &mut Sketch, x: f32, top: f32) {
        let (left, y) = (x + (PAY - CODE) / 2.0, top + self.quiet());
        sketch.commands.push(Command::Code { x: left, y, side: CODE, matrix: Rc::clone(&self.matrix) });
        self.words.draw(sketch, x, y + CODE + self.quiet());
    }
}

fn bank_details(bank: &Bank, labels: &Labels) -> Stack {
    let mut stack = Stack::new(190.0);
    stack.text(labels.bank_details, CAPTION, Align::Left);
    let branch = bank.branch.as_deref().map(|branch| (labels.branch, branch));
    let rows = [
        (labels.account_name, bank.account_name.as_str()),
        (labels.bank, &bank.name),
        (labels.account, &bank.account),
        (labels.ifsc, &bank.ifsc),
    ];
    for (label, value) in rows.into_iter().chain(branch) {
        stack.text(&format!("{label}: {value}"), BODY, Align::Left);
    }
    stack
}

fn signature(sheet: &BillSheet, labels: &Labels) -> Stack {
    let mut stack = Stack::new(SIGN);
    stack.text(&filled(labels.for_shop, &[&sheet.shop.name]), STRONG, Align::Centre);
    stack.gap(40.0);
    stack.rule(0.6, Ink::Rule);
    stack.gap(2.0);
    stack.text(labels.signatory, LABEL, Align::Centre);
    stack
}

fn terms(sheet: &BillSheet, labels: &Labels) -> Stack {
    let mut stack = Stack::new(WIDTH);
    if !sheet.terms.is_empty() {
        stack.text(labels.terms, CAPTION, Align::Left);
        for (place, term) in sheet.terms.iter().enumerate() {
            stack.text(&format!("{}. {term}", place.saturating_add(1)), SMALL, Align::Left);
        }
    }
    stack
}
