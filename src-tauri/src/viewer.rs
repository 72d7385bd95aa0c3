//! The system's own programs: a PDF reader for a file, a browser or WhatsApp for a link.

use smartkhata_core::{Code, Error, Result};
use std::ffi::{OsStr, OsString};
use std::process::{Command, Stdio};

/// Links that the page may open: a chat with a customer, a call, a mail. Nothing else leaves the window.
const LINKS: &[&str] = &["https://wa.me/", "tel:", "mailto:"];

/// What opens files and links the way a double click does.
#[derive(Debug, Clone)]
pub struct Viewer(OsString);

impl Viewer {
    /// The platform's opener; `SMARTKHATA_VIEWER` names another program.
    pub fn of_system() -> Self {
        let of_platform = if cfg!(target_os = "macos") {
            "open"
        } else if cfg!(target_os = "windows") {
            "explorer"
        } else {
            "xdg-open"
        };
        let given = std::env::var_os("SMARTKHATA_VIEWER").filter(|v| !v.is_empty());
        Self(given.unwrap_or_else(|| of_platform.into()))
    }

    /// A program that is given what to open as its one argument.
    pub fn program(program: impl Into<OsString>) -> Self {
        Self(program.into())
    }

    /// Starts the program; does not wait until it ends.
    ///
    /// # Errors
    /// `no_viewer` when there is no such program here.
    pub fn open(&self, what: &OsStr) -> Result<()> {
        let started = Command::new(&self.0).arg(what).stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let mut program = started.map_err(|_| {
            let what = what.to_string_lossy();
            Error::new(Code::NoViewer, format!("This computer has no program to open it with: {what}"))
        })?;
        // It may stay open for hours; waiting for it keeps no dead process behind.
        std::thread::spawn(move || program.wait());
        Ok(())
    }

    /// Opens a link, if it is one that the page may open.
    ///
    /// # Errors
    /// `forbidden` for any other address, `no_viewer` when there is no program for it.
    pub fn open_link(&self, address: &str) -> Result<()> {
        let plain = address.chars().all(|c| c.is_ascii_graphic());
        if !plain || !LINKS.iter().any(|link| address.starts_with(link)) {
            return Err(Error::field(Code::Forbidden, "address", "SmartKhata does not open this address."));
        }
        self.open(address.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_people_leave_the_window() {
        let viewer = Viewer::program("true");
        let check = |address: &str, opened: bool| assert_eq!(viewer.open_link(address).is_ok(), opened, "{address}");
        check("https://wa.me/919876543210?text=Bill%20A-1", true);
        check("tel:+919876543210", true);
        check("https://wa.me.example.com/", false);
        check("file:///etc/passwd", false);
        check("https://example.com/?https://wa.me/", false);
        check("tel:1 --new-window", false);
        check("", false);
    }

    #[test]
    fn a_missing_program_is_an_error() {
        let error = Viewer::program("no-such-viewer-here").open_link("tel:112").unwrap_err();
        assert_eq!(error.code, Code::NoViewer);
    }
}
