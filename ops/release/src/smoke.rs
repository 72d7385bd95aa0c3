//! The smoke test: whether a running server does what it is for. Each check is one line; the exit code is that of all.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::http::{Answer, Http};
use crate::{Result, Trouble};

/// What one check says when it holds.
type Told = Result<String>;

/// Tries the server at an address.
pub fn run(url: &str, expect: Option<&str>, whole: bool) -> Result<ExitCode> {
    let server = Server { http: Http::new(Duration::from_secs(20))?, url: url.trim_end_matches('/').to_owned() };
    let mut lines = Lines::default();
    lines.add("health", server.health(expect));
    lines.add("ready", server.ready());
    lines.add("API page", server.page());
    lines.add("API document", server.document());
    lines.add("sign-in", server.stranger());
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match (variable("SMOKE_IDENTITY"), variable("SMOKE_PASSWORD")) {
        (Some(identity), Some(password)) => server.bill(&mut lines, &identity, &password, variable("SMOKE_SHOP")),
        _ if whole => lines.add("a bill's life", Err(Trouble::new("SMOKE_IDENTITY and SMOKE_PASSWORD are not set"))),
        _ => lines.line("not run", "a bill's life", "SMOKE_IDENTITY and SMOKE_PASSWORD are not set"),
    }
    Ok(if lines.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was tried.
#[derive(Default)]
struct Lines {
    failed: u32,
}

impl Lines {
    fn add(&mut self, name: &str, told: Told) {
        match told {
            Ok(told) => self.line("ok", name, &told),
            Err(trouble) => {
                self.failed += 1;
                self.line("FAILED", name, &trouble.to_string());
            }
        }
    }

    fn line(&self, outcome: &str, name: &str, told: &str) {
        // A closed pipe has nobody to tell.
        let _ = writeln!(std::io::stdout(), "{outcome:7} {name}: {told}");
    }
}

/// Where it is.
struct Server {
    http: Http,
    url: String,
}

/// Who is signed in at a shop.
struct Keeper<'a> {
    server: &'a Server,
    bearer: String,
    shop: Option<String>,
}

impl Server {
    fn get(&self, path: &str) -> Result<Answer> {
        self.http.send(Method::GET, &format!("{}{path}", self.url), &[], None)
    }

    fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        let headers = [("content-type", "application/json")];
        self.http.send(Method::POST, &format!("{}{path}", self.url), &headers, Some(body.to_string()))
    }

    fn health(&self, expect: Option<&str>) -> Told {
        let answer = expect_status(self.get("/health")?, 200)?.json();
        let version = text(&answer, "/version")?;
        match expect {
            Some(expected) if expected != version => {
                Err(Trouble::new(format!("version {version} answers, not {expected}")))
            }
            _ => Ok(format!("version {version}")),
        }
    }

    fn ready(&self) -> Told {
        let answer = self.get("/ready")?;
        let parts = answer.json();
        let unwell = parts.as_object().into_iter().flatten().filter(|(_, well)| **well != json!(true));
        let unwell: Vec<&str> = unwell.map(|(name, _)| name.as_str()).collect();
        if unwell.is_empty() {
            expect_status(answer, 200)?;
            return Ok("database, tables and disk are well".into());
        }
        Err(Trouble::new(format!("not well: {}", unwell.join(", "))))
    }

    fn page(&self) -> Told {
        let answer = expect_status(self.get("/api")?, 200)?;
        match answer.content_type.starts_with("text/html") {
            true => Ok(format!("{} bytes of HTML", answer.body.len())),
            false => Err(Trouble::new(format!("its content type is `{}`", answer.content_type))),
        }
    }

    fn document(&self) -> Told {
        let document = expect_status(self.get("/api/openapi.json")?, 200)?.json();
        let paths = document.get("paths").and_then(Value::as_object).map_or(0, serde_json::Map::len);
        let version = text(&document, "/openapi")?;
        match paths {
            0 => Err(Trouble::new("it describes no path")),
            paths => Ok(format!("OpenAPI {version}, {paths} paths")),
        }
    }

    /// A stranger is refused by the account's own rules: the database was asked.
    fn stranger(&self) -> Told {
        let body = json!({ "identity": "nobody@smoke.invalid", "password": "not a password of anybody" });
        let answer = self.post("/account/sign-in", &body)?;
        let code = answer.json().get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
        match answer.status {
            400..=429 if !code.is_empty() => Ok(format!("a stranger is refused ({code})")),
            status => Err(Trouble::new(format!("a stranger was answered {status}: {}", answer.start()))),
        }
    }

    /// A bill from draft to cancellation, so that the shop's books are afterwards as before but for their numbers.
    fn bill(&self, lines: &mut Lines, identity: &str, password: &str, shop: Option<String>) {
        let keeper = match self.signed_in(identity, password, shop) {
            Ok(keeper) => keeper,
            Err(trouble) => return lines.add("signed in", Err(trouble)),
        };
        lines.add("signed in", Ok("by password".into()));
        let id = match keeper.draft() {
            Ok(id) => id,
            Err(trouble) => return lines.add("draft", Err(trouble)),
        };
        lines.add("draft", Ok("made once, though it was sent twice".into()));
        lines.add("finalized", keeper.finalize(&id));
        lines.add("printed", keeper.print(&id));
        lines.add("cancelled", keeper.cancel(&id));
    }

    fn signed_in(&self, identity: &str, password: &str, shop: Option<String>) -> Result<Keeper<'_>> {
        let body = json!({ "identity": identity, "password": password, "device": "Smoke test" });
        let tokens = expect_status(self.post("/account/sign-in", &body)?, 200)?.json();
        Ok(Keeper { server: self, bearer: format!("Bearer {}", text(&tokens, "/access_token")?), shop })
    }
}

impl Keeper<'_> {
    fn ask(&self, method: Method, path: &str, more: &[(&str, &str)], body: Option<&Value>) -> Result<Answer> {
        let mut headers = vec![("authorization", self.bearer.as_str())];
        headers.extend(self.shop.as_deref().map(|shop| ("x-business", shop)));
        headers.extend(body.map(|_| ("content-type", "application/json")));
        headers.extend(more);
        self.server.http.send(method, &format!("{}{path}", self.server.url), &headers, body.map(Value::to_string))
    }

    fn draft(&self) -> Result<String> {
        let mut key = [0; 16];
        getrandom::fill(&mut key).map_err(|error| Trouble::outside("this system has no randomness", error))?;
        let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        let line =
            json!({ "name": "Smoke test", "quantity": 1000, "price": 10_000, "price_includes_tax": true, "rate": 0 });
        let bill = json!({ "lines": [line], "tenders": [{ "mode": "cash", "amount": 100 }] });
        let send = || {
            let answer = self.ask(Method::POST, "/api/invoices", &[("idempotency-key", key.as_str())], Some(&bill))?;
            text(&expect_status(answer, 201)?.json(), "/id")
        };
        let (first, second) = (send()?, send()?);
        if first != second {
            return Err(Trouble::new("the same write was done twice"));
        }
        Ok(first)
    }

    fn finalize(&self, id: &str) -> Told {
        let answer = self.ask(Method::POST, &format!("/api/invoices/{id}/finalize"), &[], None)?;
        let bill = expect_status(answer, 200)?.json();
        let number = text(&bill, "/bill/voucher/number")?;
        let read = expect_status(self.ask(Method::GET, &format!("/api/invoices/{id}"), &[], None)?, 200)?.json();
        match text(&read, "/bill/voucher/number")? == number && text(&read, "/status")? == "paid" {
            true => Ok(format!("bill {number}, paid")),
            false => Err(Trouble::new(format!("it reads back as {}", text(&read, "/status")?))),
        }
    }

    fn print(&self, id: &str) -> Told {
        let answer = expect_status(self.ask(Method::GET, &format!("/api/invoices/{id}/pdf"), &[], None)?, 200)?;
        match answer.body.starts_with(b"%PDF-") {
            true => Ok(format!("{} bytes of PDF", answer.body.len())),
            false => Err(Trouble::new(format!("its content type is `{}`", answer.content_type))),
        }
    }

    fn cancel(&self, id: &str) -> Told {
        let body = json!({ "reason": "smoke test" });
        let answer = self.ask(Method::POST, &format!("/api/invoices/{id}/cancel"), &[], Some(&body))?;
        match text(&expect_status(answer, 200)?.json(), "/status")?.as_str() {
            "cancelled" => Ok("the books are as before".into()),
            other => Err(Trouble::new(format!("it is {other}"))),
        }
    }
}

fn expect_status(answer: Answer, status: u16) -> Result<Answer> {
    if answer.status == status {
        return Ok(answer);
    }
    Err(Trouble::new(format!("answered {} instead of {status}: {}", answer.status, answer.start())))
}

fn text(value: &Value, pointer: &str) -> Result<String> {
    let found = value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| Trouble::new(format!("the answer has no `{pointer}`")))
}
