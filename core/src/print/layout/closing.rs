//! What follows the lines on A4: amount in words, totals, how to pay with the QR code; at the very end notes, terms
//! and the place to sign.

use std::rc::Rc;

use super::super::font::Weight;
use super::super::labels::{Labels, filled};
use super::super::page::{Command, Ink};
use super::super::sheet::{Bank, BillSheet, Upi};
use super::content::{self, Rank, Row};
use super::flow::{Flow, MARGIN, WIDTH};
use super::sketch::{Align, Sketch, Stack, Style};
use crate::error::Result;
use crate::upi;

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

/// Width of what stands at the left of the totals.
const LEFT: f32 = WIDTH - TOTALS - GUTTER;

/// Amount in words, the QR code and the bank at the left, the totals at the right.
pub(super) fn totals(flow: &mut Flow<'_>, sheet: &BillSheet, labels: &Labels) -> Result<()> {
    let mut words = Stack::new(LEFT);
    words.text(labels.in_words, CAPTION, Align::Left);
    words.text(&sheet.in_words, STRONG, Align::Left);
    words.gap(6.0);
    let how = How { words, upi: sheet.payable(), bank: sheet.bank.as_ref() };
    settle_up(flow, how, content::totals(sheet, labels)?, labels)
}

/// What stands at the left of the totals.
pub(super) struct How<'a> {
    pub words: Stack,
    pub upi: Option<&'a Upi>,
    pub bank: Option<&'a Bank>,
}

impl<'a> How<'a> {
    /// Nothing but how to pay.
    pub const fn to_pay(upi: Option<&'a Upi>, bank: Option<&'a Bank>) -> Self {
        Self { words: Stack::new(LEFT), upi, bank }
    }
}

/// What is to pay at the right, how to pay it at the left.
pub(super) fn settle_up(flow: &mut Flow<'_>, how: How<'_>, rows: Vec<Row>, labels: &Labels) -> Result<()> {
    let How { words, upi, bank } = how;
    let pay = upi.map(|upi| Pay::new(upi, labels)).transpose()?;
    let beside = if pay.is_some() { PAY + 10.0 } else { 0.0 };
    let bank = bank.map(|bank| bank_details(bank, labels, LEFT - beside));
    let sums = Sums::new(rows);

    flow.gap(8.0);
    let below = pay.as_ref().map_or(0.0, Pay::height).max(bank.as_ref().map_or(0.0, Stack::height));
    flow.want((words.height() + below).max(sums.stack.height()));
    let top = flow.y;
    let mut bottom = sums.draw(&mut flow.sketch, MARGIN + WIDTH - TOTALS, top);
    let left = words.draw(&mut flow.sketch, MARGIN, top);
    bottom = bottom.max(left + below);
    if let Some(pay) = &pay {
        pay.draw(&mut flow.sketch, MARGIN, left);
    }
    if let Some(bank) = &bank {
        bank.draw(&mut flow.sketch, MARGIN + beside, left);
    }
    flow.y = bottom;
    Ok(())
}

/// Notes and terms at the left, the place to sign at the right.
pub(super) fn draw(flow: &mut Flow<'_>, sheet: &BillSheet, labels: &Labels) {
    let sign = sheet.signature.then(|| signature(sheet, labels, flow.spacing));
    let words = small_print(sheet, labels);
    flow.gap(12.0);
    flow.want(sign.as_ref().map_or(0.0, Stack::height).max(words.height().min(120.0)));
    let (page, mut bottom) = (flow.page(), flow.y);
    if let Some(sign) = &sign {
        bottom = sign.draw(&mut flow.sketch, MARGIN + WIDTH - SIGN, flow.y);
    }
    words.flow(flow, MARGIN);
    if flow.page() == page {
        flow.y = flow.y.max(bottom);
    }
}

/// The totals and where the one that counts stands.
struct Sums {
    stack: Stack,
    band: (f32, f32),
}

impl Sums {
    /// Left and right of the rows.
    const INSET: f32 = 8.0;

    fn new(rows: Vec<Row>) -> Self {
        let mut stack = Stack::new(TOTALS - 2.0 * Self::INSET);
        let mut band = (0.0, 0.0);
        for row in rows {
            match row.rank {
                Rank::Plain => stack.row(&row.label, LABEL, &row.value, BODY),
                Rank::Due => stack.row(&row.label, DUE, &row.value, DUE),
                Rank::Caption => {
                    stack.gap(5.0);
                    stack.text(&row.label, STRONG, Align::Left);
                }
                Rank::Grand => {
                    stack.gap(4.0);
                    let from = stack.height();
                    stack.row(&row.label, GRAND.sized(10.5), &row.value, GRAND);
                    band = (from, stack.height() - from);
                    stack.gap(4.0);
                }
            }
            stack.gap(1.0);
        }
        Self { stack, band }
    }

    fn draw(&self, sketch: &mut Sketch, x: f32, top: f32) -> f32 {
        let (from, height) = self.band;
        sketch.rect(x, top + from - 2.0, TOTALS, height + 4.0, Ink::Tint);
        self.stack.draw(sketch, x + Self::INSET, top)
    }
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

fn bank_details(bank: &Bank, labels: &Labels, width: f32) -> Stack {
    let mut stack = Stack::new(width);
    stack.text(labels.bank_details, CAPTION, Align::Left);
    let rows = [
        (labels.account_name, bank.account_name.as_str()),
        (labels.bank, &bank.name),
        (labels.account, &bank.account),
        (labels.ifsc, &bank.ifsc),
    ];
    for (label, value) in rows {
        stack.text(&format!("{label}: {value}"), BODY, Align::Left);
    }
    stack
}

fn signature(sheet: &BillSheet, labels: &Labels, spacing: f32) -> Stack {
    let mut stack = Stack::new(SIGN);
    stack.text(&filled(labels.for_shop, &[&sheet.shop.name]), STRONG, Align::Centre);
    // Room for a stamp, less where a page is saved by it.
    stack.gap(20.0 + 12.0 * spacing);
    stack.rule(0.6, Ink::Rule);
    stack.gap(2.0);
    stack.text(labels.signatory, LABEL, Align::Centre);
    stack
}

fn small_print(sheet: &BillSheet, labels: &Labels) -> Stack {
    let mut stack = Stack::new(WIDTH - SIGN - GUTTER);
    if !sheet.notes.is_empty() {
        stack.text(labels.notes, CAPTION, Align::Left);
        for note in &sheet.notes {
            stack.text(note, SMALL, Align::Left);
        }
        stack.gap(6.0);
    }
    if !sheet.terms.is_empty() {
        stack.text(labels.terms, CAPTION, Align::Left);
        for (place, term) in sheet.terms.iter().enumerate() {
            stack.text(&format!("{}. {term}", place.saturating_add(1)), SMALL, Align::Left);
        }
    }
    stack
}
