//! Functions that a module carries and never runs. The standard library's own report of a panic resolves the names of a
//! backtrace, which a page has none of and does not print. Dioxus reads what key was pressed into one of three hundred
//! names; the app asks the browser's event itself (`part::pressed`). It has no form that is asked for all its values, and no
//! component that ends in an error to be printed. Their bodies become a trap, and what only they call falls out.

use std::collections::HashSet;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, Function, Module};
use wasmparser::{CodeSectionReader, KnownCustom, Name, Parser, Payload, TypeRef};

/// What their names hold, as symbols spell it: a crate, or a method.
const NAMES: [&str; 6] = [
    "rustc_demangle",
    "14keyboard_types",
    "HasKeyboardData3key",
    "HasKeyboardData4code",
    "HasFormData6values",
    "6anyhow3fmt",
];

/// A body of fewer bytes may be another crate's as well: the compiler keeps one of functions that are alike, under the name
/// of either. What is as long as this is like no other.
const LONG: usize = 500;

/// The module without those bodies. Its functions keep their numbers.
pub fn trap(module: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let (mut imported, mut unused) = (0_u32, HashSet::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(names) = section.as_known() else { continue };
                for names in names {
                    let Name::Function(functions) = names? else { continue };
                    for function in functions {
                        let function = function?;
                        if NAMES.iter().any(|name| function.name.contains(name)) {
                            unused.insert(function.index);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut left = Module::new();
    Trap { next: imported, unused }.parse_core_module(&mut left, Parser::new(0), module)?;
    Ok(left.finish())
}

struct Trap {
    /// The number of the function whose body comes next.
    next: u32,
    unused: HashSet<u32>,
}

impl Reencode for Trap {
    type Error = std::convert::Infallible;

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        for body in section {
            let body = body?;
            if self.unused.contains(&self.next) && body.range().len() >= LONG {
                let mut trap = Function::new([]);
                trap.instructions().unreachable().end();
                code.function(&trap);
            } else {
                self.parse_function_body(code, body)?;
            }
            self.next += 1;
        }
        Ok(())
    }
}
