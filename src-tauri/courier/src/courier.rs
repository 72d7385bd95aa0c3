//! The courier: sends what was saved, takes in what came, and waits for more, for as long as it is kept.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use smartkhata_core::clock::Clock;
use smartkhata_core::machine::{self, SystemClock};
use smartkhata_core::store::sqlite::Books;
use smartkhata_core::sync::Exchange;
use smartkhata_core::sync::exchange::Check;
use smartkhata_core::sync::message::{Ask, Point, Pull, Tell};
use smartkhata_core::{Code, Error, Result};
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

use crate::line::Line;
use crate::pace::Pace;
use crate::porter::{Allowed, Porter};

/// After a save, so long for the next of a burst. What is saved while a message travels goes with the next one anyway.
const SETTLE: Duration = Duration::from_millis(20);

/// How long an open app lets the backend wait for something to come, in seconds.
const LISTEN: u16 = 25;

/// How often the books of both sides are compared.
const CHECK: Duration = Duration::from_secs(3600);

/// How often every field of masters is, too, in milliseconds.
const THOROUGH_MS: i64 = 86_400_000; // a day

/// The key under which is kept when they last were.
const COMPARED: &str = "fields_compared_ms";

/// Where the courier stands, for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// What hinders it; none while all goes well.
    pub error: Option<Error>,
    /// The shop has shut this device out.
    pub removed: bool,
    /// It has been in step since it was begun.
    pub in_step: bool,
}

/// Carries a device's entries until it is dropped.
pub struct Courier {
    round: Arc<Round>,
    task: JoinHandle<()>,
    saved: Arc<Notify>,
    porter: Porter,
}

/// What the courier's tasks share.
struct Round {
    books: Arc<Books>,
    line: Arc<Line>,
    /// One question at a time is worked out; answers are taken in as they come.
    exchange: Mutex<Exchange>,
    /// When the books were last compared, since it was begun.
    compared: Mutex<Option<Instant>>,
    standing: watch::Sender<Standing>,
    /// Somebody asked it to look since the last failure: what was waited for then is no measure of what comes.
    looked: AtomicBool,
    /// Is told when entries have travelled: bytes go behind them.
    porter: Arc<Notify>,
}

impl Courier {
    /// Begins to carry. Saves are heard of from here on; what was saved before goes first.
    pub fn begin(books: Arc<Books>, line: Line) -> Self {
        let allowed = Arc::new(Allowed::of(&books));
        Self::begin_with(books, line, allowed)
    }

    /// The same, where bytes of attachments travel when they are allowed to.
    pub fn begin_with(books: Arc<Books>, line: Line, allowed: Arc<Allowed>) -> Self {
        let (standing, _) = watch::channel(Standing::default());
        let saved = Arc::new(Notify::new());
        let heard = Arc::clone(&saved);
        books.when_saved(move || heard.notify_one());
        let line = Arc::new(line);
        let porter = Porter::begin(Arc::clone(&books), Arc::clone(&line), allowed);
        let (exchange, compared, looked) = (Mutex::default(), Mutex::default(), AtomicBool::new(false));
        let round = Arc::new(Round { books, line, exchange, compared, standing, looked, porter: porter.bell() });
        let task = tokio::spawn(run(Arc::clone(&round), Arc::clone(&saved)));
        Self { round, task, saved, porter }
    }

    /// Looks now, and compares the books: the network is back, the window is looked at again, or somebody pressed the
    /// button. If nobody is reached yet, the waits begin anew with the shortest.
    pub fn look(&self) {
        self.round.looked.store(true, Ordering::Relaxed);
        self.round.exchange().check(Check::Books);
        self.saved.notify_one();
        self.porter.look();
    }

    /// Bytes of attachments may travel now that could not before.
    pub fn carry_bytes(&self) {
        self.porter.look();
    }

    /// What hinders the bytes of attachments; none while all goes well.
    pub fn trouble_with_bytes(&self) -> Option<Error> {
        self.porter.trouble()
    }

    /// Where it stands, and hears of changes.
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.round.standing.subscribe()
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Round after round: everything that waits, then listening until something is saved here or comes there.
async fn run(round: Arc<Round>, saved: Arc<Notify>) {
    let mut pace = Pace::default();
    loop {
        round.compares().await;
        let listened = match round.settle().await {
            Ok(()) => {
                round.stands(|standing| (standing.error, standing.in_step) = (None, true));
                if round.exchange().is_removed() {
                    pace.went_well();
                    round.stands(|standing| standing.removed = true);
                    saved.notified().await;
                    continue;
                }
                let in_step = Instant::now();
                let listened = listen(&round, &saved).await;
                pace.stood(in_step.elapsed());
                listened
            }
            Err(error) => Err(error),
        };
        match listened {
            Ok(()) => pace.went_well(),
            Err(error) => {
                round.forget_exchange();
                round.stands(|standing| standing.error = Some(error));
                if round.looked.swap(false, Ordering::Relaxed) {
                    pace.begin_anew();
                }
                let asked = round.line.asked_for();
                let wait = pace.failed(u64::from_be_bytes(machine::random()), asked);
                // A sale comes sooner, but not before the backend wants to be asked.
                let sooner = async {
                    tokio::time::sleep(asked.min(wait)).await;
                    saved.notified().await;
                    tokio::time::sleep(SETTLE).await;
                };
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = sooner => {}
                }
            }
        }
    }
}

/// Waits for what comes, and meanwhile sends what is saved. A sale here does not break the listening off: its answer
/// would be lost. Listening is a task of its own: it goes on while a sale is sent, which may have to wait for the token
/// that it draws.
async fn listen(round: &Arc<Round>, saved: &Notify) -> Result<()> {
    let ask = round.listening().await?;
    let mut coming = round.carries(ask);
    loop {
        tokio::select! {
            tell = came(&mut coming) => return round.take(tell?).await,
            () = saved.notified() => {
                tokio::time::sleep(SETTLE).await;
                round.settle().await?;
            }
        }
    }
}

impl Round {
    /// Asks until there is nothing to ask. Of a long log the next page travels while one is taken in.
    async fn settle(self: &Arc<Self>) -> Result<()> {
        let mut ahead: Option<(Ask, JoinSet<Result<Tell>>)> = None;
        loop {
            let this = Arc::clone(self);
            let ask = blocking(move || this.books.next_ask(&mut this.exchange())).await?;
            let Some(ask) = ask else {
                self.porter.notify_one();
                return Ok(());
            };
            let tell = match ahead.take() {
                Some((asked, mut coming)) if asked == ask => came(&mut coming).await?,
                _ => self.carry(&ask).await?,
            };
            if let Some(next) = following(&ask, &tell) {
                ahead = Some((next.clone(), self.carries(next)));
            }
            self.take(tell).await?;
        }
    }

    /// Has the books compared, where that is due, at the next pull that finds nothing new: once a day field by field.
    async fn compares(self: &Arc<Self>) {
        let last = *self.compared.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|at| at.elapsed() <= CHECK) {
            return;
        }
        let this = Arc::clone(self);
        let thorough = blocking(move || {
            let now = SystemClock.now_ms();
            let last = this.books.kept(COMPARED)?.and_then(|text| text.parse::<i64>().ok());
            // A clock that was put back compares once more than it had to.
            Ok(last.is_none_or(|last| now < last || now.saturating_sub(last) >= THOROUGH_MS))
        });
        // Books that cannot be read now are told of by what follows.
        let check = if thorough.await.unwrap_or(false) { Check::Thorough } else { Check::Books };
        self.exchange().check(check);
    }

    async fn listening(self: &Arc<Self>) -> Result<Ask> {
        let this = Arc::clone(self);
        blocking(move || this.books.listening(&mut this.exchange(), LISTEN)).await
    }

    async fn carry(self: &Arc<Self>, ask: &Ask) -> Result<Tell> {
        let this = Arc::clone(self);
        let me = blocking(move || this.books.identity()).await?;
        let me = me.ok_or_else(|| Error::new(Code::NoShop, "Name your shop first."))?;
        self.line.carry(me.device, ask).await
    }

    /// Carries beside whatever else is done, for as long as the answer is waited for.
    fn carries(self: &Arc<Self>, ask: Ask) -> JoinSet<Result<Tell>> {
        let this = Arc::clone(self);
        let mut coming = JoinSet::new();
        coming.spawn(async move { this.carry(&ask).await });
        coming
    }

    /// Takes an answer in. Books that it compared are due again only after a while; those that could not take it in stay
    /// due.
    async fn take(self: &Arc<Self>, tell: Tell) -> Result<()> {
        let this = Arc::clone(self);
        blocking(move || {
            let mut exchange = this.exchange();
            let due = exchange.due();
            if let Err(error) = this.books.answered(&mut exchange, &tell) {
                exchange.check(due);
                return Err(error);
            }
            if due == exchange.due() {
                return Ok(());
            }
            *this.compared.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
            match due {
                Check::Thorough => this.books.keep(COMPARED, &SystemClock.now_ms().to_string()),
                _ => Ok(()),
            }
        })
        .await
    }

    fn exchange(&self) -> std::sync::MutexGuard<'_, Exchange> {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// After a failure it begins with a hello: what was answered and what was not is asked anew. A comparison that is due
    /// stays due.
    fn forget_exchange(&self) {
        let mut exchange = self.exchange();
        let due = exchange.due();
        *exchange = Exchange::default();
        exchange.check(due);
    }

    fn stands(&self, change: impl FnOnce(&mut Standing)) {
        self.standing.send_if_modified(|standing| {
            let before = standing.clone();
            change(standing);
            *standing != before
        });
    }
}

/// The answer to what is carried beside.
async fn came(coming: &mut JoinSet<Result<Tell>>) -> Result<Tell> {
    coming.join_next().await.and_then(|tell| tell.ok()).unwrap_or_else(|| Err(broken()))
}

/// What will be asked once a page was taken in, if the log goes on behind it.
fn following(ask: &Ask, tell: &Tell) -> Option<Ask> {
    let (Ask::Pull(pull), Tell::Page(page)) = (ask, tell) else { return None };
    let taken = i64::try_from(page.entries.len()).ok()?;
    let after = Point { seq: page.after.seq.saturating_add(taken), chain: page.chain };
    let goes_on = taken > 0 && after.seq < page.head;
    goes_on.then(|| Ask::Pull(Pull { after, wait: 0, check: None, ..pull.clone() }))
}

/// Work on the books, beside the tasks that wait.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| broken())?
}

fn broken() -> Error {
    Error::new(Code::Internal, "The courier was stopped in the middle of its work.")
}

#[cfg(test)]
mod tests {
    use smartkhata_core::machine::SystemIds;
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;
    use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

    use super::*;
    use crate::account::Account;

    /// Turns away whoever comes, and tells when entries were to travel.
    async fn turns_away(listener: TcpListener, came: UnboundedSender<()>) {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = [0; 64];
            let read = stream.read(&mut head).await.unwrap_or(0);
            if String::from_utf8_lossy(&head[..read]).contains("/sync/") && came.send(()).is_err() {
                return;
            }
        }
    }

    #[tokio::test]
    async fn who_looks_is_not_held_to_the_waits_of_a_network_that_was_away() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let backend = format!("http://{}", listener.local_addr().unwrap());
        let (told, mut came) = unbounded_channel();
        tokio::spawn(turns_away(listener, told));
        let folder = tempfile::tempdir().unwrap();
        let books = Books::open(folder.path(), Box::new(SystemClock), Box::new(SystemIds), &mut |_| {}).unwrap();
        books.call("shop.create", r#"{"name":"Sita Stores"}"#).unwrap();
        let me = books.identity().unwrap().unwrap();
        let account = Account { backend, refresh_token: "r".into(), access_token: "a".into() };
        let line = Line::new(folder.path(), me.business, account).unwrap();
        let books = Arc::new(books);
        let courier = Courier::begin(Arc::clone(&books), line);
        let mut hears = async |most: Duration| tokio::time::timeout(most, came.recv()).await.ok().flatten();
        for _ in 0..3 {
            hears(Duration::from_secs(5)).await.unwrap();
        }
        // The fourth would come in two seconds at the least, the fifth in four.
        assert_eq!(hears(Duration::from_millis(500)).await, None);
        // Nobody compared anything yet: that is due field by field, for as long as nobody is reached.
        assert_eq!(books.kept(COMPARED).unwrap(), None);
        assert_eq!(courier.round.exchange().due(), Check::Thorough);
        courier.look();
        assert_eq!(courier.round.exchange().due(), Check::Thorough);
        hears(Duration::from_millis(500)).await.expect("it looks at once");
        // And soon again, where the network is not quite there.
        hears(Duration::from_millis(1_500)).await.expect("the waits began anew");
    }
}
