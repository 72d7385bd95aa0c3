//! What a reader sees and does: things are found by their test ids, waited for, and named when they do not come.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::PrintConfigurationBuilder;
use fantoccini::{Client, Locator};
use serde_json::Value as Json;

/// How long anything may take before it counts as missing; local work takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(15);
const STEP: Duration = Duration::from_millis(50);

/// A page in a browser.
pub struct Page {
    client: Client,
    screen: String,
}

impl Page {
    pub(super) fn new(client: Client, screen: &str) -> Self {
        Self { client, screen: screen.to_owned() }
    }

    /// Goes to an address.
    pub async fn open(&self, address: &str) {
        self.client.goto(address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
    }

    /// Goes to a screen of the app by the fragment of its address.
    pub async fn go(&self, hash: &str) {
        // The browser may still be on its way back over a sheet that was closed; no hand is as quick as this.
        let on_its_way = "return (history.state || 0) > document.querySelectorAll('[role=dialog]').length";
        for _ in 0..20 {
            if self.script(on_its_way).await != Json::Bool(true) {
                break;
            }
            tokio::time::sleep(STEP).await;
        }
        self.script(&format!("location.hash = '{hash}'")).await;
    }

    /// Gives the window another size.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_rect(0, 0, width, height).await.expect("the window takes a size");
    }

    /// Loads the page anew.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page loads again");
    }

    /// Runs JavaScript in the page.
    pub async fn script(&self, text: &str) -> Json {
        self.client.execute(text, Vec::new()).await.unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// All things with a test id.
    pub async fn all(&self, id: &str) -> Vec<Element> {
        let selector = format!("[data-testid='{id}']");
        self.client.find_all(Locator::Css(&selector)).await.unwrap_or_else(|error| panic!("{id}: {error}"))
    }

    /// Gives work that waits for a pause in typing its pause.
    pub async fn pause(&self) {
        tokio::time::sleep(Duration::from_millis(600)).await;
    }

    async fn visible(&self, id: &str) -> Option<Element> {
        for element in self.all(id).await {
            // Between two drawings an element may be gone again.
            if element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    /// The first visible thing with a test id, as soon as it is there.
    pub async fn see(&self, id: &str) -> Element {
        self.wait(&format!("{id:?} on the screen"), async || self.visible(id).await).await
    }

    /// Waits until nothing visible has the test id.
    pub async fn gone(&self, id: &str) {
        self.wait(&format!("{id:?} to go"), async || self.visible(id).await.is_none().then_some(())).await;
    }

    /// Waits until so many things have the test id.
    pub async fn count(&self, id: &str, count: usize) {
        self.wait(&format!("{count} × {id:?}"), async || (self.all(id).await.len() == count).then_some(())).await;
    }

    /// Clicks or taps.
    pub async fn tap(&self, id: &str) {
        self.wait(&format!("{id:?} to press"), async || {
            let element = self.visible(id).await?;
            let enabled = element.is_enabled().await.unwrap_or(false);
            // A drawing in between, or a toast that stands over it: once more.
            (enabled && element.click().await.is_ok()).then_some(())
        })
        .await;
    }

    /// Clicks or taps what asks for a second press, as a hand does that has read it.
    pub async fn tap_twice(&self, id: &str) {
        self.tap(id).await;
        self.pause().await;
        self.tap(id).await;
    }

    /// Opens a tab beside this one and goes to an address in it.
    pub async fn beside(&self, address: &str) {
        let tab = self.client.new_window(true).await.expect("a tab opens");
        self.client.switch_to_window(tab.handle).await.expect("the new tab is in front");
        self.open(address).await;
    }

    /// Ends the tab in front, and goes to the first one.
    pub async fn leave_tab(&self) {
        self.client.close_window().await.expect("the tab ends");
        let tabs = self.client.windows().await.expect("tabs are there");
        let first = tabs.into_iter().next().expect("one is left");
        self.client.switch_to_window(first).await.expect("the first tab is in front");
    }

    /// Scrolls to something, as a finger does: to the middle, clear of what stands over the edges.
    pub async fn bring(&self, id: &str) {
        self.see(id).await;
        self.script(&format!("document.querySelector('[data-testid={id}]').scrollIntoView({{ block: 'center' }})"))
            .await;
    }

    /// Clicks or taps the last of several: the newest toast.
    pub async fn tap_last(&self, id: &str) {
        self.wait(&format!("a last {id:?} to press"), async || self.all(id).await.last()?.click().await.ok()).await;
    }

    /// Replaces what is typed in a field.
    pub async fn fill(&self, id: &str, text: &str) {
        self.wait(&format!("{id:?} to take {text:?}"), async || {
            let element = self.visible(id).await?;
            element.clear().await.ok()?;
            element.send_keys(text).await.ok()
        })
        .await;
    }

    /// Gives a file to a field that takes one, as the system's own dialog does; the field itself is not drawn.
    pub async fn give(&self, id: &str, file: &Path) {
        let path = file.to_str().expect("a path in plain letters").to_owned();
        self.wait(&format!("{id:?} to take a file"), async || self.all(id).await.last()?.send_keys(&path).await.ok())
            .await;
    }

    /// Waits until what a script answers is this text.
    pub async fn becomes(&self, script: &str, text: &str) {
        let mut last = Json::Null;
        for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
            last = self.script(script).await;
            if last == text {
                return;
            }
            tokio::time::sleep(STEP).await;
        }
        self.fail(&format!("{script:?} answers {last}, not {text:?}")).await
    }

    /// Types where the focus is, key by key.
    pub async fn keys(&self, text: &str) {
        let focused = self.client.active_element().await.expect("something has the focus");
        focused.send_keys(text).await.unwrap_or_else(|error| panic!("typing {text:?}: {error}"));
    }

    /// Presses keys together, wherever the focus is: `['\u{e009}', 'z']` is Ctrl+Z.
    pub async fn chord(&self, keys: &[char]) {
        let down = keys.iter().map(|key| KeyAction::Down { value: *key });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
        let actions = down.chain(up).fold(KeyActions::new("keys".to_owned()), |actions, action| actions.then(action));
        self.client.perform_actions(actions).await.expect("keys are pressed");
    }

    /// The text of the first visible thing with a test id.
    pub async fn text(&self, id: &str) -> String {
        self.wait(&format!("the text of {id:?}"), async || self.visible(id).await?.text().await.ok()).await
    }

    /// Waits until the thing with a test id says this among other words.
    pub async fn says(&self, id: &str, words: &str) {
        let mut last = String::new();
        for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
            if let Some(element) = self.visible(id).await {
                last = element.text().await.unwrap_or_default();
                if last.contains(words) {
                    return;
                }
            }
            tokio::time::sleep(STEP).await;
        }
        self.fail(&format!("{id:?} does not say {words:?} but {last:?}")).await;
    }

    /// Waits until this stands in a field.
    pub async fn value(&self, id: &str, text: &str) {
        self.wait(&format!("{text:?} in {id:?}"), async || {
            let typed = self.visible(id).await?.prop("value").await.ok()??;
            (typed == text).then_some(())
        })
        .await;
    }

    /// An attribute of the page's root, as soon as it is this.
    pub async fn root_is(&self, attribute: &str, value: &str) {
        let read = format!("return document.documentElement.getAttribute('{attribute}')");
        self.wait(&format!("{attribute} = {value:?}"), async || (self.script(&read).await == value).then_some(()))
            .await;
    }

    /// Waits until what is asked of the books has come and is drawn: the page stays the same for a while.
    pub async fn settled(&self) {
        let mut before = Json::Null;
        self.wait("the page to settle", async || {
            tokio::time::sleep(STEP * 3).await;
            let now = self.script("return document.body.innerHTML").await;
            let same = now == before;
            before = now;
            same.then_some(())
        })
        .await;
    }

    /// Keeps a picture as `<screen>-<name>.png` in the folder of pictures.
    pub async fn picture(&self, name: &str) {
        let folder = pictures();
        let picture = self.client.screenshot().await.expect("a picture is taken");
        let path = folder.join(format!("{}-{name}.png", self.screen));
        std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, picture)).expect("the picture is kept");
    }

    /// What a printer gets of the page, as a PDF on A4, with the grounds that a reader may choose to print.
    pub async fn print(&self) -> Vec<u8> {
        let paper =
            PrintConfigurationBuilder::default().background(true).build().expect("A4 has room between its margins");
        self.client.print(paper).await.expect("the page is printed")
    }

    /// Ends the session and with it the window.
    pub async fn close(&self) {
        self.client.clone().close().await.expect("the window closes");
    }

    /// Tries until there is an answer; fails with a picture when there is none in time.
    async fn wait<T>(&self, what: &str, mut attempt: impl AsyncFnMut() -> Option<T>) -> T {
        let attempts = async {
            for _ in 0..PATIENCE.as_millis() / STEP.as_millis() {
                if let Some(answer) = attempt().await {
                    return Some(answer);
                }
                tokio::time::sleep(STEP).await;
            }
            None
        };
        // A press that something stands over takes a second each time.
        match tokio::time::timeout(PATIENCE * 6, attempts).await {
            Ok(Some(answer)) => answer,
            _ => self.fail(&format!("waited for {what}")).await,
        }
    }

    async fn fail(&self, what: &str) -> ! {
        self.picture("failed").await;
        let address = self.client.current_url().await.map(|url| url.to_string()).unwrap_or_default();
        let text: Result<Json, CmdError> = self.client.execute("return document.body.innerText", Vec::new()).await;
        let text = text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
        let picture = pictures().join(format!("{}-failed.png", self.screen));
        panic!("{what}\n  at {address}\n  picture {}\n  page says: {text}", picture.display());
    }
}

/// Where pictures land: `SMARTKHATA_SHOTS`, else `target/shots` of the repository.
fn pictures() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = || here.parent().unwrap_or(here).join("target/shots");
    std::env::var_os("SMARTKHATA_SHOTS").map_or_else(home, PathBuf::from)
}
