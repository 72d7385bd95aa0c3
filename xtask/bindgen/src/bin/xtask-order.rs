//! `xtask-order IN.wasm OUT.wasm NAMES`: the same module, its functions in an order that packs well, and without their
//! names: those go into a file of their own, a number and a name a line.
//!
//! What a compiler makes of one generic function for many types are functions of one signature, of nearly one length and
//! with one end. Side by side, each is told by how little it differs from the one before it. Only the numbers of functions
//! change.

use std::process::ExitCode;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionSectionReader, KnownCustom, Name, Parser, Payload, TypeRef,
};

type Error = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, names] = arguments.as_slice() else {
        eprintln!("usage: xtask-order IN.wasm OUT.wasm NAMES");
        return ExitCode::FAILURE;
    };
    match order(input, output, names) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ordering the functions of {input}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn order(input: &str, output: &str, names: &str) -> Result<(), Error> {
    let module = std::fs::read(input)?;
    let mut order = Order::of(&module)?;
    let mut ordered = Module::new();
    order.parse_core_module(&mut ordered, Parser::new(0), &module)?;
    std::fs::write(names, order.names(&module)?)?;
    Ok(std::fs::write(output, ordered.finish())?)
}

/// Which function stands where.
struct Order {
    /// Functions that the module imports: they come first and stay.
    imported: u32,
    /// The functions of the module as they come now, by where they came before.
    before: Vec<u32>,
    /// Where each comes now, by where it came before.
    now: Vec<u32>,
}

impl Order {
    fn of(module: &[u8]) -> Result<Self, Error> {
        let (mut imported, mut types, mut bodies) = (0_u32, Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(functions) => types = functions.into_iter().collect::<Result<_, _>>()?,
                Payload::CodeSectionEntry(body) => bodies.push(module.get(body.range()).unwrap_or_default()),
                _ => {}
            }
        }
        let mut before: Vec<u32> = (0..u32::try_from(types.len())?).collect();
        before.sort_by_cached_key(|place| {
            let body = bodies.get(*place as usize).copied().unwrap_or_default();
            let from_its_end: Vec<u8> = body.iter().rev().copied().collect();
            (types.get(*place as usize), quarter(body.len()), from_its_end)
        });
        let mut now = vec![0; before.len()];
        for (place, was) in (0_u32..).zip(&before) {
            if let Some(slot) = now.get_mut(*was as usize) {
                *slot = place;
            }
        }
        Ok(Self { imported, before, now })
    }

    /// A line for each function that has a name: its number now, and the name as the compiler spelt it.
    fn names(&mut self, module: &[u8]) -> Result<String, Error> {
        let mut lines = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            let Payload::CustomSection(section) = payload? else { continue };
            let KnownCustom::Name(names) = section.as_known() else { continue };
            for names in names {
                let Name::Function(functions) = names? else { continue };
                for function in functions {
                    let function = function?;
                    let now = self.function_index(function.index).map_err(|error| error.to_string())?;
                    lines.push((now, function.name));
                }
            }
        }
        lines.sort_unstable();
        Ok(lines.into_iter().map(|(number, name)| format!("{number}\t{name}\n")).collect())
    }

    /// All that a section tells of functions, in the new order.
    fn ordered<T>(&self, told: Vec<T>) -> impl Iterator<Item = T> + use<T> {
        let mut told: Vec<Option<T>> = told.into_iter().map(Some).collect();
        self.before.clone().into_iter().filter_map(move |was| told.get_mut(was as usize)?.take())
    }
}

/// Which quarter of an octave a length lies in.
fn quarter(length: usize) -> usize {
    let octave = length.max(4).ilog2();
    4 * octave as usize + (length >> (octave - 2)) % 4
}

impl Reencode for Order {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error> {
        let own = function.checked_sub(self.imported).and_then(|own| self.now.get(own as usize));
        Ok(own.map_or(function, |own| self.imported + own))
    }

    /// Nothing of what tells a developer travels.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), reencode::Error> {
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        for of_type in self.ordered(section.into_iter().collect::<Result<_, _>>()?) {
            functions.function(of_type);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        for body in self.ordered(section.into_iter().collect::<Result<_, _>>()?) {
            self.parse_function_body(code, body)?;
        }
        Ok(())
    }
}
