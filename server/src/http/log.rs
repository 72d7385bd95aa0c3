//! The log: one JSON object a line, on stderr, under the names of the Elastic Common Schema (ECS), so that whatever
//! ships it needs no rule of its own. No personal data: call sites name fields, and none of them holds any.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{JsonFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// The version of the schema whose names are used.
const ECS: &str = "8.11.0";

/// The client of PostgreSQL writes parameters of statements at `debug`, and those hold names and amounts: never.
const NEVER: &str = "tokio_postgres=warn";

/// Begins to log. `RUST_LOG` says what, `info` if it says nothing; `environment` names where this runs.
pub fn begin(environment: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = match NEVER.parse() {
        Ok(never) => filter.add_directive(never),
        Err(_) => EnvFilter::new("info"),
    };
    let log = tracing_subscriber::fmt()
        .fmt_fields(JsonFields::new())
        .event_format(Ecs::new(environment))
        .with_writer(std::io::stderr)
        .with_env_filter(filter);
    // A log that somebody else began is as good.
    let _ = log.try_init();
    std::panic::set_hook(Box::new(|info| {
        // Words of the source only: what was put together while the program ran may hold what somebody typed.
        let message = info.payload().downcast_ref::<&'static str>().copied().unwrap_or("a panic");
        let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
        let (kind, origin, number) = ("panic", file, line);
        tracing::error!(error.type = kind, error.message = message, log.origin.file.name = origin, log.origin.file.line = number, "panic");
    }));
}

/// Writes an event as ECS has it: one is written for each request, so what is the same in all is put together once and
/// nothing is kept in between.
struct Ecs {
    /// What every line ends with.
    service: String,
}

impl Ecs {
    fn new(environment: &str) -> Self {
        let mut service = Line::default();
        service.put("ecs.version", ECS);
        service.put("service.name", "smartkhata");
        service.put("service.version", env!("CARGO_PKG_VERSION"));
        service.put("service.environment", environment);
        service.put("process.pid", &std::process::id());
        Self { service: service.fields }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> FormatEvent<S, JsonFields> for Ecs {
    fn format_event(
        &self,
        context: &FmtContext<'_, S, JsonFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = Line::default();
        for span in context.event_scope().into_iter().flat_map(|scope| scope.from_root()) {
            let extensions = span.extensions();
            let fields = extensions.get::<FormattedFields<JsonFields>>();
            let fields = fields.and_then(|fields| serde_json::from_str::<Map<String, Value>>(fields).ok());
            // What the event says itself goes before what is said around it.
            let around = fields.into_iter().flatten().filter(|(name, _)| event.fields().all(|own| own.name() != name));
            around.for_each(|(name, value)| line.put(&name, &value));
        }
        event.record(&mut line);
        line.put("log.level", level_name(*event.metadata().level()));
        line.put("log.logger", event.metadata().target());
        // Time, level and message first: so that a line is read as it stands.
        writer.write_str(r#"{"@timestamp":""#)?;
        SystemTime.format_time(&mut writer)?;
        let message = if line.message.is_empty() { r#""""# } else { &line.message };
        writeln!(writer, r#"","message":{message}{}{}}}"#, line.fields, self.service)
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

/// The fields of an event, under the names that the call site gave them, as the middle of a JSON object.
#[derive(Default)]
struct Line {
    /// Each with a comma before it.
    fields: String,
    /// The message as JSON; empty where there is none.
    message: String,
}

impl Line {
    fn put(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        let (Ok(name), Ok(value)) = (serde_json::to_string(name), serde_json::to_string(value)) else { return };
        if name == r#""message""# {
            self.message = value;
            return;
        }
        for part in [",", &name, ":", &value] {
            self.fields.push_str(part);
        }
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field.name(), &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), &value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::io;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_has_the_schemas_names_and_the_spans_fields() {
        let kept = Kept::default();
        let writer = kept.clone();
        let subscriber = tracing_subscriber::fmt()
            .fmt_fields(JsonFields::new())
            .event_format(Ecs::new("test"))
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("request", http.request.id = "counter-1-0042");
            let _inside = span.enter();
            tracing::warn!(error.code = "busy", event.duration = 1_500_000_u64, ok = false, "it \"waits\"\n");
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.starts_with(r#"{"@timestamp":"20"#), "{text}");
        let line: Value = serde_json::from_str(&text).unwrap();
        for (name, value) in [
            ("message", json!("it \"waits\"\n")),
            ("log.level", json!("warn")),
            ("http.request.id", json!("counter-1-0042")),
            ("error.code", json!("busy")),
            ("event.duration", json!(1_500_000)),
            ("ok", json!(false)),
            ("ecs.version", json!("8.11.0")),
            ("service.name", json!("smartkhata")),
            ("service.environment", json!("test")),
        ] {
            assert_eq!(line[name], value, "{name} in {text}");
        }
    }
}
