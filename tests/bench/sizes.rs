//! Sizes of what is shipped, where it has been built.

use std::io::Write as _;

use crate::built;
use crate::figure::{Aim, Figures};

/// Measures the UI as a browser loads it, the desktop binary and its package. What was not built is left out by
/// name.
pub fn measure(figures: &mut Figures) {
    match built("SMARTKHATA_DIST").and_then(|dist| std::fs::read(dist.join("ui_bg.wasm")).ok()) {
        Some(wasm) => figures.add("wasm_br", brotli(&wasm) * 1_000, "bytes", Aim::AtMost(600_000_000)),
        None => eprintln!("wasm_br: not measured, the UI is not built (cargo xtask web --release)"),
    }
    for (name, variable, limit, where_from) in [
        ("binary", "SMARTKHATA_DESKTOP", 15_000_000_000, "cargo xtask bench sizes"),
        ("deb", "SMARTKHATA_DEB", 10_000_000_000, "cargo xtask bench sizes, on Debian"),
    ] {
        match built(variable).and_then(|path| std::fs::metadata(path).ok()) {
            Some(meta) => figures.add(name, u128::from(meta.len()) * 1_000, "bytes", Aim::AtMost(limit)),
            None => eprintln!("{name}: not measured, it is not built ({where_from})"),
        }
    }
}

/// The size at brotli's best, as servers send it.
fn brotli(bytes: &[u8]) -> u128 {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    // Writing into memory does not fail.
    let _ = writer.write_all(bytes);
    writer.into_inner().len() as u128
}
