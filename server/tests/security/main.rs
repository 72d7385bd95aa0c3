//! What guards people and shops on the backend: least privilege, seals and the change of their keys, the log of
//! operators, what is checked after a restore, export, and leaving.
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

mod damage;
mod grant;
mod leave;
mod login;
mod operator;
mod seal;
mod session;

use std::collections::BTreeMap;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backend::{Backend, Tokens, bill, cluster};
use cluster::Cluster;
use serde_json::{Value, json};
use support::{err, out, program};
use tokio_postgres::Client;

/// Two keys: 32 bytes each, of the tests alone.
const OLD: &str = "old:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const NEW: &str = "new:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

/// The program against a cluster's books, as their owner.
fn operate(cluster: &Cluster, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(arguments, folder.path());
    command.env("DATABASE_URL", cluster.url("keeper", "books")).env("SMARTKHATA_OPERATOR", "Ravi").output().unwrap()
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}{}", out(output), err(output));
    out(output)
}

/// Runs against the books as a superuser whom no policy holds.
fn as_superuser<T>(cluster: &Cluster, work: impl AsyncFnOnce(Client) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { work(cluster.connect_to("books").await).await })
}

fn execute(cluster: &Cluster, text: &str) {
    as_superuser(cluster, async |client| client.batch_execute(text).await.unwrap());
}

fn count(cluster: &Cluster, query: &str) -> i64 {
    as_superuser(cluster, async |client| client.query_one(query, &[]).await.unwrap().get(0))
}

fn sold(backend: &Backend, tokens: &Tokens, shop: &str, n: u128) -> Value {
    let answer = backend.door(tokens, shop, "bill.finalize", &bill(n)).unwrap();
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}
