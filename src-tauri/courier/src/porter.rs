//! The porter: brings the bytes of attachments to the backend and fetches those of others, behind the entries and never
//! in their way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use smartkhata_core::machine;
use smartkhata_core::store::sqlite::{Books, Bytes};
use smartkhata_core::{Code, Error, Result};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::line::Line;
use crate::pace::Pace;

/// After it was told, so long for entries to come first.
const SETTLE: Duration = Duration::from_millis(300);

/// How often the backend is asked what it lacks: after it lost something, whoever holds it brings it again.
const ASK: Duration = Duration::from_secs(3600);

/// The key under which a device keeps that bytes go over Wi-Fi only.
const ONLY_ON_WIFI: &str = "photos_only_on_wifi";

/// When bytes may travel.
#[derive(Debug, Default)]
pub struct Allowed {
    /// Over Wi-Fi only.
    only_on_wifi: AtomicBool,
    /// The device says that it pays for what travels now.
    paid: AtomicBool,
}

impl Allowed {
    /// As this device has it.
    pub fn of(books: &Books) -> Self {
        let kept = books.kept(ONLY_ON_WIFI).ok().flatten();
        Self { only_on_wifi: (kept.as_deref() == Some("1")).into(), paid: false.into() }
    }

    /// Whether bytes go over Wi-Fi only.
    pub fn only_on_wifi(&self) -> bool {
        self.only_on_wifi.load(Ordering::Relaxed)
    }

    /// Sets it, for good.
    pub fn set(&self, books: &Books, only_on_wifi: bool) -> Result<()> {
        books.keep(ONLY_ON_WIFI, if only_on_wifi { "1" } else { "0" })?;
        self.only_on_wifi.store(only_on_wifi, Ordering::Relaxed);
        Ok(())
    }

    /// Notes over what the device is connected at this moment.
    pub fn connected(&self, on_wifi: bool) {
        self.paid.store(!on_wifi, Ordering::Relaxed);
    }

    /// Whether bytes may travel now. A device that cannot say over what it is connected is not held back.
    fn now(&self) -> bool {
        !self.only_on_wifi() || !self.paid.load(Ordering::Relaxed)
    }
}

/// Carries bytes until it is dropped.
pub struct Porter {
    task: JoinHandle<()>,
    told: Arc<Notify>,
    trouble: watch::Receiver<Option<Error>>,
}

impl Porter {
    /// Begins to carry.
    pub fn begin(books: Arc<Books>, line: Arc<Line>, allowed: Arc<Allowed>) -> Self {
        let (trouble, heard) = watch::channel(None);
        let told = Arc::new(Notify::new());
        let work = Work { books, line, allowed, trouble };
        let task = tokio::spawn(run(work, Arc::clone(&told)));
        Self { task, told, trouble: heard }
    }

    /// Entries have travelled: there may be bytes behind them.
    pub fn look(&self) {
        self.told.notify_one();
    }

    /// Tells the porter, from wherever entries travel.
    pub fn bell(&self) -> Arc<Notify> {
        Arc::clone(&self.told)
    }

    /// What hinders bytes; none while all goes well.
    pub fn trouble(&self) -> Option<Error> {
        self.trouble.borrow().clone()
    }
}

impl Drop for Porter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a round left.
#[derive(Default)]
struct Round {
    /// The last refusal of the backend.
    refused: Option<Error>,
    /// Something is neither here nor there yet.
    awaits: bool,
}

struct Work {
    books: Arc<Books>,
    line: Arc<Line>,
    allowed: Arc<Allowed>,
    trouble: watch::Sender<Option<Error>>,
}

async fn run(work: Work, told: Arc<Notify>) {
    let mut pace = Pace::default();
    let mut asked: Option<Instant> = None;
    loop {
        match work.round(&mut asked).await {
            Ok(Round { refused, awaits }) => {
                work.trouble.send_replace(refused);
                // Bytes follow their record: who looked before they had come looks again, ever later.
                let wait = if awaits {
                    pace.failed(u64::from_be_bytes(machine::random()), work.line.asked_for())
                } else {
                    pace.went_well();
                    ASK
                };
                tokio::select! {
                    () = told.notified() => {
                        pace.went_well();
                        tokio::time::sleep(SETTLE).await;
                    }
                    () = tokio::time::sleep(wait) => {}
                }
            }
            Err(error) => {
                work.trouble.send_replace(Some(error));
                let wait = pace.failed(u64::from_be_bytes(machine::random()), work.line.asked_for());
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = told.notified() => tokio::time::sleep(SETTLE).await,
                }
            }
        }
    }
}

impl Work {
    /// Everything that may travel now.
    async fn round(&self, asked: &mut Option<Instant>) -> Result<Round> {
        if !self.allowed.now() {
            return Ok(Round::default());
        }
        if asked.is_none_or(|at| at.elapsed() > ASK) {
            self.mend().await?;
            *asked = Some(Instant::now());
        }
        let refused = self.bring_all().await?;
        let awaits = self.fetch_all().await?;
        Ok(Round { refused, awaits })
    }

    /// Asks what the backend lacks. What lies here and was thought to be there waits to be sent again.
    async fn mend(&self) -> Result<()> {
        let mut after = None;
        loop {
            let wanted = self.line.wanted(after).await?;
            let Some(last) = wanted.last() else { return Ok(()) };
            after = Some(*last);
            let books = Arc::clone(&self.books);
            blocking(move || wanted.into_iter().try_for_each(|sha256| books.bytes_sent(sha256, false))).await?;
        }
    }

    /// Brings what waits. What the backend refuses is left, and the last refusal told; what does not reach it ends the
    /// round.
    async fn bring_all(&self) -> Result<Option<Error>> {
        let (mut after, mut refused) = (None, None);
        loop {
            let books = Arc::clone(&self.books);
            let page = blocking(move || books.bytes_to_send(after)).await?;
            let Some(last) = page.last() else { return Ok(refused) };
            after = Some(last.sha256);
            for bytes in page {
                match self.bring(bytes).await {
                    // Its entry will be there soon.
                    Err(error) if error.code == Code::NotFound => {}
                    Err(error) if stays(&error) => refused = Some(error),
                    other => other?,
                }
            }
        }
    }

    async fn bring(&self, bytes: Bytes) -> Result<()> {
        let blobs = self.books.blobs();
        let Some(all) = blocking(move || blobs.read(bytes.sha256)).await? else { return Ok(()) };
        self.line.bring(bytes.sha256, &all).await?;
        let books = Arc::clone(&self.books);
        blocking(move || books.bytes_sent(bytes.sha256, true)).await
    }

    /// Fetches what is not here; whether something is left that the backend lacks, too, until its device brings it.
    async fn fetch_all(&self) -> Result<bool> {
        let (mut after, mut awaits) = (None, false);
        loop {
            let books = Arc::clone(&self.books);
            let page = blocking(move || books.bytes_away(after)).await?;
            let Some(last) = page.last() else { return Ok(awaits) };
            after = Some(last.sha256);
            for bytes in page {
                match fetch(&self.books, &self.line, bytes).await {
                    Err(error) if error.code == Code::NotArrived => awaits = true,
                    Err(error) if stays(&error) => {}
                    other => other?,
                }
            }
        }
    }
}

/// Whether trying the others goes on: the refusal is about these bytes.
fn stays(error: &Error) -> bool {
    matches!(
        error.code,
        Code::QuotaFull | Code::TooLarge | Code::WrongBytes | Code::Forbidden | Code::InvalidRequest | Code::Conflict
    )
}

/// Fetches bytes and notes that they are here.
pub async fn fetch(books: &Arc<Books>, line: &Line, bytes: Bytes) -> Result<()> {
    line.fetch(bytes.sha256, &books.blobs()).await?;
    let books = Arc::clone(books);
    blocking(move || books.bytes_came(bytes)).await
}

/// Lets go of bytes that the backend has: it is asked once more for each. Answers what was let go.
pub async fn free(books: &Arc<Books>, line: &Line) -> Result<Vec<Bytes>> {
    let (mut after, mut freed) = (None, Vec::new());
    loop {
        let asked = Arc::clone(books);
        let page = blocking(move || asked.bytes_elsewhere(after)).await?;
        let Some(last) = page.last() else { return Ok(freed) };
        after = Some(last.sha256);
        for bytes in page {
            let there = match line.come(bytes.sha256).await {
                Ok(come) => come.complete,
                Err(error) if error.code == Code::NotFound => false,
                Err(error) => return Err(error),
            };
            let books = Arc::clone(books);
            if there {
                blocking(move || books.let_go(bytes.sha256)).await?;
                freed.push(bytes);
            } else {
                blocking(move || books.bytes_sent(bytes.sha256, false)).await?;
            }
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let broken = |_| Error::new(Code::Internal, "The courier was stopped in the middle of its work.");
    tokio::task::spawn_blocking(work).await.map_err(broken)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_pays_for_it_and_said_so_waits_for_wifi() {
        let allowed = Allowed::default();
        assert!(allowed.now());
        allowed.connected(false);
        assert!(allowed.now(), "nobody said that it must wait");
        allowed.only_on_wifi.store(true, Ordering::Relaxed);
        assert!(!allowed.now());
        allowed.connected(true);
        assert!(allowed.now());
    }
}
