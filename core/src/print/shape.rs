//! Text into positioned glyphs: runs of one script and one face, fallback over all faces, then shaping as
//! HarfBuzz does it. Nothing here knows of a page.

use std::ops::Range;

use harfrust::{Buffer, ClusterLevel, Direction, ShapeOptions, ShaperFont};
use unicode_script::{Script, UnicodeScript};

use super::font::{self, FaceId, Weight};
use super::plain::printable;

/// A glyph in its place. Lengths are thousandths of an em.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glyph {
    /// The glyph's number in its face.
    pub id: u16,
    /// Where the characters it stands for begin, in bytes of the whole text. Never falls along a run.
    pub cluster: usize,
    /// How far the pen moves.
    pub advance: i32,
    /// Drawn so far to the right of the pen.
    pub right: i32,
    /// Drawn so far above the baseline.
    pub up: i32,
}

/// A stretch of text in one face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// The face of all its glyphs.
    pub face: FaceId,
    /// Its bytes of the whole text.
    pub range: Range<usize>,
    /// In the order they are drawn.
    pub glyphs: Vec<Glyph>,
}

/// A line of text, ready to be drawn at any size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shaped {
    /// What it says, as it is printed; control characters have become spaces.
    pub text: String,
    /// In the order of the text; all scripts here run left to right.
    pub runs: Vec<Run>,
    /// In thousandths of an em.
    pub width: i32,
}

impl Shaped {
    /// The width at a size.
    pub fn width_at(&self, size: f32) -> f32 {
        self.width as f32 * size / 1000.0
    }
}

/// Shapes one line of text, as far as it can be printed.
pub(crate) fn shape(text: &str, weight: Weight) -> Shaped {
    let text: String = printable(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut width: i32 = 0;
    let mut runs = Vec::new();
    for (face, range) in itemise(&text, weight) {
        let Some(slice) = text.get(range.clone()) else { continue };
        let glyphs = shape_run(face, slice, range.start, ClusterLevel::MonotoneCharacters);
        width = glyphs.iter().fold(width, |sum, glyph| sum.saturating_add(glyph.advance));
        runs.push(Run { face, range, glyphs });
    }
    Shaped { text, runs, width }
}

/// The places at which a word may be cut without tearing a syllable, the first and the end left out: bytes, and the
/// width of what stands before in thousandths of an em (cut off, it may be shaped a little wider or narrower).
pub(crate) fn syllables(word: &str, weight: Weight) -> Vec<(usize, i32)> {
    let mut places: Vec<(usize, i32)> = Vec::new();
    let mut pen: i32 = 0;
    for (face, range) in itemise(word, weight) {
        let Some(slice) = word.get(range.clone()) else { continue };
        for glyph in shape_run(face, slice, range.start, ClusterLevel::MonotoneGraphemes) {
            if places.last().is_none_or(|(place, _)| *place != glyph.cluster) {
                places.push((glyph.cluster, pen));
            }
            pen = pen.saturating_add(glyph.advance);
        }
    }
    places.retain(|(place, _)| *place > 0);
    places
}

fn shape_run(id: FaceId, text: &str, start: usize, clusters: ClusterLevel) -> Vec<Glyph> {
    let face = id.face();
    let mut buffer = Buffer::new();
    buffer.push_str(text);
    buffer.set_direction(Direction::LeftToRight);
    buffer.set_script(font::harfrust_script(id.script()));
    buffer.set_cluster_level(clusters);
    harfrust::shape(&ShaperFont::new(&face.font), &mut buffer, ShapeOptions::new().plan(Some(&face.plan)))
        .expect("the buffer has just been given the direction and script of its plan");
    buffer
        .glyph_infos()
        .iter()
        .zip(buffer.glyph_positions())
        .map(|(info, position)| Glyph {
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            cluster: usize::try_from(info.cluster).unwrap_or(0).saturating_add(start),
            advance: position.x_advance,
            right: position.x_offset,
            up: position.y_offset,
        })
        .collect()
}

/// Cuts a text into runs of one face.
fn itemise(text: &str, weight: Weight) -> Vec<(FaceId, Range<usize>)> {
    let mut runs: Vec<(FaceId, Range<usize>)> = Vec::new();
    for ((start, character), script) in text.char_indices().zip(scripts(text)) {
        let end = start.saturating_add(character.len_utf8());
        let wanted = FaceId::of_script(script, weight);
        let last = runs.last().map(|(face, _)| *face);
        let face = if font::is_invisible(character) {
            last.or(wanted).unwrap_or(FaceId::latin(weight))
        } else {
            face_for(character, wanted, last, weight)
        };
        match runs.last_mut() {
            Some((same, range)) if *same == face => range.end = end,
            _ => runs.push((face, start..end)),
        }
    }
    runs
}

/// The face of the script, else any that has the character; what none has was replaced before.
fn face_for(character: char, wanted: Option<FaceId>, last: Option<FaceId>, weight: Weight) -> FaceId {
    wanted
        .into_iter()
        .chain(last)
        .chain(FaceId::all(weight))
        .find(|id| id.face().covers(character))
        .unwrap_or(FaceId::latin(weight))
}

/// The script of every character, after Unicode Standard Annex 24: marks go with what they stand on, common
/// characters with what stands before them (at the beginning of a text with what follows), a closing bracket
/// with its opening one. Figures are always Latin.
fn scripts(text: &str) -> Vec<Script> {
    let mut found: Vec<Script> = Vec::new();
    let mut brackets: Vec<(char, Script)> = Vec::new();
    let mut current = None;
    for character in text.chars() {
        let own = if font::is_figure(character) { Script::Latin } else { character.script() };
        let script = match own {
            Script::Common | Script::Inherited | Script::Unknown => {
                let opened = brackets.iter().rposition(|(close, _)| *close == character);
                let script = match opened.map(|place| (place, brackets.get(place))) {
                    Some((place, Some((_, script)))) => {
                        let script = *script;
                        brackets.truncate(place);
                        current = current.and(Some(script));
                        script
                    }
                    _ => current.unwrap_or(Script::Common),
                };
                if let Some(close) = closing(character) {
                    brackets.push((close, script));
                }
                script
            }
            strong => {
                if current.is_none() {
                    found.iter_mut().for_each(|script| *script = strong);
                    brackets.iter_mut().for_each(|(_, script)| *script = strong);
                }
                current = Some(strong);
                strong
            }
        };
        found.push(script);
    }
    found
}

fn closing(open: char) -> Option<char> {
    Some(match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '“' => '”',
        '‘' => '’',
        '«' => '»',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<(&'static str, String)> {
        let shaped = shape(text, Weight::Regular);
        shaped.runs.iter().map(|run| (run.face.face().name, shaped.text[run.range.clone()].to_owned())).collect()
    }

    #[test]
    fn runs_follow_scripts_and_figures_are_latin() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("Rice 5 kg", &[("NotoSans-Regular", "Rice 5 kg")]),
            ("चावल 5 kg", &[("NotoSansDevanagari-Regular", "चावल "), ("NotoSans-Regular", "5 kg")]),
            ("(हिन्दी) ₹ 1,250", &[("NotoSansDevanagari-Regular", "(हिन्दी) "), ("NotoSans-Regular", "₹ 1,250")]),
            // The closing bracket goes with the opening one, not with the word before it.
            (
                "A (क) B",
                &[("NotoSans-Regular", "A ("), ("NotoSansDevanagari-Regular", "क"), ("NotoSans-Regular", ") B")],
            ),
            ("ಕ್ಷ।", &[("NotoSansKannada-Regular", "ಕ್ಷ।")]),
        ];
        for (text, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(face, part)| (*face, (*part).to_owned())).collect();
            assert_eq!(runs(text), expected, "{text}");
        }
    }

    #[test]
    fn what_no_face_has_is_never_a_box() {
        for text in ["🙂", "水 Water", "Ramesh ❤️ 1️⃣ & Sons", "علی", "\u{202e}abc", "क 🙂 ख", "𝐑𝐚𝐦", "\u{e000}\u{fffd}"]
        {
            for weight in [Weight::Regular, Weight::Bold] {
                let shaped = shape(text, weight);
                let boxes = shaped.runs.iter().flat_map(|run| &run.glyphs).filter(|glyph| glyph.id == 0).count();
                assert_eq!((boxes, shaped.text.is_empty()), (0, false), "{text}");
            }
        }
    }

    #[test]
    fn controls_become_spaces() {
        assert_eq!(shape("a\tb\nc\u{0}", Weight::Regular).text, "a b c ");
    }

    #[test]
    fn words_are_cut_between_syllables_only() {
        let places = |word| syllables(word, Weight::Regular).into_iter().map(|(place, _)| place).collect::<Vec<_>>();
        assert_eq!(places("abc"), [1, 2]);
        // क्षत्रिय is क्ष, त्रि, य.
        assert_eq!(places("क्षत्रिय"), [9, 21]);
        assert_eq!(places("ஸ்ரீ"), Vec::<usize>::new());
        let narrow = shape("ab", Weight::Regular).width;
        assert_eq!(syllables("abc", Weight::Regular)[1], (2, narrow));
    }
}
