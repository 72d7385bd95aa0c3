//! The gate: an event made anew from the parts that are known to be harmless.

use sentry::protocol::{Event, Exception, Frame, Stacktrace, Values};

/// Tags that may leave.
const TAGS: [&str; 4] = ["code", "method", "request", "status"];

/// What stands for a word that may be about somebody.
const LEFT_OUT: &str = "…";

/// Only what may leave.
pub fn only(event: Event<'static>) -> Event<'static> {
    let exceptions = event.exception.values.into_iter().map(exception).collect::<Vec<_>>();
    let tags = event.tags.into_iter().filter(|(name, _)| TAGS.contains(&name.as_str()));
    Event {
        event_id: event.event_id,
        level: event.level,
        timestamp: event.timestamp,
        platform: event.platform,
        release: event.release,
        environment: event.environment,
        sdk: event.sdk,
        // Made of a code, a method and a route's template.
        fingerprint: event.fingerprint,
        transaction: event.transaction,
        message: event.message.map(|message| text(&message)),
        tags: tags.map(|(name, value)| tag(name, &value)).collect(),
        exception: Values::from(exceptions),
        ..Event::default()
    }
}

fn exception(exception: Exception) -> Exception {
    let frame = |frame: Frame| Frame {
        filename: frame.filename,
        lineno: frame.lineno,
        colno: frame.colno,
        in_app: frame.in_app,
        ..Frame::default()
    };
    let frames = exception.stacktrace.map(|trace| trace.frames.into_iter().map(frame).collect());
    Exception {
        ty: exception.ty,
        value: exception.value.map(|value| text(&value)),
        stacktrace: frames.map(|frames| Stacktrace { frames, ..Stacktrace::default() }),
        mechanism: exception.mechanism,
        ..Exception::default()
    }
}

/// A caller may choose its request's id; only ids as this program makes them leave.
fn tag(name: String, value: &str) -> (String, String) {
    let uuid = value.len() == 36 && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let value = if name != "request" || uuid { value } else { LEFT_OUT };
    (name, value.to_owned())
}

/// A text without words that may be about somebody: numbers of five digits and more (phones, GSTINs, amounts, places),
/// addresses, paths, and whatever is no plain English.
fn text(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let template = word.starts_with('/') && word.contains('{');
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let personal = digits >= 5 || word.contains(['@', '\\']) || !word.is_ascii();
        if personal || (is_path(word) && !template) { LEFT_OUT } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Below the root of a disk, whatever stands around it.
fn is_path(word: &str) -> bool {
    ["/home", "/root", "/Users", "/data", "/var", "/tmp", "/mnt", "/media", "file:", "~/"]
        .iter()
        .any(|start| word.contains(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sentry::protocol::{Request, User};

    #[test]
    fn words_about_somebody_are_left_out() {
        let check = |said: &str, left: &str| assert_eq!(text(said), left);
        check(
            "fault storage at POST /b/{business}/door/{request}",
            "fault storage at POST /b/{business}/door/{request}",
        );
        check("call 98765-43210 or asha@shop.example", "call … or …");
        check("27AAPFU0939F1ZV of रमेश", "… of …");
        check("at /data/asha/books.sqlite and \"/data/books\" and C:\\Users\\asha", "at … and … and …");
        check("index 4 of 12", "index 4 of 12");
    }

    #[test]
    fn parts_that_nobody_here_fills_do_not_leave() {
        let event = Event {
            user: Some(User { email: Some("asha@shop.example".into()), ..User::default() }),
            request: Some(Request { query_string: Some("phone=9876543210".into()), ..Request::default() }),
            server_name: Some("asha-counter".into()),
            tags: [("request", "9876543210"), ("party", "Ramesh"), ("code", "storage")]
                .map(|(name, value)| (name.into(), value.into()))
                .into_iter()
                .collect(),
            extra: [("draft".to_owned(), "Sugar".into())].into_iter().collect(),
            ..Event::default()
        };
        let only = only(event);
        assert!(only.user.is_none() && only.request.is_none() && only.server_name.is_none() && only.extra.is_empty());
        let tags: Vec<_> = only.tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(tags, [("code", "storage"), ("request", "…")]);
    }
}
