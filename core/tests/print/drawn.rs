//! What a page of a bill shows, as a picture.

use std::path::PathBuf;

use smartkhata_core::print::sheet::BillSheet;
use smartkhata_core::print::{Labels, invoice_pdf};

use crate::ink::Ink255;
use crate::sheets::{self, SCRIPTS};
use crate::tools;

/// So large are the pictures, in pixels to an em: a stroke is some ten pixels wide.
const EM: f64 = 120.0;

/// Marks that are put higher or lower than the letter has them, as none of those is.
const RAISED: [(&str, &str); 5] =
    [("Bengali", "ম্রু"), ("Gujarati", "હ્યુ"), ("Odia", "କ୍କୁ"), ("Kannada", "ಕ್ಕಁ"), ("Malayalam", "ക്കഁ")];

/// White beside a phrase, and above and below it, in points; nothing else stands so near. Glyphs reach out of their width.
const AROUND: [f64; 2] = [12.0, 3.0];

/// Puts a phrase on a bill.
type Put = fn(&mut BillSheet, &str);

/// Where a bill says something in a weight: the weight, the size in points, and who puts it there.
const PLACES: [(&str, f64, Put); 2] = [
    ("Regular", 8.2, |sheet, phrase| sheet.notes = vec![phrase.to_owned()]),
    ("Bold", 10.0, |sheet, phrase| sheet.buyer.as_mut().unwrap().name = phrase.to_owned()),
];

/// The font file of a script.
fn font(script: &str, weight: &str) -> PathBuf {
    let script = if script == "Odia" { "Oriya" } else { script };
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/fonts");
    folder.join(format!("NotoSans{script}-{weight}.ttf"))
}

fn ink(png: &[u8]) -> Ink255 {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(frame.bit_depth, png::BitDepth::Eight);
    // Some readers write grey pixels as one value, some as three that are alike.
    let grey: Vec<u8> = pixels.chunks_exact(frame.color_type.samples()).map(|pixel| pixel[0]).collect();
    Ink255::cropped(frame.width as usize, frame.height as usize, &grey)
}

/// A bill on which a phrase stands alone at its place, as a reader shows it there.
fn on_a_bill(phrase: &str, size: f64, put: Put) -> Ink255 {
    let mut sheet = sheets::invoice(1, false);
    sheet.terms.clear();
    let buyer = sheet.buyer.as_mut().unwrap();
    (buyer.address, buyer.phone, buyer.gstin, buyer.state) = (Vec::new(), None, None, None);
    put(&mut sheet, phrase);
    let pdf = invoice_pdf(&sheet, &Labels { notes: "", bill_to: "", ..Labels::english() }).unwrap();
    let parts: Vec<&str> = phrase.split(' ').collect();
    let words: Vec<_> = tools::words(&pdf).into_iter().filter(|(_, word)| parts.contains(&word.as_str())).collect();
    assert_eq!(words.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>(), parts, "where the phrase stands");
    let edge = |at: usize, of: fn(f64, f64) -> f64| words.iter().map(|(edges, _)| edges[at]).reduce(of).unwrap();
    let [left, top] = [0, 1].map(|at| edge(at, f64::min) - AROUND[at]);
    let [right, bottom] = [2, 3].map(|at| edge(at, f64::max) + AROUND[at - 2]);
    ink(&tools::part(&pdf, EM * 72.0 / size, [left, top, right, bottom]))
}

/// A phrase as HarfBuzz draws it.
fn by_harfbuzz(script: &str, weight: &str, phrase: &str) -> Ink255 {
    let page = tools::drawn_by_harfbuzz(phrase, &font(script, weight), EM);
    // More than the page is: whoever reads it cuts at its edge.
    ink(&tools::part(&page, 72.0, [0.0, 0.0, 8_000.0, 1_000.0]))
}

#[test]
fn a_bill_shows_the_glyphs_of_harfbuzz_where_it_draws_them() {
    for (script, phrase) in SCRIPTS.into_iter().chain(RAISED) {
        for (weight, size, put) in PLACES {
            let (ours, theirs) = (on_a_bill(phrase, size, put), by_harfbuzz(script, weight, phrase));
            assert!(
                ours.is_as_large_as(&theirs),
                "{phrase} in {weight}: {} by {} pixels, {} by {} by HarfBuzz",
                ours.width,
                ours.height,
                theirs.width,
                theirs.height
            );
            let difference = ours.difference(&theirs);
            assert!(difference < 0.001, "{phrase} in {weight}: {:.2} % of the ink differs", difference * 100.0);
        }
    }
}

#[test]
fn a_wrong_mark_on_a_bill_is_noticed() {
    let (weight, size, put) = PLACES[0];
    for (script, right, wrong) in [("Devanagari", "कु", "कू"), ("Kannada", "ಕ್ಷ", "ಕ್ಕ"), ("Tamil", "கொ", "கோ")]
    {
        let difference = on_a_bill(wrong, size, put).difference(&by_harfbuzz(script, weight, right));
        assert!(difference > 0.02, "{right} and {wrong}");
    }
}

#[test]
fn the_code_is_drawn_and_no_picture() {
    let mut sheet = sheets::counter(3);
    let pdf = |sheet: &BillSheet| invoice_pdf(sheet, &Labels::english()).unwrap();
    assert_eq!(tools::pictures(&pdf(&sheet)).len(), 1, "the shop's logo");
    sheet.shop.logo = None;
    let bill = pdf(&sheet);
    assert_eq!(tools::pictures(&bill), [""; 0]);
    assert!(tools::scanned(&tools::picture(&bill, 150), "drawn.png").starts_with("upi://pay?pa=ganeshkirana@oksbi"));
}
