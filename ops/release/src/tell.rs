//! Words to the team: always on stderr, and to a channel of Slack when `SLACK_WEBHOOK` holds its address.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::http::Http;
use crate::{Result, Trouble};

/// Who is told.
#[derive(Debug)]
pub struct Team {
    http: Http,
    webhook: Option<String>,
    place: String,
}

impl Team {
    /// The team of a place, by the environment.
    pub fn of(place: &str) -> Result<Self> {
        let webhook = std::env::var("SLACK_WEBHOOK").ok().filter(|webhook| !webhook.is_empty());
        Ok(Self { http: Http::new(Duration::from_secs(10))?, webhook, place: place.to_owned() })
    }

    /// Tells. That nobody hears it is said on stderr and stops no release.
    pub fn tell(&self, text: &str) {
        eprintln!("{}: {text}", self.place);
        if let Err(trouble) = self.post(text) {
            eprintln!("{}: Slack was not told: {trouble}", self.place);
        }
    }

    fn post(&self, text: &str) -> Result {
        let Some(webhook) = &self.webhook else { return Ok(()) };
        // Characters that Slack reads as marks (its own rule: these three).
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let body = json!({ "text": format!("*{}*: {text}", self.place) }).to_string();
        let answer = self.http.send(Method::POST, webhook, &[("content-type", "application/json")], Some(body))?;
        match answer.status {
            200 => Ok(()),
            status => Err(Trouble::outside(status, answer.start())),
        }
    }
}
