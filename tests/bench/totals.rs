//! Totals of a fifty-line draft, as the counter works them out at each keystroke: wasm in a real browser.

use std::time::Duration;

use smartkhata_core::{Code, Error, Result};
use smartkhata_tests::browser::{Browser, Size};

use crate::built;
use crate::figure::{Aim, Figures, Samples};

/// Drafts in one run of the module (`app/examples/draft_totals.rs`).
const DRAFTS: u32 = 1_000;

/// Runs the module, which says nothing and answers 0; the first runs are the engine's to warm up in. The times come
/// back in microseconds.
const SCRIPT: &str = "\
const module = new WebAssembly.Module(new Uint8Array([BYTES]));
const { main } = new WebAssembly.Instance(module, {}).exports;
const times = [];
for (let run = 0; run < 60; run++) {
  const start = performance.now();
  if (main(0, 0) !== 0) return null;
  if (run >= 10) times.push(Math.round((performance.now() - start) * 1000));
}
return times;";

/// Measures in headless Chromium.
pub fn measure(figures: &mut Figures) -> Result<()> {
    let Some(module) = built("SMARTKHATA_TOTALS").and_then(|path| std::fs::read(path).ok()) else {
        eprintln!("draft_totals: not measured, it is not built (cargo xtask bench)");
        return Ok(());
    };
    let bytes: Vec<String> = module.iter().map(u8::to_string).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let answer = runtime.block_on(async {
        let browser = Browser::chromium(Size::Wide).await;
        // The browser's own first page lets no module in.
        browser.page.open("about:blank").await;
        let answer = browser.page.script(&SCRIPT.replace("BYTES", &bytes.join(","))).await;
        browser.close().await;
        answer
    });
    let runs: Vec<u64> = serde_json::from_value(answer).map_err(failed)?;
    let samples = Samples::from_times(runs.into_iter().map(|run| Duration::from_micros(run) / DRAFTS).collect());
    figures.add("draft_totals", samples.percentile(50).as_nanos(), "µs", Aim::AtMost(200_000));
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Internal, format!("The totals could not be timed: {error}"))
}
