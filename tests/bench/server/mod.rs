//! The backend of many shops under load: the real program on a PostgreSQL of its own, both on this machine, and the
//! callers too.
//!
//! PostgreSQL is as it ships but for its memory, and waits for the disk at every commit.

mod backend;
mod client;
mod crowd;
mod devices;
mod fill;
mod floor;
mod outside;
mod proxy;
mod tenants;

use std::path::Path;
use std::time::Duration;

use crate::cluster::Cluster;
use crate::figure::Figures;
use backend::Backend;
use outside::outside;
use smartkhata_core::Result;

/// Memory as for a small server of its own, and checkpoints by time rather than by volume.
const SETTINGS: &[&str] = &["fsync=on", "shared_buffers=1GB", "max_wal_size=4GB", "max_connections=150"];

/// The database's name.
const DATABASE: &str = "books";

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Shops.
    pub tenants: u32,
    /// Bills in all shops together.
    pub bills: u32,
    /// Entries that a new device reads.
    pub entries: u32,
    /// How long the crowd calls.
    pub seconds: u64,
}

/// What the backend is made for.
pub const WHOLE: Size = Size { tenants: 200, bills: 1_000_000, entries: 100_000, seconds: 60 };

/// What is over in two minutes.
pub const SMALL: Size = Size { tenants: 20, bills: 20_000, entries: 5_000, seconds: 20 };

/// What is measured. Whoever calls takes part of the processor that answers: a crowd is compiled for speed as the backend
/// is, devices as they ship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Devices that bring entries and fetch them.
    Devices,
    /// Many shops that are called at once, and the engine's floor.
    Crowd,
    /// One after the other, by one program.
    Both,
}

/// Measures a part, with a backend of its own.
pub fn measure(part: Part, size: Size, cache: &Path, figures: &mut Figures) -> Result<()> {
    let cluster = Cluster::with(SETTINGS);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| outside("runtime", &error))?;
    runtime.block_on(run(part, size, cache, &cluster, figures))
}

async fn run(part: Part, size: Size, cache: &Path, cluster: &Cluster, figures: &mut Figures) -> Result<()> {
    let server = cluster.connect().await;
    for statement in ["create role keeper login createrole", "create database books owner keeper"] {
        server.batch_execute(statement).await.map_err(|error| outside(statement, &error))?;
    }
    let backend = Backend::start(cluster)?;
    if part != Part::Crowd {
        devices::measure(size.entries, cache, &backend, figures).await?;
    }
    if part == Part::Devices {
        return Ok(());
    }
    let mut tenants = tenants::Tenants::fill(size, cache, cluster, &backend).await?;
    let busy = Duration::from_secs(size.seconds);
    crowd::mix(&tenants, busy, figures).await?;
    tenants.renew(&backend).await?;
    let finalized = crowd::saturate(&tenants, crowd::What::Finalize, busy / 3, figures).await?;
    tenants.renew(&backend).await?;
    let listed = crowd::saturate(&tenants, crowd::What::Bills, busy / 3, figures).await?;
    figures.add("server_memory_peak", backend.peak_memory()? * 1_000, "MiB", crate::figure::Aim::None);
    floor::measure(&tenants, cluster, busy / 3, [finalized, listed], figures).await
}
