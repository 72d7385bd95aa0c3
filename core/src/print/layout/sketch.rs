//! The tools a layout draws with: text styles, stacks of paragraphs that know their height before they are drawn,
//! rows of label and value.

use std::rc::Rc;

use super::super::font::Weight;
use super::super::page::{Command, Ink};
use super::super::shape::{self, Shaped};
use super::super::wrap::wrap;
use super::flow::Flow;

/// Line height by em: room for the tall scripts (Telugu, Kannada) without touching.
pub(super) const LEADING: f32 = 1.4;
/// From the top of a line to its baseline, by em.
pub(super) const ASCENT: f32 = 1.05;

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub size: f32,
    pub weight: Weight,
    pub ink: Ink,
}

impl Style {
    pub const fn new(size: f32, weight: Weight, ink: Ink) -> Self {
        Self { size, weight, ink }
    }

    pub const fn sized(self, size: f32) -> Self {
        Self { size, ..self }
    }

    pub const fn leading(self) -> f32 {
        self.size * LEADING
    }

    pub fn shape(self, text: &str) -> Rc<Shaped> {
        Rc::new(shape::shape(text, self.weight))
    }

    /// The style, made smaller where a line would otherwise be wider than `width`.
    pub fn fitted(self, line: &Shaped, width: f32) -> Self {
        let natural = line.width_at(self.size);
        if natural <= width || natural <= 0.0 { self } else { self.sized(self.size * width / natural) }
    }
}

/// To which side lines are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// What a page has so far.
#[derive(Debug, Default)]
pub(super) struct Sketch {
    pub commands: Vec<Command>,
}

impl Sketch {
    /// A line of text in a box: `top` is the top of the line.
    pub fn text(&mut self, x: f32, top: f32, width: f32, align: Align, style: Style, text: &Rc<Shaped>) {
        let slack = width - text.width_at(style.size);
        let x = match align {
            Align::Left => x,
            Align::Centre => x + slack / 2.0,
            Align::Right => x + slack,
        };
        let (y, text) = (top + style.size * ASCENT, Rc::clone(text));
        self.commands.push(Command::Text { x, y, size: style.size, turn: 0.0, ink: style.ink, text });
    }

    pub fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        self.commands.push(Command::Rect { x, y, width, height, ink });
    }
}

/// Something of known height that is drawn into a column.
#[derive(Debug)]
enum Item {
    Lines { lines: Vec<Rc<Shaped>>, style: Style, align: Align },
    Row { label: Vec<Rc<Shaped>>, label_style: Style, value: Vec<Rc<Shaped>>, value_style: Style, below: bool },
    Gap(f32),
    Rule { thickness: f32, ink: Ink },
}

impl Item {
    fn height(&self) -> f32 {
        match self {
            Self::Lines { lines, style, .. } => lines.len() as f32 * style.leading(),
            Self::Row { label, label_style, value, value_style, below } => {
                let label = label.len() as f32 * label_style.leading();
                let value = value.len() as f32 * value_style.leading();
                if *below { label + value } else { label.max(value) }
            }
            Self::Gap(height) => *height,
            Self::Rule { thickness, .. } => *thickness,
        }
    }

    fn draw(&self, sketch: &mut Sketch, at: (f32, f32), width: f32) {
        let (x, y) = at;
        match self {
            Self::Lines { lines, style, align } => draw_lines(sketch, at, width, *align, *style, lines),
            Self::Row { label, label_style, value, value_style, below: true } => {
                draw_lines(sketch, at, width, Align::Left, *label_style, label);
                let down = label.len() as f32 * label_style.leading();
                draw_lines(sketch, (x, y + down), width, Align::Right, *value_style, value);
            }
            Self::Row { label, label_style, value, value_style, below: false } => {
                // Both stand on one baseline.
                let drop = (value_style.size - label_style.size) * ASCENT;
                draw_lines(sketch, (x, y + drop.max(0.0)), width, Align::Left, *label_style, label);
                draw_lines(sketch, (x, y - drop.min(0.0)), width, Align::Right, *value_style, value);
            }
            Self::Gap(_) => {}
            Self::Rule { thickness, ink } => sketch.rect(x, y, width, *thickness, *ink),
        }
    }
}

/// Paragraphs, rows and gaps one below the other, in a column of known width.
#[derive(Debug)]
pub(super) struct Stack {
    width: f32,
    items: Vec<Item>,
}

impl Stack {
    pub const fn new(width: f32) -> Self {
        Self { width, items: Vec::new() }
    }

    /// A paragraph; nothing where the text is empty.
    pub fn text(&mut self, text: &str, style: Style, align: Align) {
        let lines = wrap(text, style.weight, style.size, self.width);
        if !lines.is_empty() {
            self.items.push(Item::Lines { lines, style, align });
        }
    }

    /// A heading that gets smaller, down to `least`, before it breaks.
    pub fn heading(&mut self, text: &str, style: Style, least: f32, align: Align) {
        let fitted = style.fitted(&style.shape(text), self.width);
        // A hair smaller, so that rounding does not break it after all.
        let size = if fitted.size < style.size { fitted.size * 0.999 } else { style.size };
        self.text(text, style.sized(size.max(least)), align);
    }

    /// One line that gets smaller rather than break.
    pub fn line(&mut self, text: &str, style: Style, align: Align) {
        let line = style.shape(text);
        let style = style.fitted(&line, self.width);
        self.items.push(Item::Lines { lines: vec![line], style, align });
    }

    pub fn gap(&mut self, height: f32) {
        self.items.push(Item::Gap(height));
    }

    pub fn rule(&mut self, thickness: f32, ink: Ink) {
        self.items.push(Item::Rule { thickness, ink });
    }

    /// A label at the left and its value at the right end of one line; a value with no room there stands below.
    pub fn row(&mut self, label: &str, label_style: Style, value: &str, value_style: Style) {
        let space = label_style.size * 0.8;
        let (name, figure) = (label_style.shape(label), value_style.shape(value));
        let (name_width, figure_width) = (name.width_at(label_style.size), figure.width_at(value_style.size));
        let item = if name_width + space + figure_width <= self.width {
            Item::Row { label: vec![name], label_style, value: vec![figure], value_style, below: false }
        } else if figure_width <= self.width * 0.62 {
            let label = wrap(label, label_style.weight, label_style.size, self.width - space - figure_width);
            Item::Row { label, label_style, value: vec![figure], value_style, below: false }
        } else {
            let label = wrap(label, label_style.weight, label_style.size, self.width);
            let value = wrap(value, value_style.weight, value_style.size, self.width);
            Item::Row { label, label_style, value, value_style, below: true }
        };
        self.items.push(item);
    }

    pub fn height(&self) -> f32 {
        self.items.iter().map(Item::height).sum()
    }

    /// Draws everything from a corner; gives the place below.
    pub fn draw(&self, sketch: &mut Sketch, x: f32, top: f32) -> f32 {
        self.items.iter().fold(top, |y, item| {
            item.draw(sketch, (x, y), self.width);
            y + item.height()
        })
    }

    /// Draws everything from the pen on, line by line over as many pages as it takes.
    pub fn flow(&self, flow: &mut Flow<'_>, x: f32) {
        for item in &self.items {
            if let Item::Lines { lines, style, align } = item {
                for line in lines {
                    flow.want(style.leading());
                    flow.sketch.text(x, flow.y, self.width, *align, *style, line);
                    flow.y += style.leading();
                }
                continue;
            }
            flow.want(item.height());
            let top = flow.y;
            item.draw(&mut flow.sketch, (x, top), self.width);
            flow.y += item.height();
        }
    }
}

fn draw_lines(sketch: &mut Sketch, at: (f32, f32), width: f32, align: Align, style: Style, lines: &[Rc<Shaped>]) {
    let (x, mut y) = at;
    for line in lines {
        sketch.text(x, y, width, align, style, line);
        y += style.leading();
    }
}
