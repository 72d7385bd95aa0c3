//! What a fresh machine misses is installed here, by the platform's own means, and said aloud.
//!
//! Each piece answers "is it there?" without the network, so that a second run costs nothing.

pub mod apt;
pub mod npm;
pub mod page;
pub mod pip;
pub mod wasm;

use crate::failure::{Result, unknown_option};
use crate::step::step;

/// `cargo xtask setup`.
pub fn task(options: &[String]) -> Result {
    if let Some(option) = options.first() {
        return Err(unknown_option("setup", option));
    }
    step("system packages", || {
        apt::ensure(apt::WINDOW)?;
        apt::ensure(apt::TESTS)
    })?;
    step("wasm compiler", || wasm::ensure().map(drop))?;
    step("wasm-bindgen", || page::bindgen().map(drop))?;
    step("wasm-opt", || {
        if npm::wasm_opt()?.is_none() {
            eprintln!("    {}", npm::SKIPPED);
        }
        Ok(())
    })
}
