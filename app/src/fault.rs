//! A panic of the page: told to the console and to the window, and said on the screen. The books are behind the door,
//! unharmed, and so is what was typed; of this module nothing runs after it.

use std::panic::PanicHookInfo;

use crate::browser;
use crate::shell::Invoke;

/// The element that says it, hidden until then.
pub const SAID_IN: &str = "fault";

/// Hears of a panic.
pub fn met(fault: &PanicHookInfo<'_>) {
    browser::report_fault(&fault.to_string());
    if let (Some(window), Some(place)) = (Invoke::here(), fault.location()) {
        let given = [("file", place.file().into()), ("line", place.line().into()), ("column", place.column().into())];
        // A window that hears nothing has told the console.
        let _ = window.begin("tell_fault", &given);
    }
    if !browser::show(SAID_IN) {
        browser::first_paint("SmartKhata met a fault of its own. Please open it again.");
    }
}
