//! Shaped text as PDF text: glyph numbers in place, with what each glyph reads as (ToUnicode) and, where that is not
//! the text itself (reordered vowels, conjuncts, placed marks), the text of the word (ActualText). So a bill can be
//! searched and copied in every script.

use std::collections::BTreeMap;

use printpdf::{Codepoint, DictItem, FontId, Op, PdfFont, PdfFontHandle, Pt, TextItem, TextMatrix};
use subsetter::GlyphRemapper;

use super::super::font::{Face, FaceId};
use super::super::shape::{Glyph, Run, Shaped};
use super::{embed, rounded};
use crate::error::Result;

/// A face and what the document uses of it.
#[derive(Default)]
struct Used {
    /// Its name in the file: `f0`, `f1`, … in the order of first use.
    name: String,
    /// Glyph numbers of the face to those of the embedded part.
    remapper: GlyphRemapper,
    /// What a glyph of the embedded part reads as: one text for the whole document.
    readings: BTreeMap<u16, String>,
}

/// The faces used so far.
#[derive(Default)]
pub(super) struct Fonts {
    used: BTreeMap<FaceId, Used>,
}

impl Fonts {
    /// Draws a line of text from its baseline's left end, turned by degrees.
    pub fn text(&mut self, text: &Shaped, size: f32, at: (f32, f32), turn: f32, ops: &mut Vec<Op>) {
        let (sin, cos) = turn.to_radians().sin_cos();
        let mut pen: i32 = 0;
        ops.push(Op::StartTextSection);
        for run in &text.runs {
            let count = self.used.len();
            let used = self.used.entry(run.face).or_default();
            if used.name.is_empty() {
                used.name = format!("f{count}");
            }
            let along = pen as f32 * size / 1000.0;
            let (x, y) = (rounded(at.0 + along * cos), rounded(at.1 + along * sin));
            let font = PdfFontHandle::External(FontId(used.name.clone()));
            ops.push(Op::SetFont { font, size: Pt(rounded(size)) });
            ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw([cos, sin, -sin, cos, x, y]) });
            let mut writer = Writer { face: run.face.face(), used, size, wanted: 0, actual: 0, items: Vec::new() };
            writer.run(&text.text, run, ops);
            pen = pen.saturating_add(writer.wanted);
        }
        ops.push(Op::EndTextSection);
    }

    /// The parts of the faces that the document uses.
    pub fn embedded(&self) -> Result<Vec<(FontId, PdfFont)>> {
        let part =
            |(id, used): (&FaceId, &Used)| Ok((FontId(used.name.clone()), embed::part(id.face(), &used.remapper)?));
        self.used.iter().map(part).collect()
    }
}

/// Writes one run. Places are thousandths of an em from the beginning of the run.
struct Writer<'a> {
    face: &'static Face,
    used: &'a mut Used,
    size: f32,
    /// Where the shaper's pen is.
    wanted: i32,
    /// Where the reader's pen is: it moves by the width of each glyph and by the adjustments written.
    actual: i32,
    items: Vec<TextItem>,
}

impl Writer<'_> {
    fn run(&mut self, text: &str, run: &Run, ops: &mut Vec<Op>) {
        let mut glyphs = run.glyphs.iter().peekable();
        for (range, is_space) in words(text, run) {
            let mut word = Vec::new();
            while let Some(glyph) = glyphs.next_if(|glyph| glyph.cluster < range.1) {
                word.push(glyph);
            }
            let slice = text.get(range.0..range.1).unwrap_or_default();
            let readings = self.readings(text, range.1, &word);
            let placed = word.iter().any(|glyph| glyph.right != 0 || glyph.up != 0);
            let tagged = !is_space && (placed || readings.concat() != slice);
            if tagged {
                self.flush(ops);
                ops.push(Op::BeginMarkedContentWithProperties {
                    tag: "Span".to_owned(),
                    properties: actual_text(slice),
                });
            }
            for (glyph, reading) in word.into_iter().zip(readings) {
                self.glyph(glyph, reading, ops);
            }
            if tagged {
                self.flush(ops);
                ops.push(Op::EndMarkedContentWithProperties);
            }
        }
        self.flush(ops);
    }

    /// What the glyphs of a word read as: their own character, else the text of their cluster.
    fn readings(&mut self, text: &str, end: usize, word: &[&Glyph]) -> Vec<String> {
        let mut readings = Vec::new();
        for (place, glyph) in word.iter().enumerate() {
            let later = word.iter().skip(place).map(|later| later.cluster);
            let next = later.filter(|cluster| *cluster > glyph.cluster).min().unwrap_or(end);
            let own = self.face.character(glyph.id).map(String::from);
            let cluster = text.get(glyph.cluster..next).unwrap_or_default();
            let part = self.used.remapper.remap(glyph.id);
            let reading = self.used.readings.entry(part);
            readings.push(reading.or_insert_with(|| own.unwrap_or_else(|| cluster.to_owned())).clone());
        }
        readings
    }

    fn glyph(&mut self, glyph: &Glyph, reading: String, ops: &mut Vec<Op>) {
        if glyph.up != 0 {
            // There is no vertical adjustment between glyphs: the baseline itself is moved.
            self.flush(ops);
            ops.push(Op::SetLineOffset { multiplier: rounded(glyph.up as f32 * self.size / 1000.0) });
        }
        let place = self.wanted.saturating_add(glyph.right);
        let back = self.actual.saturating_sub(place);
        if back != 0 {
            self.adjust(back);
            self.actual = place;
        }
        let part = self.used.remapper.remap(glyph.id);
        let codepoint = Codepoint::with_cid(part, 0.0, reading);
        match self.items.last_mut() {
            Some(TextItem::GlyphIds(glyphs)) => glyphs.push(codepoint),
            _ => self.items.push(TextItem::GlyphIds(vec![codepoint])),
        }
        self.actual = self.actual.saturating_add(i32::from(self.face.width(glyph.id)));
        self.wanted = self.wanted.saturating_add(glyph.advance);
        if glyph.up != 0 {
            self.flush(ops);
            ops.push(Op::SetLineOffset { multiplier: 0.0 });
        }
    }

    /// Moves the reader's pen back by thousandths of an em.
    fn adjust(&mut self, back: i32) {
        match self.items.last_mut() {
            Some(TextItem::GlyphIds(glyphs)) => {
                if let Some(last) = glyphs.last_mut() {
                    last.offset = back as f32;
                }
            }
            _ => self.items.push(TextItem::Offset(back as f32)),
        }
    }

    fn flush(&mut self, ops: &mut Vec<Op>) {
        if !self.items.is_empty() {
            ops.push(Op::ShowText { items: std::mem::take(&mut self.items) });
        }
    }
}

/// The words of a run and the spaces between them: bytes from and to, and whether it is space.
fn words(text: &str, run: &Run) -> Vec<((usize, usize), bool)> {
    let mut words: Vec<((usize, usize), bool)> = Vec::new();
    let slice = text.get(run.range.clone()).unwrap_or_default();
    for (at, character) in slice.char_indices() {
        let from = run.range.start.saturating_add(at);
        let to = from.saturating_add(character.len_utf8());
        let is_space = character.is_whitespace();
        match words.last_mut() {
            Some((range, same)) if *same == is_space => range.1 = to,
            _ => words.push(((from, to), is_space)),
        }
    }
    words
}

fn actual_text(text: &str) -> DictItem {
    let mut data = vec![0xFE, 0xFF];
    data.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    DictItem::Dict { map: BTreeMap::from([("ActualText".to_owned(), DictItem::String { data, literal: false })]) }
}
