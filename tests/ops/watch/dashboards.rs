//! Grafana's dashboards: sound as files here, and each panel asked of a live Prometheus by the chain.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::place::{ops, text};

/// A panel's question.
pub struct Question {
    /// Dashboard and panel.
    pub place: String,
    /// As Prometheus is asked it, variables filled in.
    pub expression: String,
}

/// Every dashboard by its file's name.
fn all() -> Vec<(String, Value)> {
    let files = std::fs::read_dir(ops("monitoring/grafana/dashboards")).unwrap();
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let json = serde_json::from_str(&text(&format!("monitoring/grafana/dashboards/{name}")));
            (name.clone(), json.unwrap_or_else(|error| panic!("{name}: {error}")))
        })
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// What every panel and every variable asks. Grafana fills in its variables; here they stand for everything.
pub fn questions() -> Vec<Question> {
    let mut questions = Vec::new();
    for (name, dashboard) in all() {
        for panel in list(&dashboard["panels"]) {
            for target in list(&panel["targets"]) {
                let expression = target["expr"].as_str().unwrap();
                let expression = expression.replace("$__rate_interval", "1m").replace("$instance", ".*");
                assert!(!expression.contains('$'), "{name}: a variable that nobody fills in: {expression}");
                questions.push(Question { place: format!("{name}: {}", panel["title"]), expression });
            }
        }
        for variable in list(&dashboard["templating"]["list"]) {
            let Some(query) = variable["query"]["query"].as_str() else { continue };
            let series = query.strip_prefix("label_values(").and_then(|rest| rest.strip_suffix(", instance)"));
            let series = series.unwrap_or_else(|| panic!("{name}: {query}")).to_owned();
            questions
                .push(Question { place: format!("{name}: the variable {}", variable["name"]), expression: series });
        }
    }
    questions
}

#[test]
fn dashboards_are_sound() {
    let dashboards = all();
    let names: Vec<&str> = dashboards.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["business.json", "database.json", "hosts.json", "service.json", "sync.json"]);
    let uids: BTreeSet<&str> = dashboards.iter().filter_map(|(_, dashboard)| dashboard["uid"].as_str()).collect();
    assert_eq!(uids.len(), dashboards.len(), "each has an id of its own");
    for (name, dashboard) in &dashboards {
        let source = &dashboard["templating"]["list"][0];
        assert_eq!((source["name"].as_str(), source["type"].as_str()), (Some("datasource"), Some("datasource")));
        let panels = list(&dashboard["panels"]);
        let ids: BTreeSet<i64> = panels.iter().map(|panel| panel["id"].as_i64().unwrap()).collect();
        assert_eq!(ids.len(), panels.len(), "{name}: two panels have one id");
        let titles: BTreeSet<&str> = panels.iter().map(|panel| panel["title"].as_str().unwrap()).collect();
        assert!(titles.len() + 1 >= panels.len(), "{name}: panels that nobody can tell apart");
        let mut taken = BTreeSet::new();
        for panel in panels {
            let title = panel["title"].as_str().unwrap();
            let at = |name: &str| panel["gridPos"][name].as_u64().unwrap();
            assert!(at("x") + at("w") <= 24, "{name}: {title} is wider than the page");
            for x in at("x")..at("x") + at("w") {
                for y in at("y")..at("y") + at("h") {
                    assert!(taken.insert((x, y)), "{name}: {title} lies on another panel");
                }
            }
            if panel["type"] == "row" {
                continue;
            }
            assert!(
                panel["description"].as_str().is_some_and(|about| about.ends_with('.')),
                "{name}: {title} says nothing"
            );
            assert!(panel["fieldConfig"]["defaults"]["unit"].is_string(), "{name}: {title} has no unit");
            let targets = list(&panel["targets"]);
            assert!(!targets.is_empty(), "{name}: {title} asks nothing");
            let refs: BTreeSet<&str> = targets.iter().map(|target| target["refId"].as_str().unwrap()).collect();
            assert_eq!(refs.len(), targets.len(), "{name}: {title}: two questions have one name");
            for source in
                std::iter::once(&panel["datasource"]).chain(targets.iter().map(|target| &target["datasource"]))
            {
                assert_eq!(source["uid"], "${datasource}", "{name}: {title} asks a source of its own");
            }
        }
    }
}
