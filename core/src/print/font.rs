//! The faces built into the program (`assets/fonts`), each loaded once, at its first use, with its shaping plan.
//! What text says which face is `shape`'s business.

use std::io::Read as _;
use std::sync::OnceLock;

use flate2::read::ZlibDecoder;
use harfrust::{Direction, Font, ShapePlan};
use unicode_script::{Script, UnicodeScript};

/// Thousandths of an em: the unit of every font here, so that no figure is rounded on its way into a document.
pub(crate) const UNITS_PER_EM: u16 = 1000;

/// How heavy a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Weight {
    /// Running text.
    Regular,
    /// Names, totals, headings.
    Bold,
}

/// A face by its place among [`SCRIPTS`] and its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FaceId {
    script: usize,
    weight: Weight,
}

/// A loaded face.
pub(crate) struct Face {
    /// PostScript name.
    pub name: &'static str,
    /// The font file, unpacked.
    pub bytes: &'static [u8],
    /// For shaping.
    pub font: Font,
    /// The one plan this face is shaped with: its own script, left to right.
    pub plan: ShapePlan,
    /// For outlines and metrics.
    pub outlines: ttf_parser::Face<'static>,
    /// The character that each glyph stands for by itself, if any.
    characters: Vec<Option<char>>,
}

struct Source {
    script: Script,
    names: [&'static str; 2],
    /// Packed by the build script.
    packed: [&'static [u8]; 2],
}

macro_rules! faces {
    ($($script:ident $file:literal,)+) => {
        &[$(Source {
            script: Script::$script,
            names: [concat!($file, "-Regular"), concat!($file, "-Bold")],
            packed: [
                include_bytes!(concat!(env!("OUT_DIR"), "/", $file, "-Regular.ttf.zz")),
                include_bytes!(concat!(env!("OUT_DIR"), "/", $file, "-Bold.ttf.zz")),
            ],
        },)+]
    };
}

/// A font file by its name (`NotoSansTamil-Bold.ttf`), for the page that shows what is printed.
pub fn file(name: &str) -> Option<&'static [u8]> {
    let name = name.strip_suffix(".ttf")?;
    let of_weight = |weight| FaceId::all(weight).find(|face| face.name() == name);
    of_weight(Weight::Regular).or_else(|| of_weight(Weight::Bold)).map(FaceId::bytes)
}

/// In the order in which a character without a script of its own looks for a face.
const SCRIPTS: &[Source] = faces! {
    Latin "NotoSans",
    Devanagari "NotoSansDevanagari",
    Bengali "NotoSansBengali",
    Gurmukhi "NotoSansGurmukhi",
    Gujarati "NotoSansGujarati",
    Oriya "NotoSansOriya",
    Tamil "NotoSansTamil",
    Telugu "NotoSansTelugu",
    Kannada "NotoSansKannada",
    Malayalam "NotoSansMalayalam",
};

impl FaceId {
    /// The Latin face.
    pub const fn latin(weight: Weight) -> Self {
        Self { script: 0, weight }
    }

    /// The face of a script, if one is built in.
    pub fn of_script(script: Script, weight: Weight) -> Option<Self> {
        SCRIPTS.iter().position(|source| source.script == script).map(|script| Self { script, weight })
    }

    /// Every face of a weight, Latin first.
    pub fn all(weight: Weight) -> impl Iterator<Item = Self> {
        (0..SCRIPTS.len()).map(move |script| Self { script, weight })
    }

    /// The script it is shaped as.
    pub fn script(self) -> Script {
        self.source().script
    }

    fn source(self) -> &'static Source {
        SCRIPTS.get(self.script).expect("a face id is only made from a place in the list")
    }

    /// Its PostScript name, which is also its file's.
    fn name(self) -> &'static str {
        let [regular, bold] = self.source().names;
        if self.weight == Weight::Bold { bold } else { regular }
    }

    /// Its file, unpacked at its first use.
    fn bytes(self) -> &'static [u8] {
        static UNPACKED: [[OnceLock<Vec<u8>>; 2]; SCRIPTS.len()] =
            [const { [const { OnceLock::new() }; 2] }; SCRIPTS.len()];
        let slot = UNPACKED.get(self.script).and_then(|files| files.get(self.weight as usize));
        slot.expect("a face id is only made from a place in the list").get_or_init(|| {
            let [regular, bold] = self.source().packed;
            let mut file = Vec::new();
            let mut packed = ZlibDecoder::new(if self.weight == Weight::Bold { bold } else { regular });
            packed.read_to_end(&mut file).expect("the built-in fonts are whole: a test loads each");
            file
        })
    }

    /// The face, loaded at its first use.
    pub fn face(self) -> &'static Face {
        static LOADED: [[OnceLock<Face>; 2]; SCRIPTS.len()] = [const { [const { OnceLock::new() }; 2] }; SCRIPTS.len()];
        let slot = LOADED.get(self.script).and_then(|faces| faces.get(self.weight as usize));
        slot.expect("a face id is only made from a place in the list").get_or_init(|| self.load())
    }

    fn load(self) -> Face {
        let (source, bytes) = (self.source(), self.bytes());
        let font = Font::new(bytes, 0).expect("the built-in fonts are whole: a test loads each");
        let outlines = ttf_parser::Face::parse(bytes, 0).expect("the built-in fonts are whole: a test loads each");
        let plan = ShapePlan::new(&font, Direction::LeftToRight, harfrust_script(source.script), None, &[]);
        let characters = characters_of(&outlines);
        Face { name: self.name(), bytes, font, plan, outlines, characters }
    }
}

impl Face {
    /// Has a glyph for the character.
    pub fn covers(&self, character: char) -> bool {
        self.outlines.glyph_index(character).is_some_and(|glyph| glyph.0 != 0)
    }

    /// The character that a glyph stands for by itself.
    pub fn character(&self, glyph: u16) -> Option<char> {
        self.characters.get(usize::from(glyph)).copied().flatten()
    }

    /// The width that the font gives a glyph, in thousandths of an em.
    pub fn width(&self, glyph: u16) -> u16 {
        self.outlines.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0)
    }
}

/// The script tag as the shaper has it.
pub(crate) fn harfrust_script(script: Script) -> Option<harfrust::Script> {
    script.short_name().parse().ok()
}

/// The first character of the character map that leads to each glyph; a character of a script goes before a
/// compatibility form.
fn characters_of(face: &ttf_parser::Face<'_>) -> Vec<Option<char>> {
    let mut characters = vec![None; usize::from(face.number_of_glyphs())];
    let tables = face.tables().cmap.map(|cmap| cmap.subtables);
    for table in tables.into_iter().flatten().filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|code| {
            let Some(character) = char::from_u32(code) else { return };
            let glyph = table.glyph_index(code).map(|glyph| usize::from(glyph.0));
            if let Some(slot @ None) = glyph.and_then(|glyph| characters.get_mut(glyph)) {
                *slot = Some(character);
            }
        });
    }
    characters
}

/// Takes no room and is drawn by no glyph of its own: joiners, variation selectors, directional marks.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{AD}')
}

/// Digits, the rupee sign and other currency signs look the same in every text of a bill: from the Latin face.
pub(crate) fn is_figure(character: char) -> bool {
    character.is_ascii_digit() || (character.script() == Script::Common && matches!(character, '\u{20A0}'..='\u{20CF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_is_whole_and_has_its_script() {
        let letters = ['A', 'क', 'ক', 'ਕ', 'ક', 'କ', 'க', 'క', 'ಕ', 'ക'];
        for weight in [Weight::Regular, Weight::Bold] {
            for (id, letter) in FaceId::all(weight).zip(letters) {
                let face = id.face();
                assert_eq!(face.outlines.units_per_em(), UNITS_PER_EM, "{}", face.name);
                assert!(face.covers(letter), "{} has no {letter}", face.name);
                assert_eq!(FaceId::of_script(letter.script(), weight), Some(id));
                let glyph = face.outlines.glyph_index(letter).unwrap().0;
                assert_eq!(face.character(glyph), Some(letter));
            }
        }
        assert_eq!(FaceId::all(Weight::Bold).count(), letters.len());
        assert!(FaceId::latin(Weight::Regular).face().covers('₹'));
    }

    #[test]
    fn files_are_found_by_name_as_they_lie_in_assets() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/fonts/");
        for id in FaceId::all(Weight::Regular).chain(FaceId::all(Weight::Bold)) {
            let name = format!("{}.ttf", id.name());
            assert!(
                file(&name).is_some_and(|file| file == std::fs::read(format!("{folder}{name}")).unwrap()),
                "{name}"
            );
        }
        for unknown in ["", ".ttf", "NotoSans-Regular", "../OFL.txt", "NotoSans-Italic.ttf"] {
            assert!(file(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn figures_are_of_one_width() {
        for weight in [Weight::Regular, Weight::Bold] {
            let face = FaceId::latin(weight).face();
            let width = |digit| face.width(face.outlines.glyph_index(digit).unwrap().0);
            assert!(('0'..='9').all(|digit| width(digit) == width('0')));
        }
    }
}
