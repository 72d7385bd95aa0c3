//! The rules and routes of alerts: sound, tested one by one, and each with a runbook.

use std::collections::BTreeSet;
use std::process::Command;

use crate::place::{ops, root, text};
use crate::service::run;

/// An alert as its file has it.
pub struct Alert {
    /// Its name.
    pub name: String,
    /// `critical`, `warning` or `none`.
    pub severity: String,
    /// Where its runbook is, from the root of the repository.
    pub runbook: String,
}

/// Every alert.
pub fn all() -> Vec<Alert> {
    let rules = text("monitoring/prometheus/rules/alerts.yml");
    let blocks = rules.split("- alert: ").skip(1);
    let after = |block: &str, start: &str, end: &str| {
        let (_, rest) = block.split_once(start).unwrap_or_else(|| panic!("{start:?} is missing in {block}"));
        rest.split(end).next().unwrap().trim().to_owned()
    };
    blocks
        .map(|block| Alert {
            name: block.lines().next().unwrap().trim().to_owned(),
            severity: after(block, "labels: {severity: ", "}"),
            runbook: after(block, "runbook: ", "\n"),
        })
        .collect()
}

#[test]
fn every_alert_has_a_severity_a_tested_firing_and_a_runbook_that_names_it() {
    let (alerts, tests) = (all(), text("monitoring/prometheus/tests/alerts_test.yml"));
    assert_eq!(alerts.len(), 28, "an alert is missing, or one is new: say so here");
    for alert in &alerts {
        let Alert { name, severity, runbook } = alert;
        assert!(["critical", "warning", "none"].contains(&severity.as_str()), "{name}: {severity}");
        let fired = format!(r#"labels: '{{alertname="{name}",severity="{severity}"}}'"#);
        assert!(tests.contains(&fired), "no test fires {name} as {severity}");
        let book = std::fs::read_to_string(root().join(runbook)).unwrap_or_else(|error| panic!("{runbook}: {error}"));
        assert!(book.contains(&format!("`{name}`")), "{runbook} does not name {name}");
    }
}

/// The healthy world has something of each figure that a rule asks for: an alert that is silent there is so because all
/// is well.
#[test]
fn the_healthy_world_has_every_figure_that_rules_ask_for() {
    let tests = text("monitoring/prometheus/tests/alerts_test.yml");
    let (_, healthy) = tests.split_once("a healthy world is silent").unwrap();
    let (healthy, _) = healthy.split_once("promql_expr_test").unwrap();
    let rules: String = ["alerts", "recording"]
        .map(|name| text(&format!("monitoring/prometheus/rules/{name}.yml")))
        .concat()
        .lines()
        .filter(|line| {
            !["#", "- name", "- record", "- alert", "summary:", "runbook:", "labels:", "for:"]
                .iter()
                .any(|other| line.trim_start().starts_with(other))
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':');
    let figures: BTreeSet<&str> = rules
        .split(word)
        .filter(|word| word.contains('_') && !word.contains(':') && !word.starts_with('_'))
        // Functions, and the name of a slot.
        .filter(|word| !["histogram_quantile", "max_over_time", "smartkhata_standby"].contains(word))
        .collect();
    assert!(figures.len() > 25, "{figures:?}");
    let missing: Vec<_> = figures.iter().filter(|figure| !healthy.contains(&format!("'{figure}{{"))).collect();
    assert!(missing.is_empty(), "the healthy world has no {missing:?}");
}

#[test]
#[ignore = "needs promtool and amtool; `cargo xtask test --operations` installs them"]
fn rules_hold_in_their_unit_tests_and_configurations_are_sound() {
    let prometheus = ops("monitoring/prometheus");
    run(Command::new("promtool").args(["check", "config", "--syntax-only"]).arg(prometheus.join("prometheus.yml")));
    run(Command::new("promtool")
        .args(["check", "rules", "--lint=all", "--lint-fatal"])
        .args([prometheus.join("rules/recording.yml"), prometheus.join("rules/alerts.yml")]));
    let said = run(Command::new("promtool").args(["test", "rules"]).arg(prometheus.join("tests/alerts_test.yml")));
    assert!(said.contains("SUCCESS"), "{said}");
    run(Command::new("amtool").arg("check-config").arg(ops("monitoring/alertmanager/alertmanager.yml")));
    let blackbox = ops("monitoring/blackbox/blackbox.yml");
    run(Command::new("prometheus-blackbox-exporter")
        .arg("--config.check")
        .arg(format!("--config.file={}", blackbox.display())));
}

#[test]
#[ignore = "needs amtool; `cargo xtask test --operations` installs it"]
fn who_is_told_follows_from_the_severity() {
    for Alert { name, severity, .. } in all() {
        let receiver = match severity.as_str() {
            "critical" => "on-call",
            "none" => "heartbeat",
            _ => "alerts",
        };
        let mut amtool = Command::new("amtool");
        amtool.args(["config", "routes", "test", &format!("--verify.receivers={receiver}")]);
        amtool.arg(format!("--config.file={}", ops("monitoring/alertmanager/alertmanager.yml").display()));
        amtool.args([format!("alertname={name}"), format!("severity={severity}"), "environment=production".to_owned()]);
        run(&mut amtool);
    }
}

#[test]
#[ignore = "needs yamllint; `cargo xtask test --operations` installs it"]
fn files_in_yaml_are_well_formed() {
    let rules = "{extends: relaxed, rules: {line-length: disable, key-duplicates: enable, truthy: enable}}";
    run(Command::new("yamllint").args(["--strict", "-d", rules]).args([ops("monitoring"), ops("logs")]));
}

/// A release asks Prometheus how many of the database's connections are taken, by words that the rules' tests try.
#[test]
fn what_a_release_asks_of_the_database_is_tried_with_the_rules() {
    let gate = text("release/src/gate.rs");
    let (_, usual) = gate.split_once("fn of_the_exporter() -> String {").unwrap();
    let question = usual.split('"').nth(1).unwrap();
    let tests = text("monitoring/prometheus/tests/alerts_test.yml");
    let tried = tests.lines().filter(|line| line.trim() == format!("- expr: {question}")).count();
    assert!(question.contains("pg_settings_max_connections") && tried > 0, "no test tries `{question}`");
}
