//! The document, and its page.

use serde_json::Value;

use crate::backend::{Backend, cluster};

#[test]
fn the_document_describes_itself_without_anything_of_elsewhere() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let document = backend.send("GET", "/api/openapi.json", &[], None).unwrap();
    let document = document.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let finalize = &document["paths"]["/api/invoices/{id}/finalize"]["post"];
    assert!(finalize["parameters"].as_array().unwrap().iter().any(|p| p["name"] == "Idempotency-Key"));
    assert!(finalize["responses"]["422"]["content"]["application/problem+json"].is_object());
    // Whatever changes what was read before asks for the copy that is meant.
    for (path, method, asks) in [
        ("/api/invoices/{id}/finalize", "post", true),
        ("/api/invoices/{id}/cancel", "post", true),
        ("/api/payments/{id}/cancel", "post", true),
        ("/api/invoices/{id}", "delete", true),
        ("/api/invoices/{id}", "put", true),
        ("/api/invoices", "post", false),
    ] {
        let operation = &document["paths"][path][method];
        let named = operation["parameters"].as_array().unwrap().iter().any(|p| p["name"] == "If-Match");
        assert_eq!((named, operation["responses"]["412"].is_object()), (asks, asks), "{method} {path}");
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
    let page = backend.send("GET", "/api", &[], None).unwrap();
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    let html = String::from_utf8(page.body).unwrap();
    assert!(html.contains("/api/reports/profit-loss") && html.contains("id=\"BillView\""));
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("<script"));
}

/// What a schema may be beside nothing, references followed.
fn plain<'d>(document: &'d Value, schema: &'d Value) -> Vec<&'d Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        return plain(document, document.pointer(reference.trim_start_matches('#')).unwrap());
    }
    let several = ["oneOf", "anyOf", "allOf"].iter().find_map(|name| schema[name].as_array());
    match several {
        Some(several) => several.iter().flat_map(|schema| plain(document, schema)).collect(),
        None if schema["type"] == "null" => Vec::new(),
        None => vec![schema],
    }
}

/// The types and the format of each.
fn kinds(document: &Value, schema: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let kind = |schema: &Value| {
        let types = match &schema["type"] {
            Value::Array(types) => types.iter().filter(|kind| *kind != "null").map(text).collect::<Vec<_>>().join(" "),
            one => text(one),
        };
        (types, text(&schema["format"]))
    };
    plain(document, schema).into_iter().map(kind).collect()
}

/// Everything that has a name: where it is, its name, its schema.
fn named<'d>(place: &str, part: &'d Value, out: &mut Vec<(String, &'d str, &'d Value)>) {
    match part {
        Value::Object(parts) => {
            if let Some(Value::Object(properties)) = parts.get("properties") {
                out.extend(properties.iter().map(|(name, schema)| (place.to_owned(), name.as_str(), schema)));
            }
            if let (Some(Value::String(name)), Some(schema)) = (parts.get("name"), parts.get("schema"))
                && parts["in"] != "header"
            {
                out.push((place.to_owned(), name, schema));
            }
            parts.iter().for_each(|(name, part)| named(&format!("{place}/{name}"), part, out));
        }
        Value::Array(parts) => {
            parts.iter().enumerate().for_each(|(n, part)| named(&format!("{place}/{n}"), part, out));
        }
        _ => {}
    }
}

/// Names that mean the same everywhere: money, days.
const MONEY: [&str; 15] = [
    "amount",
    "total",
    "paid",
    "balance",
    "advance",
    "taxable",
    "cgst",
    "sgst",
    "igst",
    "gross",
    "round_off",
    "counted",
    "holds",
    "adjusted",
    "closing",
];
const DAYS: [&str; 4] = ["date", "from", "to", "day"];

/// What goes from one account to another, not from a day to one.
const BETWEEN: [&str; 2] = ["/schemas/MoveMoney", "/schemas/MovedBetween"];

#[test]
fn names_amounts_days_and_moments_are_written_alike_everywhere() {
    let cluster = cluster();
    let backend = Backend::start(&cluster, &[]);
    let document = backend.send("GET", "/api/openapi.json", &[], None).unwrap().json();
    let mut all = Vec::new();
    named("", &document["components"], &mut all);
    named("", &document["paths"], &mut all);
    assert!(all.len() > 300, "{} names", all.len());
    let (integer, date) = (("integer".to_owned(), "int64".to_owned()), ("string".to_owned(), "date".to_owned()));
    let (mut money, mut days, mut moments, mut wrong) = (0, 0, 0, Vec::new());
    for (place, name, schema) in all {
        let (kinds, said) = (kinds(&document, schema), schema["description"].as_str().unwrap_or_default());
        let mut must = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{place} {name}: {what}, not {kinds:?}"));
            }
        };
        let snake = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        must(snake, "a name in snake_case");
        must(kinds.iter().all(|(kind, _)| !kind.contains("number")), "no fraction of anything");
        if MONEY.contains(&name) {
            money += 1;
            must(kinds.iter().all(|kind| *kind == integer), "whole paise");
        }
        if (DAYS.contains(&name) && !BETWEEN.contains(&place.as_str())) || kinds.contains(&date) {
            days += 1;
            must(kinds.iter().all(|kind| *kind == date), "a day as 2026-11-23");
        }
        if name.ends_with("_ms") || said.contains("milliseconds") {
            moments += 1;
            must(name.ends_with("_ms") && kinds == [integer.clone()], "a moment in whole milliseconds, under _ms");
        }
        must(!kinds.iter().any(|(_, format)| format == "date-time"), "a moment in whole milliseconds, under _ms");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(money > 30 && days > 15 && moments > 2, "{money} {days} {moments}");
    // What they are is said where they are described, and in the document's first words.
    for (name, said) in [("Paise", "paise"), ("Date", "day")] {
        let about = document["components"]["schemas"][name]["description"].as_str().unwrap_or_default();
        assert!(about.to_lowercase().contains(said), "{name}: {about}");
    }
    let about = document["info"]["description"].as_str().unwrap();
    for word in ["money in paise", "days in India", "end in `_ms`"] {
        assert!(about.contains(word), "{word}");
    }
}
