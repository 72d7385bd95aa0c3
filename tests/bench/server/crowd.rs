//! A crowd of callers of the REST API: as many requests a second as are meant to come, or as many as can.

use std::time::Duration;

use hyper::Method;
use serde_json::Value;
use smartkhata_core::Result;
use smartkhata_core::document::Draft;
use smartkhata_core::id::BusinessId;
use smartkhata_core::machine;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::backend::Person;
use super::client::Client;
use super::outside::outside;
use super::tenants::Tenants;
use crate::figure::{Aim, Figures, Samples};

/// Requests a second of everybody together, whether or not earlier ones are answered.
const RATE: u64 = 300;

/// Callers who ask again as soon as they are answered.
pub const AT_ONCE: usize = 32;

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

    /// The name of its figures, and the ceiling of 99 of 100 in milliseconds.
    const fn ceiling(self) -> (&'static str, u128) {
        match self {
            Self::Bills => ("bills", 50),
            Self::Ledger => ("ledger", 150),
            Self::ProfitLoss => ("profit_loss", 500),
            Self::Draft => ("draft", 100),
            Self::Finalize => ("finalize", 200),
        }
    }

    /// The request of a number, of a shop by one of its people. What becomes a bill is kept as a draft first, which is
    /// not part of what is measured.
    async fn call(self, tenants: &Tenants, person: &Person, shop: BusinessId, n: usize) -> Result<Call> {
        let client = person.client.of_shop(shop);
        let begun = |path: &str| format!("{}/api/{path}", tenants.address);
        let (method, address, body) = match self {
            Self::Bills => (Method::GET, begun("invoices?limit=50"), String::new()),
            Self::Ledger => {
                let path = format!("parties/{}/ledger?limit=50", tenants.party(n)?);
                (Method::GET, begun(&path), String::new())
            }
            Self::ProfitLoss => {
                let year = tenants.shop.last_year()?;
                let days = format!("from={}&to={}&with_stock=true", year.first_day(), year.last_day());
                (Method::GET, begun(&format!("reports/profit-loss?{days}")), String::new())
            }
            Self::Draft => (Method::POST, begun("invoices"), typed(&tenants.shop.draft(n)?)?),
            Self::Finalize => {
                let draft = typed(&tenants.shop.draft(n)?)?;
                let kept = client.ask(Method::POST, &begun("invoices"), draft).await?;
                let id = kept.get("id").and_then(Value::as_str).unwrap_or_default();
                (Method::POST, begun(&format!("invoices/{id}/finalize")), String::new())
            }
        };
        Ok(Call { what: self, client, method, address, body })
    }
}

/// A draft as the API takes it, which gives it its id.
fn typed(draft: &Draft) -> Result<String> {
    let mut body = serde_json::to_value(draft).map_err(|error| outside("draft", &error))?;
    if let Some(fields) = body.as_object_mut() {
        fields.remove("id");
    }
    Ok(body.to_string())
}

/// A request that is ready to be sent.
struct Call {
    what: What,
    client: Client,
    method: Method,
    address: String,
    body: String,
}

impl Call {
    /// Sends it; counted from when it was due.
    async fn send(self, since: Instant) -> Answered {
        let Self { what, client, method, address, body } = self;
        let status = client.send(method, &address, body).await.map_or(0, |(status, _)| status);
        Answered { what, took: since.elapsed(), status }
    }
}

/// A request that was answered.
struct Answered {
    what: What,
    took: Duration,
    status: u16,
}

/// Sixty of a hundred requests read, thirty keep drafts, ten make bills; each caller thinks in between.
pub async fn mix(tenants: &Tenants, length: Duration, figures: &mut Figures) -> Result<()> {
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
        let Some((person, shop)) = pairs.get(turn % pairs.len().max(1)) else { continue };
        calls.push((at, what.call(tenants, person, *shop, n).await?));
    }
    warm(tenants).await?;
    tenants.settle().await?;
    let begun = Instant::now() + Duration::from_millis(100);
    let mut sent = JoinSet::new();
    for (at, call) in calls {
        // From when it was due, so that a caller who had to wait for a turn counts too.
        let due = begun + at;
        sleep_until(due).await;
        sent.spawn(call.send(due));
    }
    let answers = sent.join_all().await;
    told("mix", &answers, begun.elapsed(), figures);
    for what in What::ALL {
        let times = answers.iter().filter(|answer| answer.what == what).map(|answer| answer.took).collect();
        let (times, (name, ceiling)) = (Samples::from_times(times), what.ceiling());
        figures.ms(format!("{name}_p50"), times.percentile(50), Aim::None);
        figures.ms(format!("{name}_p95"), times.percentile(95), Aim::None);
        figures.ms(format!("{name}_p99"), times.percentile(99), Aim::HalfOf(ceiling * 1_000));
    }
    Ok(())
}

/// One request again and again, as fast as it is answered; answers thousandths of requests a second.
pub async fn saturate(tenants: &Tenants, what: What, length: Duration, figures: &mut Figures) -> Result<u128> {
    let pairs = tenants.pairs();
    // More than can be sent: making them is no part of what is measured.
    let most = usize::try_from(length.as_secs()).unwrap_or(1).saturating_mul(3_000) / AT_ONCE;
    let lane = async |lane: usize| {
        let mut calls = Vec::new();
        for n in 0..most {
            let turn = lane + n * AT_ONCE;
            let Some((person, shop)) = pairs.get(turn % pairs.len().max(1)) else { continue };
            calls.push(what.call(tenants, person, *shop, turn).await?);
        }
        Ok(calls)
    };
    let lanes = futures_util::future::try_join_all((0..AT_ONCE).map(lane)).await?;
    tenants.settle().await?;
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for calls in lanes {
        callers.spawn(async move {
            let mut answers = Vec::new();
            for call in calls {
                if begun.elapsed() >= length {
                    break;
                }
                answers.push(call.send(Instant::now()).await);
            }
            answers
        });
    }
    let answers: Vec<Answered> = callers.join_all().await.into_iter().flatten().collect();
    let (name, _) = what.ceiling();
    let rate = told(&format!("{name}_alone"), &answers, begun.elapsed(), figures);
    let times = Samples::from_times(answers.into_iter().map(|answer| answer.took).collect());
    for percent in [50, 95, 99] {
        figures.ms(format!("{name}_alone_p{percent}"), times.percentile(percent), Aim::None);
    }
    Ok(rate)
}

/// Every caller is known, and every connection and statement is made, before anything is measured.
async fn warm(tenants: &Tenants) -> Result<()> {
    let mut calls = JoinSet::new();
    for (n, (person, shop)) in tenants.pairs().into_iter().enumerate() {
        for what in What::ALL {
            let call = what.call(tenants, person, shop, n).await?;
            calls.spawn(call.send(Instant::now()));
            if calls.len() >= AT_ONCE {
                calls.join_next().await;
            }
        }
    }
    calls.join_all().await;
    Ok(())
}

/// Requests a second and how many of them failed; answers the first.
fn told(name: &str, answers: &[Answered], took: Duration, figures: &mut Figures) -> u128 {
    let count = answers.len() as u128;
    let failed: Vec<u16> =
        answers.iter().map(|answer| answer.status).filter(|status| !(200..300).contains(status)).collect();
    if let Some(status) = failed.first() {
        eprintln!("{name}: {} requests failed, the first with {status}", failed.len());
    }
    let rate = count * 1_000_000_000 / took.as_micros().max(1);
    figures.add(format!("{name}_rate"), rate, "requests/s", Aim::None);
    figures.add(format!("{name}_errors"), failed.len() as u128 * 100_000 / count.max(1), "%", Aim::AtMost(100));
    rate
}

/// A while between nothing and twice the pause.
fn thought(pause: Duration) -> Duration {
    pause * 2 * u32::from(u16::from_be_bytes(machine::random())) / u32::from(u16::MAX)
}
