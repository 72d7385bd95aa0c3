//! The programs that look at printouts as a customer's computer does, and what they say.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Runs a program with bytes on its input; a missing one names the Debian package to install.
fn run(program: &str, package: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let started = Command::new(program)
        .args(arguments)
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
    let boxes = String::from_utf8(run("pdftotext", "poppler-utils", &["-bbox", "-", "-"], pdf)).unwrap();
    let part = |line: &str, key: &str| {
        let (_, rest) = line.split_once(&format!("{key}=\""))?;
        rest.split_once('"')?.0.parse::<f64>().ok()
    };
    let word = |line: &str| Some((part(line, "xMin")?, part(line, "xMax")?, line.to_owned()));
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
