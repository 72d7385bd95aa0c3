//! Several clusters behind one address: any task answers for any shop, a shop moves while it sells and nobody notices, and
//! reports come from copies that are not behind.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that meets the unexpected fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "how long devices take is measured on the machine's clock")]

#[path = "../support/backend.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod backend;
#[path = "../../../tests/postgres/cluster.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod cluster;
#[path = "../support/device.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod device;
mod directory;
mod moves;
mod replica;
#[path = "../support/mod.rs"]
mod support;

use std::process::Output;

use backend::{Backend, Tokens, bill};
use cluster::Cluster;
use serde_json::{Value, json};
use support::{Answer, err, out, program};

/// What both cells seal with.
const KEY: &str = "old:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// Two clusters: the cells `first` and `two`.
struct Cells {
    first: Cluster,
    two: Cluster,
}

impl Cells {
    fn new() -> Self {
        let [first, two] = [(), ()].map(|()| tokio::task::block_in_place(backend::cluster));
        Self { first, two }
    }

    /// What tasks and operators are told of the second.
    fn said(&self) -> String {
        json!({ "two": { "url": self.two.url("keeper", "books") } }).to_string()
    }

    /// A task that opens new shops in a cell.
    fn task(&self, opens: &str) -> Backend {
        let cells = self.said();
        Backend::start(&self.first, &["--data-keys", KEY, "--cells", &cells, "--new-shops-cell", opens])
    }

    fn operate(&self, arguments: &[&str]) -> Output {
        self.operate_at(&self.first, arguments)
    }

    fn operate_at(&self, cluster: &Cluster, arguments: &[&str]) -> Output {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program(arguments, folder.path());
        command.env("DATABASE_URL", cluster.url("keeper", "books")).env("SMARTKHATA_OPERATOR", "Ravi");
        command.env("DATA_KEYS", KEY).env("CELLS", self.said()).output().unwrap()
    }

    /// Moves a shop to a cell.
    fn moves(&self, shop: &str, cell: &str) -> String {
        let output = self.operate(&["operator", "move", shop, "--to-cell", cell]);
        assert!(output.status.success(), "{}{}", out(&output), err(&output));
        out(&output)
    }
}

async fn execute(cluster: &Cluster, text: &str) {
    cluster.connect_to("books").await.batch_execute(text).await.unwrap();
}

async fn count(cluster: &Cluster, query: &str) -> i64 {
    cluster.connect_to("books").await.query_one(query, &[]).await.unwrap().get(0)
}

/// Sells; the bill's number. The same again is the same bill.
fn sell(task: &Backend, tokens: &Tokens, shop: &str, n: u128) -> Result<String, Box<Answer>> {
    let answer = task.door(tokens, shop, "bill.finalize", &bill(n)).unwrap();
    match answer.status {
        200 => Ok(answer.json()["voucher"]["number"].as_str().unwrap().to_owned()),
        _ => Err(Box::new(answer)),
    }
}

/// Asks the REST API, which names the shop in a header.
fn ask(task: &Backend, tokens: &Tokens, shop: &str, path: &str) -> Answer {
    let bearer = format!("Bearer {}", tokens.access);
    task.send("GET", path, &[("authorization", &bearer), ("x-business", shop)], None).unwrap()
}

fn sold(task: &Backend, tokens: &Tokens, shop: &str, n: u128) -> String {
    sell(task, tokens, shop, n).unwrap_or_else(|refused| panic!("{}: {}", refused.status, refused.json()))
}

fn numbers(task: &Backend, tokens: &Tokens, shop: &str) -> Vec<String> {
    device::all_numbers(|page| task.door(tokens, shop, "bill.list", &page).unwrap().json())
}

fn shops(task: &Backend, tokens: &Tokens) -> Vec<String> {
    let listed = task.with(tokens, "GET", "/shops", None).json();
    let id = |shop: &Value| shop["business"].as_str().unwrap().to_owned();
    listed["shops"].as_array().unwrap().iter().map(id).collect()
}
