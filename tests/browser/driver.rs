//! Starting WebDrivers and sessions.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::Page;
use crate::program::{self, Running};

/// Which screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 1366×768, keyboard and mouse.
    Wide,
    /// 390×844, touch.
    Phone,
    /// 360×740, touch: the narrowest that is sold.
    Narrow,
    /// 360×640, touch: the smallest.
    Small,
    /// 412×915, touch: the largest.
    Large,
    /// 1280×720, keyboard and mouse: what is left of a small screen at a counter.
    Counter,
}

impl Size {
    /// Part of a picture's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Phone => "phone",
            Self::Narrow => "narrow",
            Self::Small => "small",
            Self::Large => "large",
            Self::Counter => "counter",
        }
    }

    /// Width and height of the page, and whether it is a phone's; none where the window decides.
    const fn of_page(self) -> Option<(u16, u16, bool)> {
        match self {
            Self::Wide => None,
            Self::Phone => Some((390, 844, true)),
            Self::Narrow => Some((360, 740, true)),
            Self::Small => Some((360, 640, true)),
            Self::Large => Some((412, 915, true)),
            Self::Counter => Some((1280, 720, false)),
        }
    }
}

/// A browser with its driver. Both end when it is dropped.
pub struct Browser {
    /// The page that it shows.
    pub page: Page,
    /// Where it saves files.
    pub downloads: PathBuf,
    // The driver ends first, and its browser with it; then the profile goes.
    _driver: Running,
    _profile: TempDir,
}

/// Starts Chromium's driver; answers where it listens. The port that it draws for one kind of address may be taken in the
/// other, and then it ends: it draws another.
fn chromedriver() -> (Running, u16) {
    let program = program::installed("chromedriver", "chromium-driver");
    let mut said = String::new();
    for _ in 0..5 {
        let mut driver = Running::start(Command::new(&program).arg("--port=0"));
        match driver.line_or_all("started successfully on port") {
            Ok(line) => {
                let port = line.rsplit(' ').next().and_then(|word| word.trim_end_matches('.').parse().ok());
                return (driver, port.unwrap_or_else(|| panic!("chromedriver says its port: {line}")));
            }
            Err(all) => said = all,
        }
    }
    panic!("chromedriver does not start: {said}")
}

impl Browser {
    /// Headless Chromium with a new, empty profile.
    ///
    /// # Panics
    /// When Chromium or its driver is missing or does not start.
    pub async fn chromium(size: Size) -> Self {
        let binary = program::installed("chromium", "chromium");
        let profile = tempfile::tempdir().expect("a temporary folder");
        let downloads = profile.path().join("downloads");
        let mut options = json!({
            "binary": binary,
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--lang=en",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                // A camera that shows a test picture, and nobody to ask.
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                "--window-size=1366,768", format!("--user-data-dir={}", profile.path().join("profile").display()),
            ],
            "prefs": { "download.default_directory": downloads, "download.prompt_for_download": false },
        });
        if let (Some((width, height, phone)), Some(options)) = (size.of_page(), options.as_object_mut()) {
            let dots = if phone { 2.0 } else { 1.0 };
            let metrics =
                json!({ "width": width, "height": height, "pixelRatio": dots, "touch": phone, "mobile": phone });
            options.insert("mobileEmulation".to_owned(), json!({ "deviceMetrics": metrics }));
        }
        let (driver, port) = chromedriver();
        let client = session(port, json!({ "browserName": "chrome", "goog:chromeOptions": options })).await;
        if size == Size::Wide {
            client.set_window_rect(0, 0, 1366, 768).await.expect("the window takes a size");
        }
        Self { page: Page::new(client, size.name()), downloads, _driver: driver, _profile: profile }
    }

    /// The app's own window with its books in a folder, on the screen that `DISPLAY` names.
    ///
    /// # Panics
    /// When the app, its driver or the screen is missing.
    pub async fn window(books: &Path) -> Self {
        Self::window_telling(books, "").await
    }

    /// The same, with where its faults are told to; nothing is told to nobody.
    ///
    /// # Panics
    /// As above.
    pub async fn window_telling(books: &Path, faults: &str) -> Self {
        assert!(
            std::env::var_os("DISPLAY").is_some(),
            "there is no screen for the window: run `cargo xtask test`, or under `xvfb-run`"
        );
        let app = program::named("SMARTKHATA_DESKTOP");
        let profile = tempfile::tempdir().expect("a temporary folder");
        let downloads = profile.path().join("downloads");
        std::fs::create_dir(&downloads).expect("a new folder");
        let port = free_port();
        let mut command = Command::new(program::installed("WebKitWebDriver", "webkit2gtk-driver"));
        command.arg(format!("--port={port}"));
        // Without these two the window does not let itself be driven.
        command.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
        // What the web view keeps on this device goes with the test.
        command.env("XDG_DATA_HOME", profile.path().join("data")).env("XDG_CACHE_HOME", profile.path().join("cache"));
        command.env("SMARTKHATA_DOWNLOADS", &downloads).env("SMARTKHATA_DATA", books);
        command.env("SMARTKHATA_TELL_FAULTS", faults);
        let driver = Running::start(&mut command);
        let client = session(port, json!({ "webkitgtk:browserOptions": { "binary": app, "args": [] } })).await;
        Self { page: Page::new(client, "desktop"), downloads, _driver: driver, _profile: profile }
    }

    /// The file that the browser saves, once it is whole.
    ///
    /// # Panics
    /// When none is there within ten seconds.
    pub async fn saved(&self, ending: &str) -> PathBuf {
        for _ in 0..100 {
            let files = std::fs::read_dir(&self.downloads).into_iter().flatten().flatten().map(|entry| entry.path());
            if let Some(file) = files.filter(|path| path.extension().is_some_and(|e| e == ending)).max() {
                return file;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no .{ending} was saved in {}", self.downloads.display());
    }

    /// Closes the window.
    ///
    /// # Panics
    /// When the driver refuses.
    pub async fn close(self) {
        self.page.close().await;
    }
}

/// A session, as soon as the driver answers.
async fn session(port: u16, capabilities: Json) -> Client {
    let Json::Object(map) = capabilities else { panic!("capabilities are an object") };
    let capabilities: Capabilities = map.into_iter().collect();
    let mut said = String::new();
    for _ in 0..50 {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder.capabilities(capabilities.clone()).connect(&format!("http://127.0.0.1:{port}")).await {
            Ok(client) => return client,
            Err(error) => said = error.to_string(),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("the driver on port {port} makes no session: {said}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its number").port()
}
