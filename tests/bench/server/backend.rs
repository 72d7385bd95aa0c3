//! The program as it is shipped, serving many shops.

use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};

use hyper::Method;
use serde_json::{Value, json};
use smartkhata_core::{Code, Error, Result};
use smartkhata_courier::Account;
use tempfile::TempDir;
use uuid::Uuid;

use super::client::Client;
use super::outside::outside;
use crate::built;
use crate::cluster::Cluster;

/// The running program; ended when dropped.
pub struct Backend {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    folder: TempDir,
}

/// Somebody who has signed in.
pub struct Person {
    /// The account.
    pub account: Uuid,
    /// Who calls with its token.
    pub client: Client,
    access_token: String,
    refresh_token: String,
}

impl Person {
    /// The account as a device keeps it, reaching the backend at an address.
    pub fn device(&self, backend: String) -> Account {
        let (refresh_token, access_token) = (self.refresh_token.clone(), self.access_token.clone());
        Account { backend, refresh_token, access_token }
    }
}

impl Backend {
    /// Starts it and waits for its address.
    pub fn start(cluster: &Cluster) -> Result<Self> {
        let program = built("SMARTKHATA_SERVER")
            .ok_or_else(|| Error::new(Code::Storage, "The program is not built (cargo xtask bench server)."))?;
        let folder = tempfile::tempdir().map_err(|error| outside("temporary folder", &error))?;
        let log = std::fs::File::create(folder.path().join("log")).map_err(|error| outside("log", &error))?;
        let mut command = Command::new(program);
        // Callers are told apart by what a proxy wrote down, so that one machine can be many.
        command.args(["serve", "--port", "0", "--print-codes", "--proxies", "1"]);
        command.env("DATABASE_URL", cluster.url("keeper", super::DATABASE)).env("SMARTKHATA_DATA", folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().map_err(|error| outside("server", &error))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(|error| outside("server", &error))?;
        }
        let backend = Self { child, address: line.trim().trim_end_matches('/').to_owned(), folder };
        if backend.address.is_empty() {
            return Err(Error::new(Code::Internal, format!("The server did not start: {}", backend.log()?)));
        }
        Ok(backend)
    }

    /// Signs the person of a number in, by the code that the program prints.
    pub async fn sign_in(&self, n: u16) -> Result<Person> {
        let [high, low] = n.to_be_bytes();
        let client = Client::new(Ipv4Addr::new(10, 77, high, low));
        let identity = format!("keeper{n}@shop.example");
        let at = |path: &str| format!("{}{path}", self.address);
        client.ask(Method::POST, &at("/account/code"), json!({ "identity": identity }).to_string()).await?;
        let log = self.log()?;
        let code = log.lines().rev().find_map(|line| line.strip_suffix(&format!(" is the code of {identity}")));
        let code = code.ok_or_else(|| Error::new(Code::Internal, "The server printed no code."))?;
        let body = json!({ "identity": identity, "code": code, "device": "Bench" }).to_string();
        let tokens = client.ask(Method::POST, &at("/account/sign-in"), body).await?;
        let text = |name: &str| tokens.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let account = text("account").parse().map_err(|error| outside("account", &error))?;
        let (access_token, refresh_token) = (text("access_token"), text("refresh_token"));
        Ok(Person { account, client: client.with_token(access_token.clone()), access_token, refresh_token })
    }

    /// The next tokens of somebody who has signed in: those of a run that took its time would be over.
    pub async fn renew(&self, person: &mut Person) -> Result<()> {
        let body = json!({ "refresh_token": person.refresh_token }).to_string();
        let signed_out = person.client.clone().with_token(String::new());
        let tokens = signed_out.ask(Method::POST, &format!("{}/account/refresh", self.address), body).await?;
        let text = |name: &str| tokens.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        (person.access_token, person.refresh_token) = (text("access_token"), text("refresh_token"));
        person.client = signed_out.with_token(person.access_token.clone());
        Ok(())
    }

    /// The most memory that it has had, in MiB.
    pub fn peak_memory(&self) -> Result<u128> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.map_err(|error| outside("memory", &error))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u128>().ok());
        kib.map(|kib| kib / 1024).ok_or_else(|| Error::new(Code::Internal, "This system tells no peak of memory."))
    }

    fn log(&self) -> Result<String> {
        std::fs::read_to_string(self.folder.path().join("log")).map_err(|error| outside("log", &error))
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
