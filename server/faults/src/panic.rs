//! Panics: where, and what the source says there.

use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::Once;

use sentry::protocol::{Event, Exception, Frame, Level, Mechanism, Stacktrace, Values};

use crate::{NOW, send, tags};

/// What stands for a message that was put together while the program ran.
const WITHHELD: &str = "(the message may hold what somebody typed)";

/// Tells of every panic from now on, while somebody is told, then does what was done before.
pub fn listen() {
    static LISTENS: Once = Once::new();
    LISTENS.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            send(event(info));
            before(info);
        }));
    });
}

fn event(info: &PanicHookInfo<'_>) -> Event<'static> {
    // A literal of the source is a `&'static str`; everything formatted is a `String`.
    let message = info.payload().downcast_ref::<&'static str>().copied().unwrap_or(WITHHELD);
    let frame = info.location().map(|location| frame(location.file(), location.line(), location.column()));
    let about = NOW.try_with(Clone::clone).ok();
    Event {
        transaction: about.as_ref().map(|about| about.route.clone()),
        tags: about.as_ref().map(tags).unwrap_or_default(),
        ..fatal(message, frame)
    }
}

/// A fault of a page, which ends without a word: its place alone. Its line is the number of the function, which the build
/// names, its column the byte in the module, where the browser tells it.
pub fn in_page(number: u32, offset: u32) -> Event<'static> {
    Event { transaction: Some("page".into()), ..fatal("trap", Some(frame("ui_bg.wasm", number, offset))) }
}

fn fatal(message: &str, frame: Option<Frame>) -> Event<'static> {
    let exception = Exception {
        ty: "panic".into(),
        value: Some(message.into()),
        stacktrace: Some(Stacktrace { frames: frame.into_iter().collect(), ..Stacktrace::default() }),
        mechanism: Some(Mechanism { ty: "panic".into(), handled: Some(false), ..Mechanism::default() }),
        ..Exception::default()
    };
    Event { level: Level::Fatal, exception: Values::from(vec![exception]), ..Event::default() }
}

fn frame(file: &str, line: u32, column: u32) -> Frame {
    Frame {
        filename: Some(place(file)),
        lineno: Some(line.into()),
        colno: Some(column.into()),
        in_app: Some(!file.starts_with('/')),
        ..Frame::default()
    }
}

/// A file of the source as everybody knows it: without the folders of the machine that built the program.
fn place(file: &str) -> String {
    let file = file.replace('\\', "/");
    for (known, folders) in [("/registry/src/", 1), ("/rustc/", 1)] {
        if let Some((_, rest)) = file.split_once(known) {
            return rest.splitn(folders + 1, '/').last().unwrap_or_default().to_owned();
        }
    }
    if !file.starts_with('/') && file.get(1..2) != Some(":") {
        return file;
    }
    let from_source = file.find("/src/").and_then(|at| file.get(at + 1..));
    from_source.map_or_else(|| file.rsplit('/').next().unwrap_or_default().to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_name_no_machine() {
        let check = |file: &str, expected: &str| assert_eq!(place(file), expected);
        check("server/src/rest/invoice.rs", "server/src/rest/invoice.rs");
        check("/srv/asha/.cargo/registry/src/index-19/hyper-1.0.0/src/lib.rs", "hyper-1.0.0/src/lib.rs");
        check("/rustc/0123abcd/library/core/src/option.rs", "library/core/src/option.rs");
        check("/srv/asha/shop/server/src/main.rs", "src/main.rs");
        check(r"C:\Users\asha\shop\main.rs", "main.rs");
    }
}
