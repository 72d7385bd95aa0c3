//! The part of a face that a document uses, as the document carries it.

use std::collections::BTreeMap;

use printpdf::{FontMetrics, ParsedFont, PdfFont, PdfFontMetricsStub};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::super::font::{Face, UNITS_PER_EM};
use super::fault;
use crate::error::Result;

/// Cuts the used glyphs out of a face and describes them to the PDF library.
pub(super) fn part(face: &Face, remapper: &GlyphRemapper) -> Result<PdfFont> {
    let bytes = subsetter::subset(face.bytes, 0, remapper).map_err(|reason| fault(&reason))?;
    let widths: BTreeMap<u16, u16> = remapper
        .remapped_gids()
        .enumerate()
        .filter_map(|(new, old)| Some((u16::try_from(new).ok()?, face.width(old))))
        .collect();
    let name = format!("{}+{}", tag(&bytes), face.name);
    let outlines = &face.outlines;
    let metrics = FontMetrics { ascent: outlines.ascender(), descent: outlines.descender() };
    let mut font = ParsedFont::with_glyph_data(bytes, 0, Some(name), BTreeMap::new(), widths, UNITS_PER_EM, metrics);
    let area = outlines.global_bounding_box();
    font.pdf_font_metrics = PdfFontMetricsStub {
        units_per_em: UNITS_PER_EM,
        x_min: area.x_min,
        y_min: area.y_min,
        x_max: area.x_max,
        y_max: area.y_max,
        us_weight_class: outlines.weight().to_number(),
        ..PdfFontMetricsStub::default()
    };
    Ok(PdfFont::new(font))
}

/// The six capital letters that mark a part of a font; the same part has the same letters.
fn tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(6).map(|byte| char::from(b'A'.saturating_add(byte % 26))).collect()
}
