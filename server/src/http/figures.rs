//! Figures for operators, as Prometheus reads them.

use std::fmt::Write as _;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::postgres;

/// Upper ends of the classes of durations, in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// What a request is counted under. Templates of routes, never paths: those hold ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: String,
    route: String,
    status: u16,
}

type Made = fn() -> Histogram;

/// The figures and where they are read.
pub struct Figures {
    registry: Registry,
    requests: Family<Labels, Counter<u64, AtomicU64>>,
    durations: Family<Labels, Histogram, Made>,
    open: Gauge,
    idle: Gauge,
    most: Gauge,
    waiting: Gauge,
}

impl Figures {
    /// None yet.
    pub fn new() -> Self {
        let mut registry = Registry::default();
        let requests = Family::default();
        let made: Made = || Histogram::new(SECONDS);
        let durations = Family::new_with_constructor(made);
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_duration_seconds", "Time to answer", durations.clone());
        let mut gauge = |name: &str, about: &str| {
            let gauge = Gauge::default();
            registry.register(name, about, gauge.clone());
            gauge
        };
        Self {
            open: gauge("db_pool_connections", "Connections to PostgreSQL that are open"),
            idle: gauge("db_pool_idle", "Connections that are open and not in use"),
            most: gauge("db_pool_limit", "Connections that there may be"),
            waiting: gauge("db_pool_waiting", "Requests that wait for a connection"),
            registry,
            requests,
            durations,
        }
    }

    /// Counts a request.
    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let labels = Labels { method: method.to_owned(), route: route.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.durations.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// The figures as text.
    pub fn text(&self, pool: postgres::Figures) -> String {
        for (gauge, figure) in
            [(&self.open, pool.open), (&self.idle, pool.idle), (&self.most, pool.most), (&self.waiting, pool.waiting)]
        {
            gauge.set(i64::try_from(figure).unwrap_or(i64::MAX));
        }
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
        figures.answered("POST", "/b/{business}/door/{request}", 200, Duration::from_millis(30));
        let text = figures.text(postgres::Figures { most: 20, open: 3, idle: 2, waiting: 0 });
        let labels = r#"{method="POST",route="/b/{business}/door/{request}",status="200""#;
        for line in [
            format!("http_requests_total{labels}}} 2"),
            format!("http_request_duration_seconds_count{labels}}} 2"),
            format!(r#"http_request_duration_seconds_bucket{{le="0.005",{}}} 1"#, &labels[1..]),
            "db_pool_connections 3".to_owned(),
        ] {
            assert!(text.contains(&line), "{line}\n{text}");
        }
    }
}
