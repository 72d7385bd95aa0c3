//! What Prometheus knows of a version: the counters of its tasks, as they are now.
//!
//! Targets carry the label `colour`. Health checks are no work and are not counted; a long poll waits by design and is
//! not timed.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use crate::colour::Colour;
use crate::http::Http;
use crate::tally::Sample;
use crate::{Result, Trouble};

/// Reads figures.
pub trait Gate {
    /// The counters of a version's tasks.
    fn sample(&mut self, colour: Colour) -> Result<Sample>;

    /// Connections to the database in percent of those that there may be; nothing where nobody counts them.
    fn connections(&mut self) -> Result<Option<u64>>;
}

/// Where figures are, from the settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its address, as `http://prometheus.internal:9090`. `PROMETHEUS_TOKEN` is shown to it if it is set.
    pub prometheus: String,
    /// The job whose targets are the server's tasks.
    pub job: String,
    /// Percent of the database's connections that are taken; of several clusters, where it is most.
    #[serde(default = "of_the_exporter")]
    pub connections: String,
}

fn of_the_exporter() -> String {
    // Of the cluster that has the fewest left.
    "100 * max(sum by (instance) (pg_stat_activity_count) / max by (instance) (pg_settings_max_connections))".into()
}

/// Asked often and by machines.
const NO_WORK: &str = "/health|/ready|/metrics";

/// Answers when there is something to say.
const WAITS: &str = "/b/[{]business[}]/sync/pull";

/// The HTTP API of Prometheus.
#[derive(Debug)]
pub struct Prometheus {
    http: Http,
    source: Source,
    token: Option<String>,
}

impl Prometheus {
    /// At this address.
    pub fn new(source: Source) -> Result<Self> {
        let token = std::env::var("PROMETHEUS_TOKEN").ok().filter(|token| !token.is_empty());
        Ok(Self { http: Http::new(Duration::from_secs(10))?, source, token })
    }

    /// The rows of an instant query: labels and value.
    fn query(&self, expression: &str) -> Result<Vec<Row>> {
        let url = format!("{}/api/v1/query", self.source.prometheus.trim_end_matches('/'));
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let answer = self.http.send(Method::POST, &url, &headers, Some(format!("query={}", encoded(expression))));
        let answer = answer.map_err(|error| Trouble::outside("Prometheus", error))?;
        if answer.status != 200 {
            return Err(Trouble::outside(format_args!("Prometheus answered {}", answer.status), answer.start()));
        }
        let parsed: Reply = serde_json::from_value(answer.json()).map_err(|e| Trouble::outside("Prometheus", e))?;
        Ok(parsed.data.result)
    }
}

#[derive(Debug, Deserialize)]
struct Reply {
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    result: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Row {
    metric: BTreeMap<String, String>,
    /// Seconds, and the number as text.
    value: (Value, String),
}

impl Row {
    fn label(&self, name: &str) -> String {
        self.metric.get(name).cloned().unwrap_or_default()
    }

    /// The whole part; nothing for what is no number.
    fn whole(&self) -> Option<u64> {
        self.value.1.split('.').next().and_then(|whole| whole.parse().ok())
    }
}

impl Gate for Prometheus {
    fn sample(&mut self, colour: Colour) -> Result<Sample> {
        let targets = format!("job=\"{}\",colour=\"{}\"", self.source.job, colour.name());
        let up = self.query(&format!("up{{{targets}}} == 1"))?.iter().map(|row| row.label("instance")).collect();
        let requests = format!("sum by (instance, status) (http_requests_total{{{targets},route!~\"{NO_WORK}\"}})");
        let durations = format!(
            "sum by (instance, le) (http_request_duration_seconds_bucket{{{targets},route!~\"{NO_WORK}|{WAITS}\"}})"
        );
        let mut sample = Sample { up, ..Sample::default() };
        for row in self.query(&requests)? {
            sample.requests.extend(row.whole().map(|count| ((row.label("instance"), row.label("status")), count)));
        }
        for row in self.query(&durations)? {
            let end = microseconds(&row.label("le"));
            sample.durations.extend(end.zip(row.whole()).map(|(end, count)| ((row.label("instance"), end), count)));
        }
        Ok(sample)
    }

    fn connections(&mut self) -> Result<Option<u64>> {
        Ok(self.query(&self.source.connections)?.first().and_then(Row::whole))
    }
}

/// The upper end of a class, given in seconds: `0.25`, `1`, `1.0`, `+Inf`.
fn microseconds(le: &str) -> Option<u64> {
    if le == "+Inf" {
        return Some(u64::MAX);
    }
    let (seconds, fraction) = le.split_once('.').unwrap_or((le, ""));
    let digits: String = fraction.chars().chain(std::iter::repeat('0')).take(6).collect();
    seconds.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(digits.parse().ok()?)
}

/// Text in a form, by octets (RFC 3986).
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_classes() {
        let all = ["0.001", "0.25", "1", "1.0", "30.0", "+Inf", "x"].map(microseconds);
        let none = None;
        assert_eq!(
            all,
            [Some(1_000), Some(250_000), Some(1_000_000), Some(1_000_000), Some(30_000_000), Some(u64::MAX), none]
        );
    }

    #[test]
    fn rows_are_read_as_prometheus_writes_them() {
        let text = r#"{"status":"success","data":{"resultType":"vector","result":[
            {"metric":{"instance":"a:1","status":"200"},"value":[1764320000.1,"1234567"]},
            {"metric":{},"value":[1764320000.1,"40.5"]}, {"metric":{},"value":[1764320000.1,"NaN"]}]}}"#;
        let rows = serde_json::from_str::<Reply>(text).unwrap().data.result;
        assert_eq!(rows.iter().map(Row::whole).collect::<Vec<_>>(), [Some(1_234_567), Some(40), None]);
        assert_eq!((rows[0].label("instance"), rows[1].label("instance")), ("a:1".into(), String::new()));
        assert_eq!(encoded("a b{c=\"d\"}"), "a%20b%7Bc%3D%22d%22%7D");
    }
}
