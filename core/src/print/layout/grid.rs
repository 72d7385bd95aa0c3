//! A table that finds its own column widths and flows over pages with its heading repeated. Columns of figures are
//! as wide as their widest figure; one column takes what is left and breaks its lines. Where figures are very long
//! the whole table is set smaller: nothing ever runs out of its column.

use std::rc::Rc;

use super::super::font::Weight;
use super::super::page::Ink;
use super::super::shape::{self, Shaped};
use super::super::wrap::wrap;
use super::flow::{Flow, LATER_PAGE, MARGIN};
use super::sketch::{Align, LEADING, Style};

/// The sizes that are tried, from the one that reads best.
const SIZES: [f32; 6] = [LARGEST, 8.2, CLOSEST, 7.4, 7.0, 6.6];
const LARGEST: f32 = 8.6;
/// The largest where rows stand as close as they may.
const CLOSEST: f32 = 7.8;
/// The flexible column should have so many points at least.
const FLEXIBLE: f32 = 120.0;
/// And has so many at the very least; the table is set smaller for it.
const FLEXIBLE_LEAST: f32 = 64.0;
/// Left and right within a column.
const PAD: f32 = 4.0;
/// Above and below within a row: at least, and with the usual spacing.
const LIFT: (f32, f32) = (0.5, 1.9);
/// Longer cells (in em) are broken.
const LONGEST: f32 = 14.0;

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub title: &'static str,
    pub align: Align,
    /// Takes the width that the others leave. One column of a table does.
    pub flexible: bool,
    /// The heaviest in which its cells are set: a running balance is carried to the next page in bold.
    pub weight: Weight,
}

impl Column {
    pub const fn right(title: &'static str) -> Self {
        Self { title, align: Align::Right, flexible: false, weight: Weight::Regular }
    }

    /// Figures that are carried from page to page as they stand, not as a sum that the total bounds.
    pub const fn running(title: &'static str) -> Self {
        Self { weight: Weight::Bold, ..Self::right(title) }
    }

    pub const fn left(title: &'static str) -> Self {
        Self { title, align: Align::Left, flexible: false, weight: Weight::Regular }
    }

    pub const fn flexible(title: &'static str) -> Self {
        Self { title, align: Align::Left, flexible: true, weight: Weight::Regular }
    }
}

/// The cells of the row of sums after so many rows; the words are the caller's.
pub(super) type Carry<'a> = &'a dyn Fn(usize, &str) -> Vec<String>;

/// A table.
pub(super) struct Grid<'a> {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    /// The last row.
    pub total: Vec<String>,
    /// The rows at the foot and the head of a page in between, with their words.
    pub carry: Option<(Carry<'a>, &'static str, &'static str)>,
    pub width: f32,
    /// Whether the room that the flexible column does not need is shared by all columns.
    pub spread: bool,
}

struct Fit {
    size: f32,
    /// Above and below within a row.
    lift: f32,
    widths: Vec<f32>,
}

impl Fit {
    fn height(&self, cells: &[Vec<Rc<Shaped>>], style: Style) -> f32 {
        let lines = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        lines as f32 * style.leading() + 2.0 * self.lift
    }
}

impl Grid<'_> {
    /// Draws the table from the pen on, over as many pages as it takes.
    pub fn draw(&self, flow: &mut Flow<'_>) {
        let fit = self.fit(flow.spacing);
        let body = Style::new(fit.size, Weight::Regular, Ink::Text);
        let heading = Style::new(fit.size * 0.94, Weight::Bold, Ink::Text);
        let sums = Style::new(fit.size, Weight::Bold, Ink::Text);
        let titles: Vec<_> = self.columns.iter().map(|column| column.title.to_owned()).collect();
        let titles = self.broken(&titles, heading, &fit);
        let title_height = fit.height(&titles, heading);
        let line = body.leading() + 2.0 * fit.lift;
        // A heading is not left alone at the foot of a page.
        flow.want(title_height + 2.0 * line);
        self.draw_heading(flow, &titles, heading, &fit);
        let count = self.rows.len();
        for (place, row) in self.rows.iter().enumerate() {
            let mut cells = self.broken(row, body, &fit);
            // Below the last row stands the total, below any other at worst what is carried forward.
            let kept = if place.saturating_add(1) == count || self.carry.is_some() { line } else { 0.0 };
            if flow.room() < fit.height(&cells, body) + kept {
                // A page of its own holds the heading, what was brought forward and what is kept free as well.
                if fit.height(&cells, body) <= LATER_PAGE - title_height - line - kept || flow.room() < 3.0 * line {
                    self.turn_page(flow, place, &titles, heading, sums, &fit);
                }
                // A row taller than a page goes on over the next.
                while flow.room() < fit.height(&cells, body) + kept {
                    let lines = lines_that_fit(flow.room() - kept - 2.0 * fit.lift, body);
                    let rest: Vec<Vec<Rc<Shaped>>> =
                        cells.iter_mut().map(|cell| cell.split_off(lines.min(cell.len()))).collect();
                    self.draw_row(flow, &cells, body, &fit);
                    cells = rest;
                    if cells.iter().all(Vec::is_empty) {
                        break;
                    }
                    self.turn_page(flow, place, &titles, heading, sums, &fit);
                }
            }
            self.draw_row(flow, &cells, body, &fit);
            flow.sketch.rect(MARGIN, flow.y, self.width, 0.4, Ink::Rule);
        }
        if !self.total.is_empty() {
            flow.sketch.rect(MARGIN, flow.y, self.width, 0.8, Ink::Text);
            self.draw_row(flow, &self.broken(&self.total, sums, &fit), sums, &fit);
            flow.sketch.rect(MARGIN, flow.y, self.width, 0.8, Ink::Text);
        }
    }

    fn turn_page(
        &self,
        flow: &mut Flow<'_>,
        place: usize,
        titles: &[Vec<Rc<Shaped>>],
        heading: Style,
        sums: Style,
        fit: &Fit,
    ) {
        let carry = self.carry.filter(|_| place > 0);
        if let Some((cells, forward, _)) = carry {
            flow.sketch.rect(MARGIN, flow.y, self.width, 0.8, Ink::Text);
            self.draw_row(flow, &self.broken(&cells(place, forward), sums, fit), sums, fit);
        }
        flow.next_page();
        self.draw_heading(flow, titles, heading, fit);
        if let Some((cells, _, brought)) = carry {
            self.draw_row(flow, &self.broken(&cells(place, brought), sums, fit), sums, fit);
            flow.sketch.rect(MARGIN, flow.y, self.width, 0.4, Ink::Rule);
        }
    }

    fn draw_heading(&self, flow: &mut Flow<'_>, titles: &[Vec<Rc<Shaped>>], style: Style, fit: &Fit) {
        flow.sketch.rect(MARGIN, flow.y, self.width, fit.height(titles, style), Ink::Tint);
        self.draw_row(flow, titles, style, fit);
        flow.sketch.rect(MARGIN, flow.y, self.width, 0.8, Ink::Text);
    }

    fn draw_row(&self, flow: &mut Flow<'_>, cells: &[Vec<Rc<Shaped>>], style: Style, fit: &Fit) {
        let mut x = MARGIN;
        for ((column, lines), width) in self.columns.iter().zip(cells).zip(&fit.widths) {
            let mut top = flow.y + fit.lift;
            for line in lines {
                flow.sketch.text(x + PAD, top, width - 2.0 * PAD, column.align, style, line);
                top += style.leading();
            }
            x += width;
        }
        flow.y += fit.height(cells, style);
    }

    fn broken(&self, cells: &[String], style: Style, fit: &Fit) -> Vec<Vec<Rc<Shaped>>> {
        cells
            .iter()
            .zip(&fit.widths)
            .map(|(cell, width)| wrap(cell, style.weight, style.size, width - 2.0 * PAD))
            .collect()
    }

    /// The size and the widths.
    fn fit(&self, spacing: f32) -> Fit {
        let ems: Vec<f32> = self.columns.iter().enumerate().map(|(place, column)| self.widest(place, column)).collect();
        let pads = 2.0 * PAD * self.columns.len() as f32;
        let fixed: f32 = ems.iter().sum();
        let free = |size: f32| self.width - pads - fixed * size;
        let most = CLOSEST + (LARGEST - CLOSEST) * spacing;
        let size = SIZES.into_iter().find(|size| *size <= most && free(*size) >= FLEXIBLE).unwrap_or_else(|| {
            let [.., least] = SIZES;
            if free(least) >= FLEXIBLE_LEAST { least } else { (self.width - pads - FLEXIBLE_LEAST).max(0.0) / fixed }
        });
        let rest = free(size);
        let share =
            if self.spread { (rest - self.flexible() * size).max(0.0) / self.columns.len() as f32 } else { 0.0 };
        let rest = rest - share * (self.columns.len().saturating_sub(1)) as f32;
        let width = |(column, em): (&Column, &f32)| 2.0 * PAD + if column.flexible { rest } else { em * size + share };
        let (least, usual) = LIFT;
        let lift = least + (usual - least) * spacing;
        Fit { size, lift, widths: self.columns.iter().zip(&ems).map(width).collect() }
    }

    /// The widest cell of the flexible column in em.
    fn flexible(&self) -> f32 {
        let place = self.columns.iter().position(|column| column.flexible).unwrap_or(0);
        let cells = self.rows.iter().chain([&self.total]).filter_map(|row| row.get(place));
        cells.map(|cell| shape::shape(cell, Weight::Bold).width_at(1.0)).fold(0.0, f32::max)
    }

    /// The widest cell of a column in em; of the title only its longest word counts.
    fn widest(&self, place: usize, column: &Column) -> f32 {
        if column.flexible {
            return 0.0;
        }
        let em = |text: &str, weight| shape::shape(text, weight).width_at(1.0);
        let title = column.title.split_whitespace().map(|word| em(word, Weight::Bold) * 0.95).fold(0.0, f32::max);
        let cells = self.rows.iter().filter_map(|row| row.get(place)).map(|cell| em(cell, column.weight));
        let total = self.total.get(place).map_or(0.0, |cell| em(cell, Weight::Bold));
        // A hair more than the widest, so that rounding never breaks it.
        cells.fold(title.max(total), f32::max).min(LONGEST) + 0.02
    }
}

fn lines_that_fit(room: f32, style: Style) -> usize {
    let mut lines: usize = 1;
    while (lines.saturating_add(1)) as f32 * style.size * LEADING <= room {
        lines = lines.saturating_add(1);
    }
    lines
}
