//! Figures for operators, as Prometheus reads them. Their names are what `ops/monitoring` asks for.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use smartkhata_core::journal::change::Standing;
use smartkhata_core::sync::message::{Page, Receipt};

use super::presence::Presence;
use super::process;
use crate::postgres;

/// Upper ends of the classes of durations, in seconds. 0.05 to 0.5 are what requests are held to.
const SECONDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.5, 1.0, 5.0, 30.0];

/// How a request fails by our own doing, and by the database's.
const FAILURES: [u16; 2] = [500, 503];

/// What a request is counted under. Templates of routes, never paths: those hold ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

/// Which of the works that nobody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Work {
    work: &'static str,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Run {
    work: &'static str,
    result: &'static str,
}

/// How an entry that a device sent counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Stands {
    standing: &'static str,
}

/// Where a report was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Drawn {
    from: &'static str,
}

/// Which cell's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    cell: String,
}

type Made = fn() -> Histogram;

/// The figures and where they are read.
pub struct Figures {
    registry: Registry,
    requests: Family<Labels, Counter<u64, AtomicU64>>,
    durations: Family<Labels, Histogram, Made>,
    panics: Counter<u64, AtomicU64>,
    received: Family<Stands, Counter<u64, AtomicU64>>,
    sent: Counter<u64, AtomicU64>,
    differing: Counter<u64, AtomicU64>,
    waiting: Gauge,
    behind: Family<Of, Gauge>,
    drawn: Family<Drawn, Counter<u64, AtomicU64>>,
    runs: Family<Run, Counter<u64, AtomicU64>>,
    succeeded: Family<Work, Gauge>,
    pool: Pool,
    active: Active,
    process: process::Gauges,
    /// Who was there lately.
    pub presence: Arc<Presence>,
}

struct Pool {
    open: Gauge,
    idle: Gauge,
    most: Gauge,
    waiting: Gauge,
    trips: Counter<u64, AtomicU64>,
    slow: Counter<u64, AtomicU64>,
}

struct Active {
    users: Gauge,
    businesses: Gauge,
}

/// A device that waits for a shop's log, counted while this lives.
pub struct Waiting(Gauge);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Figures {
    /// None yet.
    pub fn new() -> Self {
        let mut registry = Registry::default();
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("smartkhata_build", "What runs", build);
        let (requests, runs) = (Family::default(), Family::default());
        let received: Family<Stands, Counter<u64, AtomicU64>> = Family::default();
        let (panics, sent, differing) = (Counter::default(), Counter::default(), Counter::default());
        let (succeeded, made): (Family<Work, Gauge>, Made) = (Family::default(), || Histogram::new(SECONDS));
        let durations = Family::new_with_constructor(made);
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_duration_seconds", "Time to answer", durations.clone());
        registry.register("http_panics", "Requests that met a panic; each was answered 500", panics.clone());
        registry.register("sync_entries_received", "Entries that devices sent, by how they count", received.clone());
        registry.register("sync_entries_sent", "Entries that devices were told", sent.clone());
        registry.register("sync_books_differ", "Devices whose books were not the same as here", differing.clone());
        let drawn: Family<Drawn, Counter<u64, AtomicU64>> = Family::default();
        registry.register("reports_read", "Reports of cells with a replica, by where they were read", drawn.clone());
        let behind: Family<Of, Gauge> = Family::default();
        let about = "Shops whose tables are still to be made for this version";
        registry.register("shops_behind", about, behind.clone());
        registry.register("job_runs", "Works that nobody asks for, by how they ended", runs.clone());
        registry.register("job_last_success_timestamp_seconds", "When one last succeeded", succeeded.clone());
        let (trips, slow): (Counter<u64, AtomicU64>, Counter<u64, AtomicU64>) = Default::default();
        registry.register("db_round_trips", "Questions to PostgreSQL that were answered", trips.clone());
        registry.register("db_round_trips_slow", "Those whose answer took over 200 ms", slow.clone());
        let mut gauge = |name: &str, about: &str| {
            let gauge = Gauge::default();
            registry.register(name, about, gauge.clone());
            gauge
        };
        let pool = Pool {
            open: gauge("db_pool_connections", "Connections to PostgreSQL that are open"),
            idle: gauge("db_pool_idle", "Connections that are open and not in use"),
            most: gauge("db_pool_limit", "Connections that there may be"),
            waiting: gauge("db_pool_waiting", "Requests that wait for a connection"),
            trips,
            slow,
        };
        let active = Active {
            users: gauge("active_users", "Accounts that asked something in the last five minutes"),
            businesses: gauge("active_businesses", "Shops that were asked something in the last five minutes"),
        };
        let waiting = gauge("sync_waiting", "Devices that wait for a shop's log");
        // Known from the start, so that the first one is a rise and not the beginning of a series.
        for standing in ["counted", "again", "refused", "late"] {
            drop(received.get_or_create(&Stands { standing }));
        }
        for from in ["replica", "primary"] {
            drop(drawn.get_or_create(&Drawn { from }));
        }
        let process = process::Gauges::new(&mut registry);
        let presence = Arc::default();
        Self {
            registry,
            requests,
            durations,
            panics,
            received,
            sent,
            differing,
            waiting,
            behind,
            drawn,
            runs,
            succeeded,
            pool,
            active,
            process,
            presence,
        }
    }

    /// Counts a request.
    pub fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let labels = Labels { method, route: route.to_owned(), status };
        if self.requests.get(&labels).is_none() {
            // A route's failures are known from its first request on, at zero, so that the first of them is a rise.
            for status in FAILURES {
                drop(self.requests.get_or_create(&Labels { status, ..labels.clone() }));
            }
        }
        self.requests.get_or_create(&labels).inc();
        self.durations.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// Counts a request that met a panic, besides its answer.
    pub fn panicked(&self) {
        self.panics.inc();
    }

    /// Counts what a device sent.
    pub fn received(&self, receipt: &Receipt) {
        for verdict in &receipt.verdicts {
            let standing = match verdict.standing {
                Standing::Counted => "counted",
                Standing::Again => "again",
                Standing::Refused => "refused",
                Standing::Late => "late",
            };
            self.received.get_or_create(&Stands { standing }).inc();
        }
    }

    /// Counts what a device was told.
    pub fn sent(&self, page: &Page) {
        self.sent.inc_by(u64::try_from(page.entries.len()).unwrap_or(u64::MAX));
        if page.same == Some(false) {
            self.differing.inc();
        }
    }

    /// Counts a report of a cell that has a replica.
    pub fn drew_up(&self, from_replica: bool) {
        let from = if from_replica { "replica" } else { "primary" };
        self.drawn.get_or_create(&Drawn { from }).inc();
    }

    /// Notes how many shops of a cell have no tables of this version yet.
    pub fn behind(&self, cell: &str, shops: u64) {
        let of = self.behind.get_or_create_owned(&Of { cell: cell.to_owned() });
        of.set(i64::try_from(shops).unwrap_or(i64::MAX));
    }

    /// Counts a device as waiting until the value goes.
    pub fn waits(&self) -> Waiting {
        self.waiting.inc();
        Waiting(self.waiting.clone())
    }

    /// Counts a work that nobody asks for. `now` in milliseconds since the Unix epoch.
    pub fn ran(&self, work: &'static str, succeeded: bool, now: i64) {
        let result = if succeeded { "ok" } else { "failed" };
        self.runs.get_or_create(&Run { work, result }).inc();
        if succeeded {
            self.succeeded.get_or_create(&Work { work }).set(now.div_euclid(1000));
        }
    }

    /// The figures as text. `now` in milliseconds since the Unix epoch.
    pub fn text(&self, pool: postgres::Figures, now: i64) -> String {
        let (users, businesses) = self.presence.count(now);
        for (gauge, figure) in [
            (&self.pool.open, pool.open),
            (&self.pool.idle, pool.idle),
            (&self.pool.most, pool.most),
            (&self.pool.waiting, pool.waiting),
            (&self.active.users, users),
            (&self.active.businesses, businesses),
        ] {
            gauge.set(i64::try_from(figure).unwrap_or(i64::MAX));
        }
        for (counter, count) in [(&self.pool.trips, pool.trips), (&self.pool.slow, pool.slow)] {
            counter.inner().store(count, Ordering::Relaxed);
        }
        self.process.read();
        let mut out = String::new();
        if text::encode(&mut out, &self.registry).is_err() {
            let _ = writeln!(out, "# some figures could not be written");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_and_status() {
        let figures = Figures::new();
        figures.answered("POST", "/b/{business}/door/{request}", 200, Duration::from_millis(3));
        figures.answered("POST", "/b/{business}/door/{request}", 200, Duration::from_millis(160));
        figures.ran("tidy", false, 1_000);
        figures.ran("tidy", true, 1_700_000_000_999);
        let waiting = figures.waits();
        let text = figures.text(postgres::Figures { most: 20, open: 3, idle: 2, waiting: 0, trips: 7, slow: 2 }, 0);
        let labels = r#"{method="POST",route="/b/{business}/door/{request}",status="200""#;
        let bucket = |le: &str| format!(r#"http_request_duration_seconds_bucket{{le="{le}",{}}}"#, &labels[1..]);
        for line in [
            format!("http_requests_total{labels}}} 2"),
            format!("http_requests_total{}}} 0", labels.replace("200", "500")),
            format!("http_request_duration_seconds_count{labels}}} 2"),
            format!("{} 1", bucket("0.05")),
            format!("{} 1", bucket("0.15")),
            format!("{} 2", bucket("0.2")),
            "db_pool_connections 3".to_owned(),
            "db_round_trips_slow_total 2".to_owned(),
            "sync_waiting 1".to_owned(),
            r#"job_runs_total{work="tidy",result="failed"} 1"#.to_owned(),
            r#"job_last_success_timestamp_seconds{work="tidy"} 1700000000"#.to_owned(),
            format!(r#"smartkhata_build_info{{version="{}"}} 1"#, env!("CARGO_PKG_VERSION")),
        ] {
            assert!(text.contains(&line), "{line}\n{text}");
        }
        drop(waiting);
        let text = figures.text(postgres::Figures { most: 20, open: 3, idle: 2, waiting: 0, trips: 7, slow: 2 }, 0);
        assert!(text.contains("sync_waiting 0"), "{text}");
    }
}
