//! A crowd of callers: as many requests a second as are meant to come, or as many as can.

use std::time::Duration;

use hyper::Method;
use smartkhata_core::Result;
use smartkhata_core::api::bill::{FinalizeBill, ListBills, SaveDraft};
use smartkhata_core::api::party::GetStatement;
use smartkhata_core::api::report::GetProfitLoss;
use smartkhata_core::api::{self, Request};
use smartkhata_core::id::BusinessId;
use smartkhata_core::machine;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::backend::Backend;
use super::client::Client;
use super::tenants::Tenants;
use crate::figure::{Aim, Figures, Samples};

/// Requests a second of everybody together, whether or not earlier ones are answered.
const RATE: u64 = 300;

/// Callers who ask again as soon as they are answered.
const AT_ONCE: usize = 32;

/// What a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The newest page of bills.
    Bills,
    /// A party's statement.
    Ledger,
    /// Profit and loss of the year.
    ProfitLoss,
    /// Keeps a draft of five lines.
    Draft,
    /// Makes a bill of five lines, paid in cash.
    Finalize,
}

impl What {
    /// All of them.
    const ALL: [Self; 5] = [Self::Bills, Self::Ledger, Self::ProfitLoss, Self::Draft, Self::Finalize];

    /// By a number below 100: 60 read, 30 keep drafts, 10 make bills.
    const fn drawn(number: u8) -> Self {
        match number {
            0..30 => Self::Bills,
            30..50 => Self::Ledger,
            50..60 => Self::ProfitLoss,
            60..90 => Self::Draft,
            _ => Self::Finalize,
        }
    }

    /// The name of its figures, and the time in milliseconds that 99 of 100 stay within.
    const fn aim(self) -> (&'static str, u128) {
        match self {
            Self::Bills => ("bills", 50),
            Self::Ledger => ("ledger", 150),
            Self::ProfitLoss => ("profit_loss", 500),
            Self::Draft => ("draft", 100),
            Self::Finalize => ("finalize", 200),
        }
    }

    /// The request's name and its body.
    fn request(self, tenants: &Tenants, n: usize) -> Result<(&'static str, String)> {
        fn written<R: Request>(request: &R) -> Result<(&'static str, String)> {
            Ok((R::NAME, api::write(request)?))
        }
        let year = tenants.shop.last_year()?;
        match self {
            Self::Bills => written(&ListBills { limit: 50, ..ListBills::default() }),
            Self::Ledger => {
                let id = tenants.party(n)?;
                written(&GetStatement { id, from: None, to: None, after: None, limit: 50 })
            }
            Self::ProfitLoss => {
                written(&GetProfitLoss { from: year.first_day(), to: year.last_day(), with_stock: true })
            }
            Self::Draft => written(&SaveDraft { draft: tenants.shop.draft(n)? }),
            Self::Finalize => written(&FinalizeBill { draft: tenants.shop.draft(n)? }),
        }
    }
}

/// A request that was answered.
struct Answered {
    what: What,
    took: Duration,
    status: u16,
}

/// Sixty of a hundred requests read, thirty keep drafts, ten make bills; each caller thinks in between.
pub async fn mix(tenants: &Tenants, backend: &Backend, length: Duration, figures: &mut Figures) -> Result<()> {
    let pairs = tenants.pairs();
    let callers = tenants.people.len().max(1);
    let pause = Duration::from_secs(1).saturating_mul(u32::try_from(callers).unwrap_or(u32::MAX))
        / u32::try_from(RATE).unwrap_or(1);
    // When each request is due, and whose it is, is settled before the first is sent.
    let mut due = Vec::new();
    for caller in 0..callers {
        let mut at = thought(pause);
        let mut turn = caller;
        while at < length {
            due.push((at, turn, What::drawn(u8::from_be_bytes(machine::random()) % 100)));
            turn += callers;
            at += thought(pause);
        }
    }
    due.sort_by_key(|(at, ..)| *at);
    let mut calls = Vec::new();
    for (n, (at, turn, what)) in due.into_iter().enumerate() {
        let Some((person, business)) = pairs.get(turn % pairs.len().max(1)) else { continue };
        let (name, body) = what.request(tenants, n)?;
        calls.push((at, what, person.client.clone(), door(backend, *business, name), body));
    }
    warm(tenants, backend).await?;
    let begun = Instant::now() + Duration::from_millis(100);
    let mut sent = JoinSet::new();
    for (at, what, client, address, body) in calls {
        // From when it was due, so that a caller who had to wait for a turn counts too.
        let due = begun + at;
        sleep_until(due).await;
        sent.spawn(async move { call(&client, what, &address, body, due).await });
    }
    let answers = sent.join_all().await;
    told("mix", &answers, begun.elapsed(), figures);
    for what in What::ALL {
        let times = answers.iter().filter(|answer| answer.what == what).map(|answer| answer.took).collect();
        let (times, (name, aim)) = (Samples::from_times(times), what.aim());
        figures.ms(format!("{name}_p50"), times.percentile(50), Aim::None);
        figures.ms(format!("{name}_p95"), times.percentile(95), Aim::None);
        figures.ms(format!("{name}_p99"), times.percentile(99), Aim::AtMost(aim * 1_000));
    }
    Ok(())
}

/// One request again and again, as fast as it is answered; answers thousandths of requests a second.
pub async fn saturate(
    tenants: &Tenants,
    backend: &Backend,
    what: What,
    length: Duration,
    figures: &mut Figures,
) -> Result<u128> {
    let pairs = tenants.pairs();
    // More bodies than can be sent: making them is no part of what is measured.
    let most = usize::try_from(length.as_secs()).unwrap_or(1).saturating_mul(3_000) / AT_ONCE;
    let mut lanes = Vec::new();
    for lane in 0..AT_ONCE {
        let mut calls = Vec::new();
        for n in 0..most {
            let turn = lane + n * AT_ONCE;
            let Some((person, business)) = pairs.get(turn % pairs.len().max(1)) else { continue };
            let (name, body) = what.request(tenants, turn)?;
            calls.push((person.client.clone(), door(backend, *business, name), body));
        }
        lanes.push(calls);
    }
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for calls in lanes {
        callers.spawn(async move {
            let mut answers = Vec::new();
            for (client, address, body) in calls {
                if begun.elapsed() >= length {
                    break;
                }
                answers.push(call(&client, what, &address, body, Instant::now()).await);
            }
            answers
        });
    }
    let answers: Vec<Answered> = callers.join_all().await.into_iter().flatten().collect();
    let (name, _) = what.aim();
    let rate = told(&format!("{name}_alone"), &answers, begun.elapsed(), figures);
    let times = Samples::from_times(answers.into_iter().map(|answer| answer.took).collect());
    for percent in [50, 95, 99] {
        figures.ms(format!("{name}_alone_p{percent}"), times.percentile(percent), Aim::None);
    }
    Ok(rate)
}

/// Every caller is known, and every connection and statement is made, before anything is measured.
async fn warm(tenants: &Tenants, backend: &Backend) -> Result<()> {
    let mut calls = JoinSet::new();
    for (n, (person, business)) in tenants.pairs().into_iter().enumerate() {
        for what in What::ALL {
            let (name, body) = what.request(tenants, n)?;
            let (client, address) = (person.client.clone(), door(backend, business, name));
            calls.spawn(async move { client.ask(Method::POST, &address, body).await });
            if calls.len() >= AT_ONCE {
                calls.join_next().await;
            }
        }
    }
    calls.join_all().await.into_iter().collect::<Result<Vec<_>>>().map(drop)
}

async fn call(client: &Client, what: What, address: &str, body: String, since: Instant) -> Answered {
    let status = client.send(Method::POST, address, body).await.map_or(0, |(status, _)| status);
    Answered { what, took: since.elapsed(), status }
}

/// Requests a second and how many of them failed; answers the first.
fn told(name: &str, answers: &[Answered], took: Duration, figures: &mut Figures) -> u128 {
    let count = answers.len() as u128;
    let failed: Vec<u16> = answers.iter().map(|answer| answer.status).filter(|status| *status != 200).collect();
    if let Some(status) = failed.first() {
        eprintln!("{name}: {} requests failed, the first with {status}", failed.len());
    }
    let rate = count * 1_000_000_000 / took.as_micros().max(1);
    figures.add(format!("{name}_rate"), rate, "requests/s", Aim::None);
    figures.add(format!("{name}_errors"), failed.len() as u128 * 100_000 / count.max(1), "%", Aim::AtMost(100));
    rate
}

fn door(backend: &Backend, business: BusinessId, name: &str) -> String {
    format!("{}/b/{business}/door/{name}", backend.address)
}

/// A while between nothing and twice the pause.
fn thought(pause: Duration) -> Duration {
    pause * 2 * u32::from(u16::from_be_bytes(machine::random())) / u32::from(u16::MAX)
}
