//! Pages as lists of drawing commands that any device can carry out: lengths in the unit of the page (points on
//! A4, dots on a receipt), measured from the upper left corner.

use std::rc::Rc;

use super::picture::Picture;
use super::shape::Shaped;
use crate::upi::Matrix;

/// A role instead of a colour: a device decides how it looks, and a receipt printer has only black.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ink {
    /// What is read.
    Text,
    /// Labels and small print.
    Soft,
    /// Thin lines.
    Rule,
    /// Behind headings and totals. A receipt leaves it out.
    Tint,
    /// Titles and the lines under them.
    Accent,
    /// Faint and huge, behind everything: CANCELLED.
    Watermark,
}

/// One thing to draw.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    /// Text from its left end on its baseline.
    Text {
        /// Left end.
        x: f32,
        /// Baseline.
        y: f32,
        /// Height of an em.
        size: f32,
        /// Turned so many degrees against the clock about its left end.
        turn: f32,
        /// Colour.
        ink: Ink,
        /// What it says.
        text: Rc<Shaped>,
    },
    /// A filled rectangle: areas and lines alike.
    Rect {
        /// Left.
        x: f32,
        /// Top.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
        /// Colour.
        ink: Ink,
    },
    /// The logo.
    Picture {
        /// Left.
        x: f32,
        /// Top.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
        /// Its pixels.
        picture: Rc<Picture>,
    },
    /// A QR code without its quiet zone.
    Code {
        /// Left.
        x: f32,
        /// Top.
        y: f32,
        /// Length of a side.
        side: f32,
        /// The modules.
        matrix: Rc<Matrix>,
    },
}

/// A page.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// In the order they are drawn.
    pub commands: Vec<Command>,
}
