//! Tests against HarfBuzz itself (`hb-shape`, `hb-view`): the same glyphs in the same places, the same pixels, for
//! phrases that are hard in each script.

use std::path::PathBuf;
use std::process::Command as Process;
use std::rc::Rc;

use super::font::{FaceId, UNITS_PER_EM, Weight};
use super::page::{Command, Ink, Page};
use super::picture::Picture;
use super::raster::{self, Grey};
use super::shape::{self, Run, Shaped};
use ink::Ink255;

/// Shared with the tests of the page.
#[path = "../../tests/print/ink.rs"]
mod ink;

/// Conjuncts, split and reordered vowels, reph, nukta, below-base forms, joiners, and Latin and figures between.
const PHRASES: &[&str] = &[
    "क्ष",
    "श्री",
    "हिन्दी",
    "क्षत्रिय कृष्णा र्‍हास राष्ट्रीय",
    "विद्यार्थी ट्रेडर्स, पुणे (महाराष्ट्र)",
    "फ़ोन ज़्यादा क्‍ष क्‌ष",
    "ক্ষীর শ্রী কোম্পানি র্যাব ড়িয়া",
    "ਪੰਜਾਬੀ ਸ਼੍ਰੀ ਕਿਰਾਣਾ ਸ੍ਵੈ ਮੁੱਲ",
    "ક્ષેત્ર શ્રી ગુજરાતી ર્દ્ધિ",
    "ଓଡ଼ିଆ ଶ୍ରୀ କ୍ଷେତ୍ର ଦୋକାନ ନ୍ଧ୍ରୋ",
    "ஸ்ரீ க்ஷ கொடுக்கல் நௌகா தமிழ்",
    "శ్రీ క్షేత్రం తెలుగు స్త్రీ రాష్ట్రం",
    "ಕ್ಷ ಶ್ರೀ ಕನ್ನಡ ಸ್ತ್ರೀ ರ್ಕೊ",
    "ക്ഷ ശ്രീ മലയാളം സ്ത്രീ കൊല്ലം ക്രൈ മില്ലി",
    "Rice 5 kg ₹ 1,23,456.78",
    "बासमती चावल 5 kg @ ₹ 110.50/kg",
    "AVATAR Tofu fi ffl Wafer",
    "A/26-27/000412 café naïve",
];

fn run_tool(tool: &str, arguments: &[String]) -> Vec<u8> {
    let output = Process::new(tool).args(arguments).env("LC_ALL", "C.UTF-8").output();
    let output =
        output.unwrap_or_else(|reason| panic!("{tool} is needed: install the package libharfbuzz-bin ({reason})"));
    assert!(output.status.success(), "{tool} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn font_file(face: FaceId) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/fonts");
    folder.join(format!("{}.ttf", face.face().name))
}

/// What `hb-shape` says of a text in a face: glyph, cluster, advance, right, up.
fn shaped_by_harfbuzz(text: &str, face: FaceId) -> Vec<[i64; 5]> {
    let arguments = [
        "--no-glyph-names".to_owned(),
        "--utf8-clusters".to_owned(),
        "--cluster-level=1".to_owned(),
        "--direction=ltr".to_owned(),
        format!("--script={}", face.script().short_name()),
        "--output-format=json".to_owned(),
        format!("--text={text}"),
        font_file(face).display().to_string(),
    ];
    let glyphs: Vec<serde_json::Value> = serde_json::from_slice(&run_tool("hb-shape", &arguments)).unwrap();
    let part = |glyph: &serde_json::Value, key: &str| glyph[key].as_i64().unwrap();
    glyphs.iter().map(|glyph| ["g", "cl", "ax", "dx", "dy"].map(|key| part(glyph, key))).collect()
}

#[test]
fn glyphs_and_places_are_those_of_harfbuzz() {
    for weight in [Weight::Regular, Weight::Bold] {
        for phrase in PHRASES {
            let shaped = shape::shape(phrase, weight);
            assert_eq!(shaped.text, *phrase);
            for run in &shaped.runs {
                let text = &shaped.text[run.range.clone()];
                let ours = run.glyphs.iter().map(|glyph| {
                    let cluster = i64::try_from(glyph.cluster - run.range.start).unwrap();
                    [glyph.id.into(), cluster, glyph.advance.into(), glyph.right.into(), glyph.up.into()]
                });
                let ours: Vec<[i64; 5]> = ours.collect();
                assert_eq!(ours, shaped_by_harfbuzz(text, run.face), "{text} in {}", run.face.face().name);
                assert!(run.glyphs.iter().all(|glyph| glyph.id != 0), "{text} has a missing glyph");
            }
        }
    }
}

fn drawn_by_harfbuzz(text: &str, face: FaceId, size: u16) -> Ink255 {
    let arguments = [
        format!("--font-size={size}"),
        "--margin=80".to_owned(),
        "--output-format=png".to_owned(),
        format!("--script={}", face.script().short_name()),
        format!("--text={text}"),
        font_file(face).display().to_string(),
    ];
    let picture = Picture::from_png(&run_tool("hb-view", &arguments)).unwrap();
    let pixels: Vec<u8> = picture.rgb.chunks_exact(3).map(|rgb| rgb[0]).collect();
    Ink255::cropped(picture.width as usize, picture.height as usize, &pixels)
}

fn drawn_by_us(run: &Run, text: &str, size: u16) -> Ink255 {
    let width = run.glyphs.iter().map(|glyph| glyph.advance).sum();
    let line = Rc::new(Shaped { text: text.to_owned(), runs: vec![run.clone()], width });
    let size = f32::from(size);
    let width = (line.width_at(size) + 2.0 * size).ceil();
    let command = Command::Text { x: size, y: size * 1.5, size, turn: 0.0, ink: Ink::Text, text: line };
    let Grey { width, height, pixels } =
        raster::draw(&Page { width, height: size * 3.0, commands: vec![command] }).unwrap();
    Ink255::cropped(width as usize, height as usize, &pixels)
}

/// A stroke is some ten pixels wide.
const SIZE: u16 = 120;

#[test]
fn receipts_have_the_pixels_of_harfbuzz() {
    for phrase in PHRASES {
        // The first word of one script in which no glyph is wider than an em: `hb-view` cuts those off.
        let mut words = phrase.split(' ').map(|word| (word, shape::shape(word, Weight::Regular)));
        let drawable =
            |shaped: &Shaped| shaped.runs.len() == 1 && shaped.runs[0].glyphs.iter().all(|glyph| glyph.advance <= 1000);
        let (word, shaped) = words.find(|(_, shaped)| drawable(shaped)).expect(phrase);
        let run = &shaped.runs[0];
        let (ours, theirs) = (drawn_by_us(run, word, SIZE), drawn_by_harfbuzz(word, run.face, SIZE));
        assert!(ours.is_as_large_as(&theirs), "{word}: another size");
        let difference = ours.difference(&theirs);
        assert!(difference < 0.001, "{word}: {:.1} % of the ink differs", difference * 100.0);
    }
}

#[test]
fn a_wrong_mark_is_noticed() {
    let run = |text: &str| shape::shape(text, Weight::Regular).runs[0].clone();
    for (right, wrong) in [("कु", "कू"), ("क्ष", "क्श"), ("ಕ್ಷ", "ಕ್ಕ")] {
        let theirs = drawn_by_harfbuzz(right, run(right).face, SIZE);
        assert!(drawn_by_us(&run(wrong), wrong, SIZE).difference(&theirs) > 0.02, "{right} and {wrong}");
    }
    assert_eq!(UNITS_PER_EM, 1000, "hb-shape counts in units of the font");
}
