//! Small numbers for the types of a module. Rust tells types apart by 128 bits that a hash gave (`TypeId`): some six
//! hundred of them lie in a page's memory, thrice as many halves in its code, and nothing packs less. They are
//! compared, never counted with, so that each may be any number that no other is.

use std::collections::{HashMap, HashSet};

use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{DataSection, Instruction, Module};
use wasmparser::{Data, DataKind, FunctionBody, KnownCustom, MemArg, Name, Operator, Parser, Payload, TypeRef};

type Error = Box<dyn std::error::Error>;

/// What the name of a function holds that answers which type a value is of, as symbols spell it.
const ANSWERS: &str = "7type_id";

/// What the name of a map by types holds. The compiler may have hashed a type where nobody sees it: then all stay.
const MAP: [&str; 2] = ["8RawTable", "3any6TypeId"];

/// The lower half and the upper one, as they lie in memory.
type Id = [i64; 2];

/// The module with small numbers, in the order of the functions that answer them.
pub fn number(module: &[u8]) -> Result<Vec<u8>, Error> {
    let numbers: HashMap<Id, i64> = Found::read(module)?.ids()?.into_iter().zip(1..).collect();
    let halves = numbers.iter().flat_map(|([lower, upper], number)| [(*lower, *number), (*upper, 0)]).collect();
    let mut numbered = Module::new();
    Numbered { numbers, halves }.parse_core_module(&mut numbered, Parser::new(0), module)?;
    Ok(numbered.finish())
}

/// What is looked at in a module.
#[derive(Default)]
struct Found<'a> {
    /// How many functions are imported: they have the first numbers.
    imported: u32,
    bodies: Vec<FunctionBody<'a>>,
    /// What lies in the memory from the beginning, by address.
    memory: Vec<(u64, &'a [u8])>,
    names: Vec<(u32, &'a str)>,
}

impl<'a> Found<'a> {
    fn read(module: &'a [u8]) -> Result<Self, Error> {
        let mut found = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        found.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => found.bodies.push(body),
                Payload::DataSection(section) => {
                    for data in section {
                        let Data { kind: DataKind::Active { offset_expr, .. }, data, .. } = data? else { continue };
                        if let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? {
                            found.memory.push((u64::from(value.cast_unsigned()), data));
                        }
                    }
                }
                Payload::CustomSection(section) => {
                    let KnownCustom::Name(names) = section.as_known() else { continue };
                    for names in names {
                        let Name::Function(functions) = names? else { continue };
                        for function in functions {
                            let function = function?;
                            found.names.push((function.index, function.name));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// The types that may have another number.
    fn ids(&self) -> Result<Vec<Id>, Error> {
        if self.names.iter().any(|(_, name)| MAP.iter().all(|part| name.contains(part))) {
            return Ok(Vec::new());
        }
        let answers: HashSet<u32> =
            self.names.iter().filter(|(_, name)| name.contains(ANSWERS)).map(|(number, _)| *number).collect();
        let (mut ids, mut told, mut small) = (Vec::new(), HashSet::new(), HashSet::new());
        for (number, body) in (self.imported..).zip(&self.bodies) {
            let operators = body.get_operators_reader()?.into_iter().collect::<Result<Vec<_>, _>>()?;
            small.extend(operators.iter().filter_map(|operator| match operator {
                Operator::I32Const { value } => Some(*value),
                _ => None,
            }));
            if answers.contains(&number) {
                ids.extend(self.answered(&operators).filter(|id| told.insert(*id)));
            }
        }
        // One that is compared in quarters somewhere would be another there.
        ids.retain(|id| id.iter().flat_map(|half| quarters(*half)).all(|quarter| !small.contains(&quarter)));
        Ok(ids)
    }

    /// The number that a function answers, where it does nothing but copy it from memory.
    fn answered(&self, operators: &[Operator<'_>]) -> Option<Id> {
        use Operator::{End, I32Const, I64Load, I64Store, LocalGet};
        let [
            LocalGet { .. },
            I32Const { value: one },
            I64Load { memarg: from_one },
            I64Store { memarg: to_one },
            LocalGet { .. },
            I32Const { value: other },
            I64Load { memarg: from_other },
            I64Store { memarg: to_other },
            End,
        ] = operators
        else {
            return None;
        };
        let address = |base: &i32, from: &MemArg| u64::from(base.cast_unsigned()).checked_add(from.offset);
        let halves = [(to_one.offset, address(one, from_one)?), (to_other.offset, address(other, from_other)?)];
        let (lower, upper) = match halves {
            [(0, lower), (8, upper)] | [(8, upper), (0, lower)] => (lower, upper),
            _ => return None,
        };
        let (start, bytes) = self.memory.iter().rfind(|(start, _)| *start <= lower)?;
        let id = id(bytes.get(usize::try_from(lower - start).ok()?..)?)?;
        (upper == lower + 8).then_some(id)
    }
}

/// The number that bytes begin with.
fn id(bytes: &[u8]) -> Option<Id> {
    let (lower, rest) = bytes.split_first_chunk()?;
    Some([i64::from_le_bytes(*lower), i64::from_le_bytes(*rest.first_chunk()?)])
}

/// Both halves of a half.
fn quarters(half: i64) -> impl Iterator<Item = i32> {
    let bytes = half.to_le_bytes();
    [bytes.first_chunk().copied(), bytes.last_chunk().copied()].into_iter().flatten().map(i32::from_le_bytes)
}

struct Numbered {
    numbers: HashMap<Id, i64>,
    halves: HashMap<i64, i64>,
}

impl Reencode for Numbered {
    type Error = std::convert::Infallible;

    fn instruction<'a>(&mut self, operator: Operator<'a>) -> Result<Instruction<'a>, reencode::Error> {
        match operator {
            Operator::I64Const { value } => Ok(Instruction::I64Const(*self.halves.get(&value).unwrap_or(&value))),
            other => utils::instruction(self, other),
        }
    }

    fn parse_data(&mut self, data: &mut DataSection, datum: Data<'_>) -> Result<(), reencode::Error> {
        let (mut bytes, mut rest) = (Vec::with_capacity(datum.data.len()), datum.data);
        while let Some((byte, after)) = rest.split_first() {
            rest = match id(rest).and_then(|id| self.numbers.get(&id)) {
                Some(number) => {
                    bytes.extend([*number, 0].into_iter().flat_map(i64::to_le_bytes));
                    rest.get(size_of::<Id>()..).unwrap_or_default()
                }
                None => {
                    bytes.push(*byte);
                    after
                }
            };
        }
        utils::parse_data(self, data, Data { data: &bytes, ..datum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, ConstExpr, Function, FunctionSection, MemorySection, MemoryType, NameMap, NameSection,
        TypeSection, ValType,
    };

    const ITEM: Id = [0x0123_4567_89ab_cdef, -0x0123_4567_89ab_cdef];
    const PARTY: Id = [0x7edc_ba98_7654_3210, 0x1122_3344_5566_7788];
    /// Nothing answers it.
    const OTHER: Id = [0x5555_4444_3333_2222, 0x2222_3333_4444_5555];
    const BASE: i32 = 1_048_576;
    const NAME: &str = "_RNvXNtC4core3anyNtC4item4ItemNtB2_3Any7type_id";

    /// A module with the numbers in its memory, a function that answers each of the first two, and one that compares
    /// with all of them and has the same in quarters where it is told so.
    fn module(names: [&str; 3], compared_small: &[i32]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], []);
        let (mut functions, mut memories, mut code) =
            (FunctionSection::new(), MemorySection::new(), CodeSection::new());
        memories.memory(MemoryType {
            minimum: 17,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let memarg = |offset: u64| wasm_encoder::MemArg { offset, align: 3, memory_index: 0 };
        for place in [4, 20] {
            let mut answer = Function::new([]);
            let mut to = answer.instructions();
            to.local_get(0).i32_const(0).i64_load(memarg(BASE as u64 + place + 8)).i64_store(memarg(8));
            to.local_get(0).i32_const(BASE).i64_load(memarg(place)).i64_store(memarg(0)).end();
            functions.function(0);
            code.function(&answer);
        }
        let mut compare = Function::new([]);
        for half in [ITEM, PARTY, OTHER].as_flattened() {
            compare.instructions().i64_const(*half).drop();
        }
        for small in compared_small {
            compare.instructions().i32_const(*small).drop();
        }
        compare.instructions().end();
        functions.function(0);
        code.function(&compare);
        let mut memory = b"rest".to_vec();
        memory.extend([ITEM, PARTY, OTHER, ITEM].as_flattened().iter().flat_map(|half| half.to_le_bytes()));
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(BASE), memory);
        let mut map = NameMap::new();
        (0..).zip(names).for_each(|(index, name)| map.append(index, name));
        let mut named = NameSection::new();
        named.functions(&map);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&memories).section(&code).section(&data).section(&named);
        module.finish()
    }

    /// What lies in the memory, and what the code compares with.
    fn read(module: &[u8]) -> (Vec<Id>, Vec<i64>) {
        let found = Found::read(module).unwrap();
        let (_, memory) = found.memory[0];
        assert_eq!(&memory[..4], b"rest");
        let compared =
            found.bodies[2].get_operators_reader().unwrap().into_iter().filter_map(|operator| {
                match operator.unwrap() {
                    Operator::I64Const { value } => Some(value),
                    _ => None,
                }
            });
        (memory[4..].chunks(16).map(|bytes| id(bytes).unwrap()).collect(), compared.collect())
    }

    #[test]
    fn a_type_has_its_small_number_wherever_it_is_told() {
        let numbered = number(&module([NAME, NAME, "compare"], &[])).unwrap();
        let (one, two) = ([1, 0], [2, 0]);
        assert_eq!(read(&numbered), (vec![one, two, OTHER, one], [one, two, OTHER].as_flattened().to_vec()));
    }

    #[test]
    fn what_is_compared_in_quarters_stays() {
        let numbered = number(&module([NAME, NAME, "compare"], &[0x0123_4567])).unwrap();
        let one = [1, 0];
        assert_eq!(read(&numbered), (vec![ITEM, one, OTHER, ITEM], [ITEM, one, OTHER].as_flattened().to_vec()));
    }

    #[test]
    fn numbers_stay_that_nobody_answers_or_a_map_may_have_hashed() {
        let as_it_was = (vec![ITEM, PARTY, OTHER, ITEM], [ITEM, PARTY, OTHER].as_flattened().to_vec());
        let map = "_RNvMs_9hashbrown3rawINtB5_8RawTableTNtNtC4core3any6TypeIdmE14reserve_rehash";
        for names in [["a", "b", "compare"], [NAME, NAME, map]] {
            assert_eq!(read(&number(&module(names, &[])).unwrap()), as_it_was, "{names:?}");
        }
    }
}
