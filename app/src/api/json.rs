//! The JSON of a question and of its answer.
//!
//! An answer's structs are objects. What serde derives reads a struct from a list as well; a reader that never offers
//! one keeps that second half out of the module, and phones from fetching it.

use std::fmt;

use serde::Serialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use smartkhata_core::Result;

use super::fault;

/// The JSON of a question.
pub fn write(question: &impl Serialize) -> Result<String> {
    serde_json::to_string(question).map_err(|cause| fault(&cause))
}

/// Reads an answer.
pub fn read<T: DeserializeOwned>(answer: &str) -> Result<T> {
    let mut json = serde_json::Deserializer::from_str(answer);
    T::deserialize(Objects(&mut json)).and_then(|read| json.end().map(|()| read)).map_err(|cause| fault(&cause))
}

/// Reads structs from objects alone.
struct Objects<D>(D);

/// What a value is read by, of which nothing lies inside another.
macro_rules! plain {
    ($($read:ident)+) => {
        $(fn $read<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, D::Error> {
            self.0.$read(visitor)
        })+
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Objects<D> {
    type Error = D::Error;

    plain! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char deserialize_str
        deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit deserialize_identifier
        deserialize_ignored_any
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_map(Inside(visitor))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_map(Inside(visitor))
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_any(Inside(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_option(Inside(visitor))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_seq(Inside(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_tuple(len, Inside(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, len, Inside(visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Inside(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, Inside(visitor))
    }
}

/// A visitor, a seed or an access of which what lies inside is read the same way.
struct Inside<T>(T);

/// What a visitor is told that holds nothing.
macro_rules! told {
    ($($visit:ident $value:ty,)+) => {
        $(fn $visit<E: serde::de::Error>(self, value: $value) -> std::result::Result<V::Value, E> {
            self.0.$visit(value)
        })+
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Inside<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    told! {
        visit_bool bool, visit_i64 i64, visit_u64 u64, visit_f64 f64, visit_str &str, visit_borrowed_str &'de str,
        visit_string String,
    }

    fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_none<E: serde::de::Error>(self) -> std::result::Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, json: D) -> std::result::Result<V::Value, D::Error> {
        self.0.visit_some(Objects(json))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, json: D) -> std::result::Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Objects(json))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> std::result::Result<V::Value, A::Error> {
        self.0.visit_seq(Inside(seq))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<V::Value, A::Error> {
        self.0.visit_map(Inside(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> std::result::Result<V::Value, A::Error> {
        self.0.visit_enum(Inside(data))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Inside<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<S::Value, D::Error> {
        self.0.deserialize(Objects(json))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> std::result::Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Inside(seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> std::result::Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> std::result::Result<S::Value, A::Error> {
        self.0.next_value_seed(Inside(seed))
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Inside<A> {
    type Error = A::Error;
    type Variant = Inside<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> std::result::Result<(S::Value, Self::Variant), A::Error> {
        self.0.variant_seed(seed).map(|(value, variant)| (value, Inside(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn unit_variant(self) -> std::result::Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> std::result::Result<S::Value, A::Error> {
        self.0.newtype_variant_seed(Inside(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> std::result::Result<V::Value, A::Error> {
        self.0.tuple_variant(len, Inside(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, A::Error> {
        self.0.newtype_variant_seed(Fields(visitor))
    }
}

/// The fields of a variant: an object, as a struct's are.
struct Fields<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Fields<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<V::Value, D::Error> {
        json.deserialize_map(Inside(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Paise(i64);

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Way {
        Cash,
        Bank(String),
        Split { first: Paise, rest: Vec<Paise> },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Tagged {
        Inside,
        Across { place: Place },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Place {
        state: String,
        pin: Option<u32>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Answer {
        rows: Vec<Place>,
        ways: Vec<Way>,
        tagged: Vec<Tagged>,
        pair: (i64, bool),
        sums: BTreeMap<String, Paise>,
        next: Option<Box<Place>>,
        #[serde(default)]
        left_out: bool,
    }

    #[test]
    fn what_is_written_is_read() {
        let place = |pin| Place { state: "33 \"TN\" \u{92e}".to_owned(), pin };
        let answer = Answer {
            rows: vec![place(None), place(Some(600_001))],
            ways: vec![Way::Cash, Way::Bank("x".to_owned()), Way::Split { first: Paise(1), rest: vec![Paise(-2)] }],
            tagged: vec![Tagged::Inside, Tagged::Across { place: place(Some(1)) }],
            pair: (i64::MIN, true),
            sums: BTreeMap::from([("a".to_owned(), Paise(5))]),
            next: Some(Box::new(place(None))),
            left_out: true,
        };
        assert_eq!(read::<Answer>(&write(&answer).unwrap()).unwrap(), answer);
    }

    #[test]
    fn a_struct_is_an_object_and_an_answer_ends_where_it_ends() {
        assert!(read::<Place>(r#"{"state":"33"}"#).is_ok());
        assert!(read::<Place>(r#"["33",null]"#).is_err());
        assert!(read::<Place>(r#"{"state":"33"} 1"#).is_err());
        assert!(read::<Place>(r#"{"pin":1}"#).is_err_and(|error| error.message.contains("state")));
    }
}
