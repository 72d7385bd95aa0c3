//! Whatever JSON comes to a request of the door: an answer, or a refusal by its code; never a fault of the program, and
//! books that are as sound as before.

mod examples;

use std::cell::Cell;
use std::path::Path;

use examples::Examples;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};
use smartkhata_core::api::{ALL, Access};
use smartkhata_core::{Code, Error};

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// A change of one place in a request.
#[derive(Debug, Clone)]
enum Change {
    /// Another number or text stands where there is one; what is so is not, and of several the last comes first.
    Alike(i64, String),
    /// Another value stands there.
    Put(Value),
    /// The id of something in the shop stands there, of whatever kind.
    Id(usize),
    /// A field of it is missing; what has no fields is null.
    Without(usize),
    /// It has a field that nobody knows, or one value more.
    More(Value),
}

/// Any JSON, as deep as a request may be and deeper.
fn json() -> impl Strategy<Value = Value> {
    let odd = select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!((1_i64 << 53) - 1),
        json!(99_999_999_999_999_i64),
        json!(0.5),
        json!(1e300),
        json!(""),
        json!(" "),
        json!("\u{0}"),
        json!("\u{200d}\u{202e}क\u{94d}"),
        json!("2026-02-30"),
        json!("2026-11-24"),
        json!("2099-12-31"),
        json!("-99999-01-01"),
        json!("00000000-0000-0000-0000-000000000000"),
        json!("A/2627/0001"),
        json!("%_'\"\\;--"),
        json!("x".repeat(5_000)),
        json!([]),
        json!({}),
    ]);
    let leaf =
        prop_oneof![6 => odd, 1 => any::<i64>().prop_map(Value::from), 1 => any::<String>().prop_map(Value::from)];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec(("[a-z_]{1,8}", inner), 0..5).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

fn change() -> impl Strategy<Value = Change> {
    let number = prop_oneof![
        select(vec![0, 1, -1, 99, 100_000, i64::MAX, i64::MIN, (1 << 53) - 1, 99_999_999_999_999]),
        any::<i64>(),
        0_i64..10_000_000,
    ];
    let text = prop_oneof![
        select(vec![
            "",
            " ",
            "\u{0}",
            "x",
            "cash",
            "2026-11-22",
            "2026-02-30",
            "2099-12-31",
            "%_'\"\\;--",
            "क\u{94d}\u{200d}"
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    prop_oneof![
        8 => (number, text).prop_map(|(number, text)| Change::Alike(number, text)),
        4 => json().prop_map(Change::Put),
        2 => any::<usize>().prop_map(Change::Id),
        1 => any::<usize>().prop_map(Change::Without),
        1 => json().prop_map(Change::More),
    ]
}

/// How many places a value has: itself and all in it.
fn places(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(places).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(places).sum::<usize>(),
        _ => 1,
    }
}

/// One of its places, itself the first.
fn place(value: &mut Value, at: usize) -> &mut Value {
    if at == 0 {
        return value;
    }
    let mut left = at - 1;
    let inside: Vec<&mut Value> = match value {
        Value::Array(values) => values.iter_mut().collect(),
        Value::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    };
    for inner in inside {
        let here = places(inner);
        if left < here {
            return place(inner, left);
        }
        left -= here;
    }
    unreachable!("a place beyond the last")
}

fn apply(change: &Change, to: &mut Value, ids: &[String]) {
    match (change, to) {
        (Change::Alike(number, _), to @ Value::Number(_)) => *to = json!(number),
        (Change::Alike(_, text), to @ Value::String(_)) => *to = json!(text),
        (Change::Alike(..), Value::Bool(flag)) => *flag = !*flag,
        (Change::Alike(..), Value::Array(values)) => values.reverse(),
        (Change::Alike(..), _) => {}
        (Change::Put(value), to) => *to = value.clone(),
        (Change::Id(n), to) => *to = json!(ids[n % ids.len()]),
        (Change::Without(n), Value::Object(fields)) if !fields.is_empty() => {
            let name = fields.keys().nth(n % fields.len()).unwrap().clone();
            fields.remove(&name);
        }
        (Change::Without(_), to) => *to = Value::Null,
        (Change::More(value), Value::Object(fields)) => drop(fields.insert("colour".into(), value.clone())),
        (Change::More(value), Value::Array(values)) => values.push(value.clone()),
        (Change::More(value), to) => *to = json!([value]),
    }
}

/// A backup stays below the test's own folder, whatever its folder is called; a request may also be its fields in a row.
fn kept_inside(name: &str, body: &mut Value, folder: &Path) {
    let to = match body {
        Value::Object(fields) => fields.get_mut("folder"),
        Value::Array(fields) => fields.first_mut(),
        _ => None,
    };
    if name == "backup.create"
        && let Some(Value::String(to)) = to
    {
        *to = format!("{}/{}", folder.display(), to.replace("..", ""));
    }
}

/// Faults of the program, and of books that are not what they should be; a file that cannot be read is no fault of it.
fn is_fault(name: &str, error: &Error) -> bool {
    let of_files = ALL.iter().any(|known| known.name == name && known.access == Access::Files);
    match error.code {
        Code::Internal | Code::BrokenChain => true,
        Code::CorruptDatabase | Code::Storage => !of_files,
        _ => error.message.is_empty(),
    }
}

/// Whether a request is answered; a fault is none of its answers.
fn answered(of: &Examples, name: &str, body: &str) -> Result<bool, TestCaseError> {
    let answer = of.shop.books.call(name, body);
    let is_answered = answer.is_ok();
    match answer {
        Ok(answer) => prop_assert!(serde_json::from_str::<Value>(&answer).is_ok(), "{name} {body:.2000}: {answer}"),
        Err(error) => prop_assert!(!is_fault(name, &error), "{name} {body:.2000}: {error:?}"),
    }
    Ok(is_answered)
}

fn assert_sound(of: &Examples) {
    of.shop.verified();
    for table in of.shop.books.verify_tables(&mut |_| {}).unwrap() {
        assert!(table.is_sound(), "{table:?}");
    }
}

#[test]
fn every_request_has_an_example_that_is_understood() {
    let of = Examples::new();
    let mut named: Vec<&str> = of.requests.iter().map(|(name, _)| *name).collect();
    let mut all: Vec<&str> = ALL
        .iter()
        .filter(|known| !matches!(known.access, Access::Line | Access::Shops))
        .map(|known| known.name)
        .collect();
    named.sort_unstable();
    all.sort_unstable();
    assert_eq!(named, all);
    let mut refused = Vec::new();
    for (name, body) in &of.requests {
        let mut body = body.clone();
        kept_inside(name, &mut body, of.shop.books.folder());
        if let Err(error) = of.shop.books.call(name, &body.to_string()) {
            refused.push((*name, error.code));
        }
    }
    let unread = refused.iter().filter(|(_, code)| matches!(code, Code::InvalidRequest | Code::UnknownRequest));
    assert_eq!(unread.count(), 0, "{refused:?}");
    // A second shop, an odd day where there is none, and what one example took from another.
    assert!(refused.len() <= 4, "{refused:?}");
    assert_sound(&of);
}

#[test]
fn a_request_with_anything_in_its_fields_is_answered_or_refused() {
    let of = Examples::new();
    let changes = prop::collection::vec((any::<usize>(), change()), 1..3);
    let count = Cell::new(0);
    let ran = runner(1_200).run(&(0..of.requests.len(), changes), |(n, changes)| {
        let (name, whole) = &of.requests[n];
        let mut body = whole.clone();
        for (at, change) in &changes {
            let count = places(&body);
            apply(change, place(&mut body, at % count), &of.ids);
        }
        kept_inside(name, &mut body, of.shop.books.folder());
        count.set(count.get() + u32::from(answered(&of, name, &body.to_string())?));
        Ok(())
    });
    ran.unwrap_or_else(|failed| panic!("{failed}"));
    assert!(count.get() > 60, "hardly anything was answered: {}", count.get());
    assert_sound(&of);
}

#[test]
fn anything_at_all_is_answered_or_refused_by_every_request() {
    let of = Examples::new();
    // JSON, JSON that was cut off, and no JSON.
    let text = prop_oneof![
        2 => json().prop_map(|value| value.to_string()),
        1 => (json(), any::<usize>()).prop_map(|(value, at)| {
            let text = value.to_string();
            text.chars().take(at % (text.len() + 1)).collect()
        }),
        1 => any::<String>(),
    ];
    let ran = runner(600).run(&(select(ALL.to_vec()), text), |(known, text)| {
        let mut body = text;
        if let Ok(mut value) = serde_json::from_str(&body) {
            kept_inside(known.name, &mut value, of.shop.books.folder());
            body = value.to_string();
        }
        answered(&of, known.name, &body).map(drop)
    });
    ran.unwrap_or_else(|failed| panic!("{failed}"));
    for known in ALL {
        // Deeper than any request is, and than a reader should follow.
        answered(&of, known.name, &format!("{}{}", "[".repeat(20_000), "]".repeat(20_000))).unwrap();
    }
    assert_sound(&of);
}
