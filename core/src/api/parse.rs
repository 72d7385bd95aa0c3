//! Reading a request's JSON: what is wrong with it is said by code and field, as a verb says it.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::error::{Code, Error, Result};

/// What a request holds its content in; verbs name fields inside it.
const HOLDERS: [&str; 2] = ["edit", "draft"];

/// Reads a request's JSON.
///
/// # Errors
/// What a value itself refuses (`invalid_date`, `overflow`, …), `invalid_request` for what is no such request; each with
/// its field (`lines.2.rate`), where it is about one.
pub fn parse<R: DeserializeOwned>(body: &str) -> Result<R> {
    let mut json = serde_json::Deserializer::from_str(body);
    let read = serde_path_to_error::deserialize(&mut json);
    let request = read.map_err(|error| refusal(names(error.path()), error.inner()))?;
    json.end().map_err(|error| refusal(Vec::new(), &error))?;
    Ok(request)
}

/// The refusal of a value at a place.
fn refusal(mut place: Vec<String>, error: &serde_json::Error) -> Error {
    let said = error.to_string();
    let ending = format!(" at line {} column {}", error.line(), error.column());
    let sentence = said.strip_suffix(&ending).unwrap_or(&said);
    if let Some(missing) = sentence.strip_prefix("missing field `").and_then(|name| name.strip_suffix('`')) {
        place.push(missing.to_owned());
    }
    let field = (!place.is_empty()).then(|| place.join("."));
    match Error::said(sentence) {
        Some(own) => Error { field: field.or(own.field), ..own },
        None => Error { code: Code::InvalidRequest, field, message: format!("The request cannot be read: {said}.") },
    }
}

/// The names on the way to a value, without what only holds the request's content.
fn names(path: &Path) -> Vec<String> {
    let names = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    let mut names: Vec<String> = names.collect();
    if names.len() > 1 && names.first().is_some_and(|first| HOLDERS.contains(&first.as_str())) {
        names.remove(0);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::bill::FinalizeBill;
    use crate::api::item::SaveItem;
    use crate::api::party::AddKhata;

    fn refused<R: DeserializeOwned>(body: &str) -> (Code, Option<String>) {
        let error = parse::<R>(body).err().unwrap();
        (error.code, error.field)
    }

    fn at(code: Code, field: &str) -> (Code, Option<String>) {
        (code, Some(field.to_owned()))
    }

    #[test]
    fn what_a_value_refuses_keeps_its_code_and_names_its_field() {
        let khata = |amount: &str, date: &str| {
            let party = "00000000-0000-7000-8000-000000000005";
            refused::<AddKhata>(&format!(r#"{{"party":"{party}","side":"gave","amount":{amount},"date":"{date}"}}"#))
        };
        assert_eq!(khata("100", "0001-01-01"), at(Code::InvalidDate, "date"));
        assert_eq!(khata("9223372036854775807", "2026-01-01"), at(Code::Overflow, "amount"));
        assert_eq!(khata("\"5\"", "2026-01-01"), at(Code::InvalidRequest, "amount"));
        let price = |price: &str| refused::<SaveItem>(&format!(r#"{{"edit":{{"name":"Sugar","price":{price}}}}}"#));
        assert_eq!(price("9223372036854775807"), at(Code::Overflow, "price"));
        let line = r#"{"draft":{"id":"00000000-0000-7000-8000-000000000009","lines":[{},{"quantity":true}]}}"#;
        let (code, field) = refused::<FinalizeBill>(line);
        assert_eq!(code, Code::InvalidRequest);
        assert!(field.as_deref().is_some_and(|field| field.starts_with("lines.")), "{field:?}");
    }

    #[test]
    fn what_is_missing_or_no_request_is_told_apart() {
        assert_eq!(refused::<AddKhata>("{}"), at(Code::InvalidRequest, "party"));
        assert_eq!(refused::<AddKhata>("{"), (Code::InvalidRequest, None));
        assert_eq!(refused::<AddKhata>("[]").0, Code::InvalidRequest);
        assert_eq!(refused::<crate::api::shop::GetShop>("{} {}"), (Code::InvalidRequest, None));
    }

    #[test]
    fn a_sentence_is_told_as_the_value_said_it() {
        let error = parse::<SaveItem>(r#"{"edit":{"price":9223372036854775807}}"#).err().unwrap();
        assert_eq!(error.message, Error::overflow("price").message);
    }
}
