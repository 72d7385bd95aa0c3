//! `xtask-bindgen IN.wasm OUT_FOLDER [--small]`: writes `ui.js`, `ui_bg.wasm` and `snippets/`.
//!
//! The library is linked at the very version of `wasm-bindgen` that the UI is compiled with; any other pair
//! refuses to work together.

mod type_ids;
mod unused;

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (input, folder, small) = match arguments.as_slice() {
        [input, folder] => (input, folder, false),
        [input, folder, flag] if flag == "--small" => (input, folder, true),
        _ => {
            eprintln!("usage: xtask-bindgen IN.wasm OUT_FOLDER [--small]");
            return ExitCode::FAILURE;
        }
    };
    let module = match read(input, small) {
        Ok(module) => module,
        Err(error) => {
            eprintln!("reading {input}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes("ui", module).out_name("ui").typescript(false).omit_default_module_path(false);
    // The names of functions stay until these have their numbers (`xtask-order`).
    bindgen.remove_producers_section(small);
    let made = match bindgen.web(true) {
        Ok(bindgen) => bindgen.generate(folder),
        Err(error) => Err(error),
    };
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The module; where it is to be small, without what it never runs, and with small numbers for its types.
fn read(input: &str, small: bool) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let module = std::fs::read(input)?;
    if small { type_ids::number(&unused::trap(&module)?) } else { Ok(module) }
}
