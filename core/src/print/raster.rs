//! Pages of drawing commands as grey pixels, one for each unit of the page: for receipt printers, which know no
//! script of India. Everything is black on white; what is only tint is left out.

use png::{BitDepth, ColorType, Encoder};
use ttf_parser::{GlyphId, OutlineBuilder};
use zeno::{Angle, Mask, PathBuilder, Placement, Transform};

use super::page::{Command, Ink, Page};
use super::picture::Picture;
use super::shape::Shaped;
use crate::error::{Code, Error, Result};

/// Grey pixels, a byte each, row by row; 255 is white.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grey {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width × height` bytes.
    pub pixels: Vec<u8>,
}

/// Draws a page.
pub(crate) fn draw(page: &Page) -> Result<Grey> {
    let (width, height) = (whole(page.width), whole(page.height));
    let mut ink = Inked::of(width, height)
        .ok_or_else(|| Error::field(Code::TooLong, "lines", "The bill is too long for one receipt."))?;
    let mut pictures = Vec::new();
    for command in &page.commands {
        match command {
            Command::Text { ink: Ink::Watermark, .. } | Command::Rect { ink: Ink::Tint, .. } => {}
            Command::Text { x, y, size, turn, text, .. } => {
                let place = Transform::rotation(Angle::from_degrees(-turn)).then_translate(*x, *y);
                ink.text(text, *size, &place);
            }
            Command::Rect { x, y, width, height, .. } => ink.rect(*x, *y, *width, *height),
            Command::Code { x, y, side, matrix } => {
                let module = side / matrix.side().max(1) as f32;
                for (row, column, length) in matrix.stretches() {
                    let (left, top) = (x + column as f32 * module, y + row as f32 * module);
                    ink.rect(left, top, length as f32 * module, module);
                }
            }
            Command::Picture { x, y, width, height, picture } => {
                pictures.push((whole(*x), whole(*y), whole(*width), whole(*height), picture));
            }
        }
    }
    let pixels = ink.pixels.into_iter().map(|ink| 255_u8.saturating_sub(ink)).collect();
    let mut grey = Grey { width, height, pixels };
    for (x, y, width, height, picture) in pictures {
        grey.place(picture, (x, y), (width, height));
    }
    Ok(grey)
}

/// What is inked so far: 0 is none, 255 a pixel that is covered whole.
struct Inked {
    width: u32,
    pixels: Vec<u8>,
}

impl Inked {
    /// The longest receipt has so many pixels: 58 mm of paper, and some ten thousand lines.
    const MOST: usize = 256 * 1024 * 1024;

    /// A clean page; none where it would be too long.
    fn of(width: u32, height: u32) -> Option<Self> {
        let size = usize::try_from(width).ok()?.checked_mul(usize::try_from(height).ok()?)?;
        (1..=Self::MOST).contains(&size).then(|| Self { width, pixels: vec![0; size] })
    }

    /// Adds the glyphs of a line of text, its baseline beginning at the origin of `place`.
    fn text(&mut self, text: &Shaped, size: f32, place: &Transform) {
        let scale = size / 1000.0;
        let mut pen: i32 = 0;
        for run in &text.runs {
            let outlines = &run.face.face().outlines;
            for glyph in &run.glyphs {
                let mut outline = Outline(Vec::new());
                outlines.outline_glyph(GlyphId(glyph.id), &mut outline);
                let (x, y) = (pen.saturating_add(glyph.right) as f32 * scale, glyph.up as f32 * scale);
                // Fonts measure upwards, pages downwards.
                let glyph_place = Transform::new(scale, 0.0, 0.0, -scale, x, -y).then(place);
                self.fill(Mask::new(&outline.0).transform(Some(glyph_place)).render());
                pen = pen.saturating_add(glyph.advance);
            }
        }
    }

    fn rect(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let mut outline = Vec::<zeno::Command>::new();
        outline.add_rect((x, y), width, height);
        self.fill(Mask::new(&outline).render());
    }

    /// Adds ink where a mask has it, as far as that is on the page.
    fn fill(&mut self, (mask, place): (Vec<u8>, Placement)) {
        let Ok(in_row) = usize::try_from(place.width) else { return };
        if in_row == 0 {
            return;
        }
        for (y, row) in (i64::from(place.top)..).zip(mask.chunks_exact(in_row)) {
            for (x, more) in (i64::from(place.left)..).zip(row) {
                if (0..i64::from(self.width)).contains(&x)
                    && let Ok(pixel) = usize::try_from(y.saturating_mul(self.width.into()).saturating_add(x))
                    && let Some(ink) = self.pixels.get_mut(pixel)
                {
                    *ink = over(*ink, *more);
                }
            }
        }
    }
}

/// Ink over ink: what the first left bare, the second covers in its part.
fn over(ink: u8, more: u8) -> u8 {
    let bare = u16::from(255_u8.saturating_sub(ink)).saturating_mul(255_u16.saturating_sub(more.into()));
    u8::try_from(bare.saturating_add(127) / 255).map_or(0, |bare| 255_u8.saturating_sub(bare))
}

/// A length as whole pixels.
fn whole(length: f32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range first")]
    let pixels = length.round().clamp(0.0, 1_000_000.0) as u32;
    pixels
}

struct Outline(Vec<zeno::Command>);

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((x, y));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((x, y));
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to((x1, y1), (x, y));
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.curve_to((x1, y1), (x2, y2), (x, y));
    }
    fn close(&mut self) {
        PathBuilder::close(&mut self.0);
    }
}

impl Grey {
    /// The picture as PNG bytes.
    pub fn png(&self) -> Result<Vec<u8>> {
        let fault = |reason: png::EncodingError| {
            Error::new(Code::Internal, format!("The receipt could not be written: {reason}."))
        };
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(fault)?;
        writer.write_image_data(&self.pixels).map_err(fault)?;
        writer.finish().map_err(fault)?;
        Ok(bytes)
    }

    /// Puts a picture, scaled to a size, onto the page.
    fn place(&mut self, picture: &Picture, at: (u32, u32), size: (u32, u32)) {
        for row in 0..size.1.min(self.height.saturating_sub(at.1)) {
            for column in 0..size.0.min(self.width.saturating_sub(at.0)) {
                let value = brightness(picture.mean((column, row), size));
                let (x, y) = (at.0.saturating_add(column), at.1.saturating_add(row));
                let place = u64::from(y).saturating_mul(u64::from(self.width)).saturating_add(u64::from(x));
                if let Some(pixel) = usize::try_from(place).ok().and_then(|place| self.pixels.get_mut(place)) {
                    *pixel = value.min(*pixel);
                }
            }
        }
    }
}

/// As the eye sees it (Rec. 601).
fn brightness(rgb: [u8; 3]) -> u8 {
    let parts = rgb.into_iter().zip([299_u32, 587, 114]);
    let sum = parts.fold(0_u32, |sum, (part, weight)| sum.saturating_add(u32::from(part).saturating_mul(weight)));
    sum.checked_div(1_000).and_then(|value| u8::try_from(value).ok()).unwrap_or(255)
}
