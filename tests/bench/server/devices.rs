//! Devices of one shop: how soon what one made is on the other, and how soon a new one has everything.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use serde_json::Value;
use smartkhata_core::api::bill::{FinalizeBill, GetBill};
use smartkhata_core::demo::Door;
use smartkhata_core::id::{DeviceId, new_uuid};
use smartkhata_core::machine::SystemIds;
use smartkhata_core::{Code, Error, Result};
use smartkhata_courier::{Account, Courier, Line};
use tokio::time::Instant;

use super::backend::Backend;
use super::fill::Device;
use super::outside::outside;
use super::proxy::Proxy;
use crate::books::Shop;
use crate::figure::{Aim, Figures, Samples};

/// Makes the shop of the devices.
const SEED: u64 = 2;

/// How far the backend is away, one way.
const ONE_WAY: Duration = Duration::from_millis(50);

/// Bills that are made while nothing is sent.
const BILLS: usize = 100;

/// How often that is measured.
const RUNS: usize = 5;

/// How long devices may take to be in step before something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures both, in a shop of about so many entries.
pub async fn measure(entries: u32, cache: &Path, backend: &Backend, figures: &mut Figures) -> Result<()> {
    // A bill and its payment are two entries; parties, items and deliveries are the rest.
    let counter = Device::made_up(cache, SEED, entries.saturating_mul(9) / 20)?;
    let owner = backend.sign_in(u16::MAX).await?;
    let begun = Instant::now();
    counter.bring(backend, &owner).await?;
    rate("push_entries", counter.entries()?, begun.elapsed(), Aim::None, figures);

    let (business, _) = counter.identity()?;
    let address = format!("{}/b/{business}/devices/invite", backend.address);
    let invited = owner.client.ask(Method::POST, &address, r#"{"role":"staff"}"#.to_owned()).await?;
    let code = invited.get("code").and_then(Value::as_str).unwrap_or_default();
    let phone = Device::new()?;
    let device = DeviceId::new(new_uuid(0, &SystemIds));
    let joined = Line::join(&backend.address, code, device, "Phone", None).await?;
    phone.books.join(joined.business, device, &joined.series)?;
    let account = joined.account(&backend.address);
    account.keep(phone.folder.path())?;
    // As an app has it: the next page travels while one is taken in.
    let line = Line::new(phone.folder.path(), business, account.clone())?;
    let begun = Instant::now();
    let courier = Courier::begin(Arc::clone(&phone.books), line);
    in_step(&courier).await?;
    rate("bootstrap_entries", counter.entries()?, begun.elapsed(), Aim::AtLeast(10_000_000), figures);
    drop(courier);

    let to = backend.address.trim_start_matches("http://").parse().map_err(|error| outside("address", &error))?;
    let proxy = Proxy::begin(to, ONE_WAY).await?;
    let line = counter.line(&owner, proxy.address.clone())?;
    let account = Account { backend: proxy.address.clone(), ..account };
    let also = Line::new(phone.folder.path(), business, account)?;
    let couriers = [(&counter, line), (&phone, also)].map(|(at, line)| Courier::begin(Arc::clone(&at.books), line));
    let [sending, _] = &couriers;
    for courier in &couriers {
        in_step(courier).await?;
    }
    let shop = Shop::over(Arc::clone(&counter.books), counter.folder.path())?;
    let mut times = Vec::new();
    for run in 0..RUNS {
        // Both listen again, and the connections are open.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let drafts = (0..BILLS).map(|n| shop.draft(run * BILLS + n)).collect::<Result<Vec<_>>>()?;
        // One commit: what was made while the network was away is there at once when it is back.
        let last = counter.books.batch(|batch| {
            let mut last = None;
            for draft in drafts {
                last = Some(batch.ask(FinalizeBill { draft })?.voucher.id);
            }
            Ok(last)
        })?;
        let begun = Instant::now();
        sending.look();
        let Some(id) = last else { continue };
        while phone.books.ask(GetBill { id }).is_err() {
            if begun.elapsed() > PATIENCE {
                return Err(Error::new(Code::Internal, "The second device never had the bills."));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        times.push(begun.elapsed());
    }
    let times = Samples::from_times(times);
    figures.ms("sync_100", times.percentile(50), Aim::AtMost(500_000));
    figures.ms("sync_100_worst", times.percentile(100), Aim::None);
    Ok(())
}

async fn in_step(courier: &Courier) -> Result<()> {
    match courier.standing().wait_for(|standing| standing.in_step || standing.error.is_some()).await {
        Ok(standing) if standing.in_step => Ok(()),
        Ok(standing) => Err(standing.error.clone().unwrap_or_else(|| Error::not_found("standing"))),
        Err(_) => Err(Error::new(Code::Internal, "A courier gave up.")),
    }
}

fn rate(name: &'static str, entries: i64, took: Duration, aim: Aim, figures: &mut Figures) {
    let per_second = u128::from(entries.unsigned_abs()) * 1_000_000_000 / took.as_micros().max(1);
    figures.add(name, per_second, "entries/s", aim);
}
