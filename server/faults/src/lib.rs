//! Tells a Sentry server of faults and panics. Off until somebody names one.
//!
//! What is told is made here from things that the program itself knows: a code, a template of a route, a place in the
//! source, a message that stands there word for word. What was put together while it ran (a formatted message, a path,
//! an address) may hold what a shopkeeper typed and is left out; `plain` is the one gate, and it keeps what it knows
//! instead of removing what it finds.

mod panic;
mod plain;

use std::future::Future;
use std::sync::{Arc, OnceLock};

use sentry::protocol::{Event, Level, Map};
use sentry::types::Dsn;
use sentry::{Client, ClientOptions};

/// Where faults are told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Sentry's address for this project: `https://KEY@HOST/PROJECT`.
    pub dsn: String,
    /// Which program: `smartkhata-server`.
    pub program: &'static str,
    /// Its version.
    pub version: String,
    /// Where it runs: `production`, `staging`.
    pub environment: String,
}

/// What a fault is about, by names that hold nothing of anybody.
#[derive(Debug, Clone)]
pub struct About {
    /// The route's template.
    pub route: String,
    /// The method.
    pub method: String,
    /// The request, as the log names it.
    pub request: String,
}

tokio::task_local! {
    static NOW: About;
}

static CLIENT: OnceLock<Arc<Client>> = OnceLock::new();

/// Faults are told while this lives; what waits is sent when it goes, for two seconds at most.
#[must_use = "faults are told while this lives"]
pub struct Telling(Arc<Client>);

impl Drop for Telling {
    fn drop(&mut self) {
        self.0.close(None);
    }
}

/// Begins to tell, panics of every thread included.
///
/// # Errors
/// A sentence for the operator when the address is none, or when faults are told already.
pub fn begin(settings: &Settings) -> Result<Telling, String> {
    let dsn = &settings.dsn;
    let _: Dsn = dsn.parse().map_err(|_| "SENTRY_DSN is no address of a Sentry project (https://KEY@HOST/PROJECT).")?;
    // The client needs a default for TLS; one that was chosen before is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let options = ClientOptions::new()
        .dsn(dsn)
        .release(format!("{}@{}", settings.program, settings.version))
        .environment(settings.environment.clone())
        .default_integrations(false)
        .max_breadcrumbs(0)
        .transport(sentry::transports::DefaultTransportFactory)
        .before_send(|event| Some(plain::only(event)));
    let client = Arc::new(Client::from(options));
    CLIENT.set(Arc::clone(&client)).map_err(|_| "Faults are told already.")?;
    panic::listen();
    Ok(Telling(client))
}

/// Tells of a request that failed by a fault of the program: its code, and where.
pub fn tell(code: &str, about: &About, status: u16) {
    let mut tags = tags(about);
    tags.insert("code".into(), code.to_owned());
    tags.insert("status".into(), status.to_string());
    send(Event {
        level: Level::Error,
        message: Some(format!("fault {code} at {} {}", about.method, about.route)),
        transaction: Some(about.route.clone()),
        // One issue a code and route, whatever request met it.
        fingerprint: vec![code.to_owned().into(), about.method.clone().into(), about.route.clone().into()].into(),
        tags,
        ..Event::default()
    });
}

/// Does a request's work, so that a panic in it is told with what it is about.
pub fn within<F: Future>(about: About, work: F) -> impl Future<Output = F::Output> {
    NOW.scope(about, work)
}

fn tags(about: &About) -> Map<String, String> {
    Map::from_iter([("method".into(), about.method.clone()), ("request".into(), about.request.clone())])
}

fn send(event: Event<'static>) {
    if let Some(client) = CLIENT.get() {
        client.capture_event(event, None);
    }
}
