//! Content that flows over A4 pages: the place of the pen, page breaks, the short heading of later pages and
//! "page x of y".

use super::super::font::Weight;
use super::super::labels::{Labels, filled};
use super::super::page::{Command, Ink, Page};
use super::sketch::{Align, LEADING, Sketch, Style};

/// A4 in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
/// Left and right margin.
pub(super) const MARGIN: f32 = 36.0;
/// Between the margins.
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const TOP: f32 = 30.0;
const BOTTOM: f32 = PAGE.1 - 36.0;

/// What every page but the first has room for.
pub(super) const LATER_PAGE: f32 = BOTTOM - TOP - RUNNING.leading() - BELOW_RUNNING;
/// From the short heading to the content.
const BELOW_RUNNING: f32 = 12.0;

const RUNNING: Style = Style::new(8.0, Weight::Regular, Ink::Soft);
const WATERMARK: Style = Style::new(150.0, Weight::Bold, Ink::Watermark);

/// The pages so far and the pen on the last one.
pub(super) struct Flow<'a> {
    labels: &'a Labels,
    /// What stands at the head of every page but the first: left and right.
    running: (String, String),
    cancelled: bool,
    done: Vec<Sketch>,
    pub sketch: Sketch,
    /// The top of what comes next.
    pub y: f32,
    /// How much of the usual space stands between rows and blocks, from 0 to 1.
    pub spacing: f32,
}

impl<'a> Flow<'a> {
    pub fn new(labels: &'a Labels, running: (String, String), cancelled: bool, spacing: f32) -> Self {
        let (done, sketch) = (Vec::new(), Sketch::default());
        let mut flow = Self { labels, running, cancelled, done, sketch, y: TOP, spacing };
        flow.watermark();
        flow
    }

    /// What is left of the page.
    pub fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    /// Which page the pen is on, from 0.
    pub const fn page(&self) -> usize {
        self.done.len()
    }

    /// The usual space between two blocks; half of it where a page is to be saved.
    pub fn gap(&mut self, usual: f32) {
        self.y += usual * (1.0 + self.spacing) / 2.0;
    }

    /// Begins a page if less than `height` is left.
    pub fn want(&mut self, height: f32) {
        if self.room() < height {
            self.next_page();
        }
    }

    /// Begins a page.
    pub fn next_page(&mut self) {
        self.done.push(std::mem::take(&mut self.sketch));
        self.watermark();
        let (left, right) = (RUNNING.shape(&self.running.0), RUNNING.shape(&self.running.1));
        let half = WIDTH / 2.0 - 6.0;
        self.sketch.text(MARGIN, TOP, half, Align::Left, RUNNING.fitted(&left, half), &left);
        self.sketch.text(PAGE.0 / 2.0 + 6.0, TOP, half, Align::Right, RUNNING.fitted(&right, half), &right);
        self.sketch.rect(MARGIN, TOP + RUNNING.leading() + 3.0, WIDTH, 0.8, Ink::Accent);
        self.y = TOP + RUNNING.leading() + BELOW_RUNNING;
    }

    fn watermark(&mut self) {
        if !self.cancelled {
            return;
        }
        let text = WATERMARK.shape(self.labels.cancelled);
        let size = WATERMARK.fitted(&text, 560.0).size;
        // Along the diagonal, centred on the page.
        let (turn, length) = (52.0_f32, text.width_at(size));
        let (sin, cos) = turn.to_radians().sin_cos();
        let (along, across) = (length / 2.0, size * 0.35);
        let x = PAGE.0 / 2.0 - along * cos + across * sin;
        let y = PAGE.1 / 2.0 + along * sin + across * cos;
        self.sketch.commands.push(Command::Text { x, y, size, turn, ink: WATERMARK.ink, text });
    }

    /// All pages, numbered.
    pub fn finish(mut self) -> Vec<Page> {
        self.done.push(self.sketch);
        let count = self.done.len().to_string();
        let number = |(place, mut sketch): (usize, Sketch)| {
            let text = filled(self.labels.page, &[&place.saturating_add(1).to_string(), &count]);
            let top = PAGE.1 - 20.0 - RUNNING.size * LEADING;
            sketch.text(MARGIN, top, WIDTH, Align::Right, RUNNING, &RUNNING.shape(&text));
            Page { width: PAGE.0, height: PAGE.1, commands: sketch.commands }
        };
        self.done.into_iter().enumerate().map(number).collect()
    }
}
