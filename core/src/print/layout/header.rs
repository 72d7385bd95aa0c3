//! The head of the first page: the shop with its logo, the kind of document, who buys, where the goods go, and the
//! facts of the bill.

use std::rc::Rc;

use super::super::font::Weight;
use super::super::labels::Labels;
use super::super::page::{Command, Ink};
use super::super::picture::{ON_PAPER, Picture};
use super::super::sheet::{Addressee, BillSheet, Shop};
use super::content;
use super::flow::{Flow, MARGIN, WIDTH};
use super::sketch::{Align, Stack, Style};

const NAME: Style = Style::new(16.0, Weight::Bold, Ink::Text);
const TITLE: Style = Style::new(14.0, Weight::Bold, Ink::Accent);
const SMALL: Style = Style::new(8.6, Weight::Regular, Ink::Soft);
const BODY: Style = Style::new(8.8, Weight::Regular, Ink::Text);
const STRONG: Style = Style::new(8.8, Weight::Bold, Ink::Text);
const BUYER: Style = Style::new(10.0, Weight::Bold, Ink::Text);
const CAPTION: Style = Style::new(7.6, Weight::Bold, Ink::Accent);
const MARK: Style = Style::new(7.6, Weight::Bold, Ink::Soft);

const LOGO: f32 = 58.0;
const TITLE_WIDTH: f32 = 178.0;
const GUTTER: f32 = 16.0;
/// Width of the facts at the right.
const FACTS_WIDTH: f32 = 186.0;

/// Draws the head of a bill from the pen on.
pub(super) fn draw(flow: &mut Flow<'_>, sheet: &BillSheet, labels: &Labels) {
    masthead(flow, &sheet.shop, &title(sheet, labels), labels);
    parties(flow, sheet, labels);
}

/// The shop with its logo at the left, what the paper is at the right.
pub(super) fn masthead(flow: &mut Flow<'_>, of: &Shop, title: &Stack, labels: &Labels) {
    let top = flow.y;
    let mut left = MARGIN;
    let mut logo_bottom = top;
    if let Some(picture) = Picture::logo(of.logo.as_ref()) {
        let picture = Rc::new(picture.shrunk(ON_PAPER.0, ON_PAPER.1));
        let (width, height) = picture.fitted(LOGO * 1.6, LOGO);
        flow.sketch.commands.push(Command::Picture { x: left, y: top + 2.0, width, height, picture });
        left += width + 12.0;
        logo_bottom = top + height + 2.0;
    }
    let shop = shop(of, labels, MARGIN + WIDTH - TITLE_WIDTH - GUTTER - left);
    let shop_bottom = shop.draw(&mut flow.sketch, left, top);
    let title_bottom = title.draw(&mut flow.sketch, MARGIN + WIDTH - TITLE_WIDTH, top + 1.0);
    flow.y = shop_bottom.max(title_bottom).max(logo_bottom) + 8.0;
    flow.sketch.rect(MARGIN, flow.y, WIDTH, 1.2, Ink::Accent);
    flow.y += 9.0;
}

fn shop(shop: &Shop, labels: &Labels, width: f32) -> Stack {
    let mut stack = Stack::new(width);
    stack.heading(&shop.name, NAME, 12.5, Align::Left);
    for line in &shop.address {
        stack.text(line, SMALL, Align::Left);
    }
    stack.text(&content::contact(shop, labels).join("  ·  "), SMALL, Align::Left);
    if let Some(state) = &shop.state {
        stack.text(&format!("{}: {}", labels.state, content::state(state)), SMALL, Align::Left);
    }
    stack.text(&content::registration(shop, labels).join("  ·  "), STRONG, Align::Left);
    stack
}

/// What the paper is called.
pub(super) fn named(title: &str) -> Stack {
    let mut stack = Stack::new(TITLE_WIDTH);
    stack.text(title, TITLE, Align::Right);
    stack
}

fn title(sheet: &BillSheet, labels: &Labels) -> Stack {
    let mut stack = named(labels.title(sheet.title));
    if let Some(copy) = sheet.copy {
        stack.text(labels.copy(copy), MARK, Align::Right);
    }
    if sheet.cancelled {
        stack.text(labels.cancelled, TITLE, Align::Right);
    }
    if let Some(declaration) = sheet.declaration {
        stack.gap(3.0);
        stack.text(labels.declaration(declaration), SMALL.sized(7.8), Align::Right);
    }
    stack
}

fn parties(flow: &mut Flow<'_>, sheet: &BillSheet, labels: &Labels) {
    let rest = WIDTH - FACTS_WIDTH - GUTTER;
    let width = if sheet.ship_to.is_some() { (rest - GUTTER) / 2.0 } else { rest };
    let top = flow.y;
    let buyer = addressee(sheet.buyer.as_ref(), labels.bill_to, labels, width);
    let mut bottom = buyer.draw(&mut flow.sketch, MARGIN, top);
    if let Some(ship_to) = &sheet.ship_to {
        let stack = addressee(Some(ship_to), labels.ship_to, labels, width);
        bottom = bottom.max(stack.draw(&mut flow.sketch, MARGIN + width + GUTTER, top));
    }
    let facts = facts(content::facts(sheet, labels));
    bottom = bottom.max(facts.draw(&mut flow.sketch, MARGIN + WIDTH - FACTS_WIDTH, top));
    flow.y = bottom + 10.0;
}

/// Whose khata it is at the left, the facts of the statement at the right.
pub(super) fn khata(flow: &mut Flow<'_>, party: &Addressee, rows: Vec<(&str, String)>, labels: &Labels) {
    let top = flow.y;
    let party = addressee(Some(party), labels.khata_of, labels, WIDTH - FACTS_WIDTH - GUTTER);
    let bottom = party.draw(&mut flow.sketch, MARGIN, top);
    flow.y = bottom.max(facts(rows).draw(&mut flow.sketch, MARGIN + WIDTH - FACTS_WIDTH, top)) + 10.0;
}

/// The facts of a report.
pub(super) fn about(flow: &mut Flow<'_>, rows: Vec<(&str, String)>) {
    let top = flow.y;
    flow.y = facts(rows).draw(&mut flow.sketch, MARGIN, top) + 10.0;
}

/// What a table shows, not left alone at the foot of a page.
pub(super) fn caption(flow: &mut Flow<'_>, words: &str) {
    flow.want(64.0);
    let mut stack = Stack::new(WIDTH);
    stack.text(words, BUYER, Align::Left);
    let top = flow.y;
    flow.y = stack.draw(&mut flow.sketch, MARGIN, top) + 3.0;
}

fn addressee(addressee: Option<&Addressee>, caption: &str, labels: &Labels, width: f32) -> Stack {
    let mut stack = Stack::new(width);
    stack.text(caption, CAPTION, Align::Left);
    let Some(addressee) = addressee else {
        stack.text(labels.cash_customer, BUYER, Align::Left);
        return stack;
    };
    stack.text(&addressee.name, BUYER, Align::Left);
    for line in content::address(addressee, labels) {
        stack.text(&line, BODY, Align::Left);
    }
    stack
}

fn facts(rows: Vec<(&str, String)>) -> Stack {
    let mut stack = Stack::new(FACTS_WIDTH);
    for (label, value) in rows {
        stack.row(label, SMALL, &value, STRONG);
        stack.gap(1.5);
    }
    stack
}
