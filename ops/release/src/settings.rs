//! What a release is told: a JSON file, which the infrastructure's outputs write (`docs/release.md`).

use std::path::Path;

use serde::{Deserialize, Deserializer};

use crate::gate::Source;
use crate::plan::Plan;
use crate::{Result, Trouble, fleet, split};

/// All of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Of the place: `staging`, `production`.
    pub name: String,
    /// How traffic is divided.
    pub split: split::Kind,
    /// How versions are started and stopped.
    pub fleet: fleet::Kind,
    /// Where figures are read.
    pub gate: Source,
    /// Steps, times and limits; what is left out is as the product's targets say.
    #[serde(default)]
    pub plan: Plan,
}

impl Settings {
    /// Reads the file and refuses what cannot be meant.
    pub fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|e| Trouble::outside(format_args!("{}", path.display()), e))?;
        Self::parse(&text).map_err(|trouble| Trouble::outside(format_args!("{}", path.display()), trouble))
    }

    fn parse(text: &str) -> Result<Self> {
        let settings: Self = serde_json::from_str(text).map_err(|error| Trouble::new(error.to_string()))?;
        let stages = &settings.plan.stages;
        let rises = stages.is_sorted_by(|a, b| a < b) && stages.first().is_some_and(|first| *first > 0);
        if !rises || stages.last() != Some(&100) {
            return Err(Trouble::new("`stages` rise from above 0 to 100"));
        }
        if settings.plan.poll == 0 || settings.plan.silence < settings.plan.poll {
            return Err(Trouble::new("`poll` is above 0 and not above `silence`"));
        }
        Ok(settings)
    }
}

/// Reads `500 ms`, `15 s`, `5 min` or `1 h` as milliseconds.
pub fn span<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    milliseconds(&text).ok_or_else(|| {
        serde::de::Error::custom(format!("`{text}` is no length of time: 500 ms, 15 s, 5 min and 1 h are"))
    })
}

fn milliseconds(text: &str) -> Option<u64> {
    let (number, unit) = text.split_once(' ')?;
    let unit = match unit {
        "ms" => 1,
        "s" => 1_000,
        "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(plan: &str) -> Result<Settings> {
        Settings::parse(&format!(
            r#"{{ "name": "test", "split": {{ "haproxy": {{ "socket": "s", "backend": "api" }} }},
                  "fleet": {{ "commands": {{ "start": ["true"], "ready": ["true"], "stop": ["true"] }} }},
                  "gate": {{ "prometheus": "http://127.0.0.1:9090", "job": "smartkhata" }}, "plan": {plan} }}"#
        ))
    }

    #[test]
    fn what_is_left_out_is_as_the_targets_say() {
        let plan = settings(r#"{ "watch": "30 s" }"#).unwrap().plan;
        assert_eq!((plan.stages, plan.watch, plan.keep), (vec![10, 50, 100], 30_000, 3_600_000));
        assert_eq!((plan.limits.errors_ppm, plan.limits.slow_ms, plan.verify.errors_ppm), (1_000, 200, 500));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (plan, word) in [
            (r#"{ "stages": [10, 50] }"#, "stages"),
            (r#"{ "stages": [50, 10, 100] }"#, "stages"),
            (r#"{ "stages": [] }"#, "stages"),
            (r#"{ "watch": "5 minutes" }"#, "5 minutes"),
            (r#"{ "watch": 300 }"#, "string"),
            (r#"{ "wtach": "5 min" }"#, "wtach"),
            (r#"{ "poll": "0 s" }"#, "poll"),
        ] {
            let trouble = settings(plan).unwrap_err().to_string();
            assert!(trouble.contains(word), "{plan}: {trouble}");
        }
    }

    #[test]
    fn what_the_infrastructure_writes_is_understood() {
        // As `ops/terraform/place/release.tf` has it.
        let text = r#"{
            "name": "production",
            "split": { "alb": { "region": "ap-south-1", "listener": "arn:l", "blue": "arn:b", "green": "arn:g" } },
            "fleet": { "ecs": { "region": "ap-south-1", "cluster": "c", "blue": "b", "green": "g",
                                "container": "server", "template": "t", "family": "f",
                                "repository": "r", "tasks": 4,
                                "keeper": { "template": "k", "family": "m", "subnets": ["s"], "groups": ["g"] } } },
            "gate": { "prometheus": "http://prometheus:9090", "job": "smartkhata" },
            "plan": { "stages": [10, 50, 100], "watch": "5 min", "keep": "1 h",
                      "limits": { "minimum": 3000, "errors_ppm": 1000, "slow_ms": 200 },
                      "verify": { "minimum": 6000, "errors_ppm": 500, "slow_ms": 200 } } }"#;
        let settings = Settings::parse(text).unwrap();
        let aims = Plan::default();
        assert_eq!((settings.plan.watch, settings.plan.keep), (aims.watch, aims.keep));
        assert_eq!(settings.plan.limits, aims.limits);
        assert_eq!(settings.plan.verify, aims.verify);
        assert!(settings.gate.connections.contains("pg_settings_max_connections"));
    }

    #[test]
    fn lengths_of_time() {
        let all = ["500 ms", "15 s", "5 min", "1 h", "5min", "x s", ""].map(milliseconds);
        assert_eq!(all, [Some(500), Some(15_000), Some(300_000), Some(3_600_000), None, None, None]);
    }
}
