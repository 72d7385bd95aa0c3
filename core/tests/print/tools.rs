//! The programs that look at printouts as a customer's computer does, and what they say.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs a program with bytes on its input; a missing one names the Debian package to install.
fn run(program: &str, package: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let started = Command::new(program)
        .args(arguments)
        // Texts among the arguments are read as this says.
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child =
        started.unwrap_or_else(|reason| panic!("{program} is needed: install the package {package} ({reason})"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap_or_default();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
    output.stdout
}

/// The text of every page as a reader copies it, in the layout of the page.
pub fn pages(pdf: &[u8]) -> Vec<String> {
    let text = String::from_utf8(run("pdftotext", "poppler-utils", &["-layout", "-", "-"], pdf)).unwrap();
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

/// All text in the order it is drawn.
pub fn raw_text(pdf: &[u8]) -> String {
    String::from_utf8(run("pdftotext", "poppler-utils", &["-raw", "-", "-"], pdf)).unwrap()
}

/// Left and right end of every word, page by page, in points.
pub fn word_ends(pdf: &[u8]) -> Vec<(f64, f64, String)> {
    words(pdf).into_iter().map(|([left, _, right, _], word)| (left, right, word)).collect()
}

/// Every word with its left, top, right and bottom, page by page, in points.
pub fn words(pdf: &[u8]) -> Vec<([f64; 4], String)> {
    let boxes = String::from_utf8(run("pdftotext", "poppler-utils", &["-bbox", "-", "-"], pdf)).unwrap();
    let part = |line: &str, key: &str| {
        let (_, rest) = line.split_once(&format!("{key}=\""))?;
        rest.split_once('"')?.0.parse::<f64>().ok()
    };
    let word = |line: &str| {
        let edges = [part(line, "xMin")?, part(line, "yMin")?, part(line, "xMax")?, part(line, "yMax")?];
        Some((edges, line.split_once('>')?.1.trim_end_matches("</word>").to_owned()))
    };
    boxes.lines().filter_map(word).collect()
}

/// The table of fonts.
pub fn fonts(pdf: &[u8]) -> String {
    String::from_utf8(run("pdffonts", "poppler-utils", &["-"], pdf)).unwrap()
}

/// Whether the file is sound; panics with what is wrong.
pub fn check(pdf: &[u8], name: &str) {
    let path = scratch(name);
    std::fs::write(&path, pdf).unwrap();
    let said = run("qpdf", "qpdf", &["--check", path.to_str().unwrap()], &[]);
    std::fs::remove_file(&path).unwrap();
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
}

/// The first page as PNG.
pub fn picture(pdf: &[u8], dots_per_inch: u16) -> Vec<u8> {
    let resolution = dots_per_inch.to_string();
    run("pdftoppm", "poppler-utils", &["-r", &resolution, "-png", "-f", "1", "-l", "1", "-"], pdf)
}

/// A part of the first page as a grey PNG: its left, top, right and bottom in points.
pub fn part(pdf: &[u8], dots_per_inch: f64, [left, top, right, bottom]: [f64; 4]) -> Vec<u8> {
    let dots = |points: f64| format!("{:.0}", points * dots_per_inch / 72.0);
    let resolution = dots_per_inch.to_string();
    let area = ["-x", &dots(left), "-y", &dots(top), "-W", &dots(right - left), "-H", &dots(bottom - top)];
    let page = ["-r", resolution.as_str(), "-png", "-gray", "-f", "1", "-l", "1"];
    run("pdftoppm", "poppler-utils", &[&page[..], &area, &["-"]].concat(), pdf)
}

/// The pictures in the file, one line each.
pub fn pictures(pdf: &[u8]) -> Vec<String> {
    let list = String::from_utf8(run("pdfimages", "poppler-utils", &["-list", "-"], pdf)).unwrap();
    // Below two lines of heading.
    list.lines().skip(2).map(str::to_owned).collect()
}

/// A line of text as HarfBuzz draws it in a font file, at so many points: a page of it.
pub fn drawn_by_harfbuzz(text: &str, font: &Path, size: f64) -> Vec<u8> {
    // On a page and not as pixels, where glyphs wider than an em are cut off, and with a space behind them, without which
    // the last one is cut off on a page too.
    let (size, text) = (format!("--font-size={size}"), format!("--text={text} "));
    let arguments = [size.as_str(), "--margin=80", "--output-format=pdf", &text, font.to_str().unwrap()];
    run("hb-view", "libharfbuzz-bin", &arguments, &[])
}

/// The text of the one code on a picture.
pub fn scanned(png: &[u8], name: &str) -> String {
    let path = scratch(name);
    std::fs::write(&path, png).unwrap();
    let said = run("zbarimg", "zbar-tools", &["--raw", "--quiet", path.to_str().unwrap()], &[]);
    std::fs::remove_file(&path).unwrap();
    String::from_utf8(said).unwrap().trim_end().to_owned()
}

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}
