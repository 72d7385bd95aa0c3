//! The same bill on the paper roll of a receipt printer, in dots: one column as long as it needs to be.

use std::rc::Rc;

use super::super::Paper;
use super::super::font::Weight;
use super::super::labels::{Labels, filled};
use super::super::page::{Command, Ink, Page};
use super::super::picture::Picture;
use super::super::sheet::{BillSheet, Line};
use super::content::{self, Heads, Rank};
use super::lines::quantity;
use super::sketch::{Align, Sketch, Stack, Style};
use crate::error::Result;
use crate::money::{Paise, Rate};
use crate::upi;

/// The sizes of a roll, in dots.
struct Roll {
    width: f32,
    name: Style,
    title: Style,
    body: Style,
    strong: Style,
    small: Style,
    grand: Style,
    logo: (f32, f32),
}

/// Left and right, in dots.
const INSET: f32 = 8.0;

impl Roll {
    const fn of(paper: Paper) -> Self {
        let (name, title, body, small, grand) = match paper {
            Paper::Mm80 => (36.0, 27.0, 23.0, 20.0, 33.0),
            Paper::Mm58 => (30.0, 23.0, 20.0, 18.0, 28.0),
        };
        Self {
            width: paper.dots() as f32,
            name: Style::new(name, Weight::Bold, Ink::Text),
            title: Style::new(title, Weight::Bold, Ink::Text),
            body: Style::new(body, Weight::Regular, Ink::Text),
            strong: Style::new(body, Weight::Bold, Ink::Text),
            small: Style::new(small, Weight::Regular, Ink::Text),
            grand: Style::new(grand, Weight::Bold, Ink::Text),
            logo: (paper.dots() as f32 * 0.5, 110.0),
        }
    }
}

/// The receipt as one page as long as its content.
pub(in super::super) fn draw(sheet: &BillSheet, labels: &Labels, paper: Paper) -> Result<Page> {
    let roll = Roll::of(paper);
    let mut pen = Pen { roll, sketch: Sketch::default(), y: 10.0 };
    pen.head(sheet, labels);
    pen.facts(sheet, labels);
    pen.lines(sheet, labels);
    pen.totals(sheet, labels)?;
    pen.pay(sheet, labels)?;
    pen.close(sheet, labels);
    Ok(Page { width: pen.roll.width, height: (pen.y + 24.0).ceil(), commands: pen.sketch.commands })
}

struct Pen {
    roll: Roll,
    sketch: Sketch,
    y: f32,
}

impl Pen {
    fn stack(&self) -> Stack {
        Stack::new(self.roll.width - 2.0 * INSET)
    }

    fn put(&mut self, stack: &Stack) {
        self.y = stack.draw(&mut self.sketch, INSET, self.y);
    }

    /// A broken line across.
    fn tear(&mut self) {
        let (dash, gap) = (8.0, 6.0);
        self.y += 7.0;
        let mut x = INSET;
        while x + dash <= self.roll.width - INSET {
            self.sketch.rect(x, self.y, dash, 2.0, Ink::Rule);
            x += dash + gap;
        }
        self.y += 8.0;
    }

    fn head(&mut self, sheet: &BillSheet, labels: &Labels) {
        let (shop, small) = (&sheet.shop, self.roll.small);
        if let Some(picture) = Picture::logo(shop.logo.as_ref()) {
            let picture = Rc::new(picture);
            let (width, height) = picture.fitted(self.roll.logo.0, self.roll.logo.1);
            let (x, y) = (((self.roll.width - width) / 2.0).round(), self.y);
            self.sketch.commands.push(Command::Picture { x, y, width: width.round(), height: height.round(), picture });
            self.y += height.round() + 6.0;
        }
        let mut stack = self.stack();
        stack.heading(&shop.name, self.roll.name, self.roll.title.size, Align::Centre);
        for line in &shop.address {
            stack.text(line, small, Align::Centre);
        }
        for line in content::contact(shop, labels).iter().chain(&content::registration(shop, labels)) {
            stack.text(line, small, Align::Centre);
        }
        stack.gap(6.0);
        stack.text(labels.title(sheet.title), self.roll.title, Align::Centre);
        if let Some(declaration) = sheet.declaration {
            stack.text(labels.declaration(declaration), small, Align::Centre);
        }
        if let Some(copy) = sheet.copy {
            stack.text(labels.copy(copy), small, Align::Centre);
        }
        if sheet.cancelled {
            stack.text(&format!("*** {} ***", labels.cancelled), self.roll.grand, Align::Centre);
        }
        self.put(&stack);
    }

    fn facts(&mut self, sheet: &BillSheet, labels: &Labels) {
        self.tear();
        let mut stack = self.stack();
        for (label, value) in content::facts(sheet, labels) {
            stack.row(label, self.roll.small, &value, self.roll.small);
        }
        for (caption, addressee) in [(labels.bill_to, &sheet.buyer), (labels.ship_to, &sheet.ship_to)] {
            if let Some(addressee) = addressee {
                stack.text(&format!("{caption}: {}", addressee.name), self.roll.strong, Align::Left);
                for line in content::address(addressee, labels) {
                    stack.text(&line, self.roll.small, Align::Left);
                }
            }
        }
        self.put(&stack);
    }

    fn lines(&mut self, sheet: &BillSheet, labels: &Labels) {
        self.tear();
        let inclusive = sheet.lines.iter().all(is_price_with_tax);
        let mut stack = self.stack();
        for line in &sheet.lines {
            let with_tax = inclusive || !sheet.title.shows_tax();
            let amount = if with_tax { line.total } else { line.taxable };
            let mut facts = format!("{} × {}", quantity(line), line.price);
            if !line.discount.is_zero() {
                facts.push_str(&format!(" - {}", line.discount));
            }
            if sheet.title.shows_tax() {
                if let Some(hsn) = &line.hsn {
                    facts.push_str(&format!(" · {hsn}"));
                }
                let percent = if line.treatment.is_taxed() { "%" } else { "" };
                facts.push_str(&format!(" · {}{percent}", content::rate(line, labels)));
            }
            stack.text(&content::description(line, labels), self.roll.body, Align::Left);
            stack.row(&facts, self.roll.small, &amount.to_string(), self.roll.body);
            stack.gap(4.0);
        }
        stack.row(&format!("{}: {}", labels.items, sheet.lines.len()), self.roll.small, "", self.roll.small);
        self.put(&stack);
    }

    fn totals(&mut self, sheet: &BillSheet, labels: &Labels) -> Result<()> {
        self.tear();
        let mut stack = self.stack();
        for row in content::totals(sheet, labels)? {
            match row.rank {
                Rank::Plain => stack.row(&row.label, self.roll.body, &row.value, self.roll.body),
                Rank::Due => stack.row(&row.label, self.roll.strong, &row.value, self.roll.strong),
                Rank::Caption => {
                    stack.gap(6.0);
                    stack.text(&row.label, self.roll.small, Align::Left);
                }
                Rank::Grand => {
                    stack.gap(4.0);
                    stack.rule(2.0, Ink::Text);
                    stack.gap(3.0);
                    stack.row(&row.label, self.roll.title, &row.value, self.roll.grand);
                    stack.gap(3.0);
                    stack.rule(2.0, Ink::Text);
                    stack.gap(4.0);
                }
            }
        }
        stack.text(&sheet.in_words, self.roll.small, Align::Left);
        let taxes = taxes(sheet, labels)?;
        if !taxes.is_empty() {
            stack.gap(6.0);
        }
        for (label, value) in taxes {
            stack.row(&label, self.roll.small, &value, self.roll.small);
        }
        self.put(&stack);
        Ok(())
    }

    fn pay(&mut self, sheet: &BillSheet, labels: &Labels) -> Result<()> {
        let Some(pay) = sheet.payable() else { return Ok(()) };
        self.tear();
        let matrix = Rc::new(upi::qr(&upi::link(&pay.vpa, &pay.payee, pay.amount, &pay.note, &pay.reference))?);
        // Whole dots for a module, so that the print head draws it sharp; four modules stay white around it.
        let modules = matrix.side().max(1) as f32;
        let module = (self.roll.width * 0.5 / modules).floor().max(3.0);
        let (side, quiet) = (module * modules, 4.0 * module);
        let x = ((self.roll.width - side) / 2.0).round();
        let y = (self.y + quiet - 12.0).round();
        self.sketch.commands.push(Command::Code { x, y, side, matrix });
        self.y = y + side + quiet - 4.0;
        let mut stack = self.stack();
        stack.text(&filled(labels.scan_to_pay, &[&content::rupees(pay.amount)]), self.roll.strong, Align::Centre);
        stack.line(&format!("{}: {}", labels.upi, pay.vpa), self.roll.small, Align::Centre);
        self.put(&stack);
        Ok(())
    }

    fn close(&mut self, sheet: &BillSheet, labels: &Labels) {
        if sheet.notes.is_empty() && sheet.terms.is_empty() {
            return;
        }
        self.tear();
        let mut stack = self.stack();
        for text in sheet.notes.iter().chain(&sheet.terms) {
            stack.text(text, self.roll.small, Align::Centre);
        }
        stack.gap(2.0);
        stack.text(labels.thanks, self.roll.strong, Align::Centre);
        self.put(&stack);
    }
}

/// Whether quantity × price less discount is what the line comes to with its tax.
fn is_price_with_tax(line: &Line) -> bool {
    line.price.times(line.quantity).and_then(|gross| gross.sub(line.discount, "amount")).ok() == Some(line.total)
}

/// Rate and amount of every head: `CGST 2.5% on 1,098.44`, `27.46`.
fn taxes(sheet: &BillSheet, labels: &Labels) -> Result<Vec<(String, String)>> {
    if !sheet.title.shows_tax() {
        return Ok(Vec::new());
    }
    let heads = Heads::of(sheet, labels);
    let mut rates: Vec<Rate> = sheet.tax.iter().map(|row| row.rate).filter(|rate| !rate.is_zero()).collect();
    rates.sort_unstable();
    rates.dedup();
    let mut rows = Vec::new();
    for rate in rates {
        let of = |part: fn(&super::super::sheet::TaxRow) -> Paise| {
            Paise::sum(sheet.tax.iter().filter(|row| row.rate == rate).map(part), "tax")
        };
        let taxable = of(|row| row.taxable)?.to_string();
        let mut row = |head: &str, percent: &str, amount: Paise| {
            rows.push((filled(labels.on, &[&format!("{head} {percent}%"), &taxable]), amount.to_string()));
        };
        if heads.within_state {
            let half = content::half(rate);
            row(labels.cgst, &half, of(|row| row.cgst)?);
            row(heads.state_label, &half, of(|row| row.sgst)?);
        } else {
            row(labels.igst, &rate.to_string(), of(|row| row.igst)?);
        }
    }
    Ok(rows)
}
