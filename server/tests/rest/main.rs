//! The REST API from outside, as a program of the shop asks it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]

#[path = "../support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
#[path = "../support/mod.rs"]
mod support;

mod bill;
mod document;
mod due;
mod edition;
mod list;
mod money;
mod once;
mod repeats;
mod role;
mod stock;

use backend::{Backend, Tokens};
use serde_json::{Value, json};
use support::Answer;

/// A caller of one shop.
struct Caller<'a> {
    backend: &'a Backend,
    tokens: Tokens,
    shop: String,
}

impl Caller<'_> {
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let bearer = format!("Bearer {}", self.tokens.access);
        let mut all = vec![("authorization", bearer.as_str()), ("x-business", self.shop.as_str())];
        all.extend(headers);
        self.backend.send(method, path, &all, body.map(|body| body.to_string()).as_deref()).unwrap()
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    /// Sends and expects this status.
    fn ask(&self, method: &str, path: &str, body: Option<Value>, status: u16) -> Value {
        let answer = self.send(method, path, &[], body);
        assert_eq!(answer.status, status, "{method} {path}: {}", String::from_utf8_lossy(&answer.body));
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }
}

fn owner<'a>(backend: &'a Backend, identity: &str, name: &str) -> Caller<'a> {
    let tokens = backend.sign_in(identity);
    let shop = backend.shop(&tokens, name);
    Caller { backend, tokens, shop }
}

fn sugar(party: Option<&Value>) -> Value {
    json!({
        "party": party,
        "lines": [{ "name": "Sugar", "quantity": 2000, "price": 450_000, "price_includes_tax": true, "rate": 500 }],
    })
}

fn rows(answer: &Value) -> &Vec<Value> {
    answer["rows"].as_array().unwrap()
}
