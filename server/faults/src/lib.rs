//! Tells a Sentry server of faults and panics. Off until somebody names one.
//!
//! What is told is made here from things that the program itself knows: a code, a template of a route, a place in the
//! source, a message that stands there word for word. What was put together while it ran (a formatted message, a path,
//! an address) may hold what a shopkeeper typed and is left out; `plain` is the one gate, and it keeps what it knows
//! instead of removing what it finds.

mod panic;
mod plain;

use std::future::Future;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

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

/// How long the end waits for what is still to be sent.
const LAST: Duration = Duration::from_secs(2);

/// Who is told at this moment.
static CLIENT: RwLock<Option<Client>> = RwLock::new(None);

/// Faults are told while this lives; what waits is sent when it goes, for two seconds at most.
#[must_use = "faults are told while this lives"]
pub struct Telling(());

impl Drop for Telling {
    fn drop(&mut self) {
        let Some(client) = CLIENT.write().unwrap_or_else(PoisonError::into_inner).take() else { return };
        client.flush(Some(LAST));
        // Its end waits for a server that does not answer: for as long as that takes, and nobody else does.
        std::thread::spawn(move || drop(client));
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
    let mut told = CLIENT.write().unwrap_or_else(PoisonError::into_inner);
    if told.is_some() {
        return Err("Faults are told already.".into());
    }
    *told = Some(Client::from(options));
    drop(told);
    panic::listen();
    Ok(Telling(()))
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

/// Tells of a fault in the page of a window: in which function of its module, by number, and at which byte of it.
pub fn tell_page(number: u32, offset: u32) {
    send(panic::in_page(number, offset));
}

fn tags(about: &About) -> Map<String, String> {
    Map::from_iter([("method".into(), about.method.clone()), ("request".into(), about.request.clone())])
}

fn send(event: Event<'static>) {
    // A panic waits for nobody.
    if let Ok(told) = CLIENT.try_read()
        && let Some(client) = told.as_ref()
    {
        client.capture_event(event, None);
    }
}
