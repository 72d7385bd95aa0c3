//! The books of a shell with their way to the shop's other devices: requests of the door that need it are answered
//! here, all others by the books.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use smartkhata_core::api::account::{ExportShop, GetAccount, KeepAccount, LeaveAccount};
use smartkhata_core::api::attachment::ReadAttachment;
use smartkhata_core::api::backup::RestoreBackup;
use smartkhata_core::api::bill::Done;
use smartkhata_core::api::shop::CreateShop;
use smartkhata_core::api::sync::{
    CarryPhotos, Connect, Connection, Disconnect, FreeSpace, Freed, GetConnection, Invite, Join, LookNow, Photos,
    RemoveDevice, Rights, SendCode,
};
use smartkhata_core::api::{self, Access, Request};
use smartkhata_core::clock::Clock;
use smartkhata_core::id::{DeviceId, new_uuid};
use smartkhata_core::machine::{self, SystemClock, SystemIds};
use smartkhata_core::role::Role;
use smartkhata_core::store::sqlite::{Books, Bytes};
use smartkhata_core::sync::message::{Ask, Hello, PROTOCOL, Tell};
use smartkhata_core::{Code, Error, Result, text};
use tokio::runtime::{Builder, Runtime};

use crate::account::Account;
use crate::courier::Courier;
use crate::installation::Answers;
use crate::line::Line;
use crate::porter::{self, Allowed};

/// The backend that this build was made for; a shop's own is named when it is connected.
const BACKEND: Option<&str> = option_env!("SMARTKHATA_BACKEND");

/// Books that reach the shop's other devices.
pub struct LinkedBooks {
    books: Arc<Books>,
    courier: Mutex<Option<Courier>>,
    /// When bytes of attachments may travel.
    allowed: Arc<Allowed>,
    /// What tells this machine from others, where anything does.
    machine: Option<String>,
    /// Its own, so that a shell needs none; a thread is enough for one device.
    runtime: Option<Runtime>,
}

impl LinkedBooks {
    /// The link of these books. A device that is signed in begins to carry at once; books that were copied here take
    /// a new name first.
    ///
    /// # Errors
    /// `internal` when no thread can be made, and what the books answer.
    pub fn new(books: Arc<Books>) -> Result<Self> {
        Self::on(machine::id().map(str::to_owned), books)
    }

    /// The same on a machine that goes by this id.
    ///
    /// # Errors
    /// As [`LinkedBooks::new`].
    pub fn on(machine: Option<String>, books: Arc<Books>) -> Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().thread_name("courier").build();
        let runtime =
            runtime.map_err(|error| Error::new(Code::Internal, format!("No thread for the courier: {error}.")))?;
        let allowed = Arc::new(Allowed::of(&books));
        let linked = Self { books, courier: Mutex::default(), allowed, machine, runtime: Some(runtime) };
        linked.bind()?;
        if linked.books.is_writer() {
            // A sign-in that cannot be read keeps nobody from selling.
            let _ = linked.begin();
        }
        Ok(linked)
    }

    /// The books.
    pub fn books(&self) -> &Arc<Books> {
        &self.books
    }

    /// Answers a request by its name, JSON in and JSON out; blocks until the answer is there.
    ///
    /// # Errors
    /// The core's refusal, or the backend's.
    pub fn call(&self, name: &str, body: &str) -> Result<String> {
        match api::endpoint(name)?.access {
            Access::Line => self.line(name, body),
            Access::Bytes if name == ReadAttachment::NAME => self.attachment(name, body),
            Access::Files if name == RestoreBackup::NAME => {
                let answer = self.books.call(name, body)?;
                self.bind()?;
                // Other books lie here now: what was being asked for the ones before is asked anew. They are restored,
                // whether that goes well or not.
                let _ = self.begin();
                Ok(answer)
            }
            Access::Write if name == CreateShop::NAME => {
                let answer = self.books.call(name, body)?;
                self.bind()?;
                Ok(answer)
            }
            Access::Write | Access::Bytes => {
                self.role()?.map_or(Ok(()), |role| role.lets_write(name, body))?;
                self.books.call(name, body)
            }
            Access::Read | Access::Files | Access::Shops => self.books.call(name, body),
        }
    }

    /// What whoever holds this device is to the shop. Books that are in no shop's log are their holder's own.
    fn role(&self) -> Result<Option<Role>> {
        let connected = self.courier().is_some();
        if connected { self.books.role() } else { Ok(None) }
    }

    fn line(&self, name: &str, body: &str) -> Result<String> {
        match name {
            GetConnection::NAME => answer(body, |GetConnection {}| self.connection()),
            SendCode::NAME => answer(body, |ask| self.send_code(&ask)),
            Connect::NAME => answer(body, |ask| self.connect(&ask)),
            Join::NAME => answer(body, |ask| self.join(&ask)),
            Invite::NAME => answer(body, |ask: Invite| self.wait(self.here()?.invite(&ask.role))),
            RemoveDevice::NAME => {
                answer(body, |ask: RemoveDevice| self.wait(self.here()?.remove(ask.device)).map(|()| Done {}))
            }
            Disconnect::NAME => answer(body, |Disconnect {}| self.leave()),
            LookNow::NAME => answer(body, |LookNow {}| {
                self.courier().as_ref().inspect(|courier| courier.look());
                Ok(Done {})
            }),
            CarryPhotos::NAME => answer(body, |ask| self.photos(&ask)),
            FreeSpace::NAME => answer(body, |FreeSpace {}| self.free_space()),
            GetAccount::NAME => answer(body, |GetAccount {}| self.wait(self.here()?.signed_in())),
            LeaveAccount::NAME => {
                answer(body, |ask: LeaveAccount| self.wait(self.here()?.leave(&ask)).map(|()| Done {}))
            }
            KeepAccount::NAME => answer(body, |KeepAccount {}| self.wait(self.here()?.stay()).map(|()| Done {})),
            ExportShop::NAME => answer(body, |ExportShop {}| self.wait(self.here()?.export())),
            _ => Err(Error::new(Code::UnknownRequest, "There is no such request.")),
        }
    }

    /// The bytes of an attachment; those that are not here, or were damaged, are fetched now if the backend has them.
    fn attachment(&self, name: &str, body: &str) -> Result<String> {
        let error = match self.books.call(name, body) {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let comes = matches!(error.code, Code::NotArrived | Code::WrongBytes) && self.books.is_writer();
        let Some(line) = comes.then(|| self.here().ok()).flatten() else { return Err(error) };
        let ReadAttachment { id } = api::parse(body)?;
        let view = self.books.attachment_record(id)?;
        if error.code == Code::WrongBytes {
            // What is in its place is of no use; what comes takes it.
            self.books.blobs().remove(view.sha256)?;
        }
        let bytes = Bytes { sha256: view.sha256, size: view.size };
        match self.wait(porter::fetch(&self.books, &line, bytes)) {
            Ok(()) => self.books.call(name, body),
            Err(_) => Err(error),
        }
    }

    fn photos(&self, ask: &CarryPhotos) -> Result<Photos> {
        if let Some(only_on_wifi) = ask.only_on_wifi {
            self.allowed.set(&self.books, only_on_wifi)?;
        }
        if let Some(on_wifi) = ask.on_wifi {
            self.allowed.connected(on_wifi);
        }
        self.courier().as_ref().inspect(|courier| courier.carry_bytes());
        Ok(Photos { only_on_wifi: self.allowed.only_on_wifi() })
    }

    fn free_space(&self) -> Result<Freed> {
        let line = self.here()?;
        let freed = self.wait(porter::free(&self.books, &line))?;
        let bytes = freed.iter().map(|bytes| bytes.size).fold(0_i64, i64::saturating_add);
        Ok(Freed { files: i64::try_from(freed.len()).unwrap_or(i64::MAX), bytes })
    }

    fn connection(&self) -> Result<Connection> {
        let account = Account::read(self.books.folder())?;
        let standing = self.courier().as_ref().map(|courier| courier.standing().borrow().clone()).unwrap_or_default();
        let rights = self.role()?.map(|role| Rights { role: role.as_str().to_owned(), may: role.all_on_device() });
        Ok(Connection {
            connected: account.is_some(),
            backend: account.map(|account| account.backend).unwrap_or_default(),
            error: standing.error,
            removed: standing.removed,
            photos: self.courier().as_ref().and_then(Courier::trouble_with_bytes),
            rights,
        })
    }

    fn send_code(&self, ask: &SendCode) -> Result<Done> {
        self.wait(Line::send_code(&backend(&ask.backend)?, &ask.identity)).map(|()| Done {})
    }

    fn connect(&self, ask: &Connect) -> Result<Connection> {
        self.bind()?;
        let me = self.books.identity()?.ok_or_else(|| Error::new(Code::NoShop, "Name your shop first."))?;
        let backend = backend(&ask.backend)?;
        let account = self.wait(Line::sign_in(&backend, &ask.identity, &ask.code, "SmartKhata"))?;
        account.keep(self.books.folder())?;
        let line = Line::new(self.books.folder(), me.business, account)?;
        if let Err(error) = self.wait(line.adopt()).and_then(|()| self.known_as(&line, me.device)) {
            Account::forget(self.books.folder())?;
            return Err(error);
        }
        self.begin()?;
        self.connection()
    }

    /// Takes a new name where the one that these books were written under is another sign-in's, or was shut out: what
    /// they hold and the log does not is said again under the new one.
    fn known_as(&self, line: &Line, device: DeviceId) -> Result<()> {
        let app = env!("CARGO_PKG_VERSION").to_owned();
        let hello = Ask::Hello(Hello { protocol: PROTOCOL, app, device, at: Vec::new() });
        match self.wait(line.carry(device, &hello)) {
            Ok(Tell::Welcome(welcome)) if !welcome.removed => Ok(()),
            Ok(_) => self.books.renew(),
            Err(error) if error.code == Code::NotFound => self.books.renew(),
            Err(error) => Err(error),
        }
    }

    fn join(&self, ask: &Join) -> Result<Connection> {
        // A device that has lost its sign-in comes back as another one of the same shop.
        let was = self.books.identity()?;
        let device = DeviceId::new(new_uuid(SystemClock.now_ms(), &SystemIds));
        let folder = self.books.folder();
        // Refused before the code is used up.
        let name = text::line("name", &ask.name, 60)?;
        let backend = backend(&ask.backend)?;
        let joined = self.wait(Line::join(&backend, &ask.code, device, &name, was.as_ref()))?;
        // Nothing is carried under the old name any more; and the sign-in is kept last: cut short before, it is a code
        // that is asked for again.
        self.courier().take();
        self.books.join(joined.business, device, &joined.series)?;
        self.books.call_device(device, &name)?;
        joined.account(&backend).keep(folder)?;
        self.bind()?;
        self.begin()?;
        self.connection()
    }

    fn leave(&self) -> Result<Done> {
        self.courier().take();
        Account::forget(self.books.folder())?;
        Ok(Done {})
    }

    /// Says that these books are kept in this folder of this machine, from their first entry on: a copy of them elsewhere
    /// is told by it.
    fn bind(&self) -> Result<()> {
        let here = machine::installation(self.machine.as_deref(), self.books.folder());
        here.map_or(Ok(()), |here| self.books.installed_as(&here).map(drop))
    }

    /// Begins to carry, if this device is signed in and has books.
    fn begin(&self) -> Result<()> {
        let (Some(account), Some(me)) = (Account::read(self.books.folder())?, self.books.identity()?) else {
            return Ok(());
        };
        let line = Line::new(self.books.folder(), me.business, account)?;
        let Some(runtime) = &self.runtime else { return Ok(()) };
        let _inside = runtime.enter();
        *self.courier() = Some(Courier::begin_with(Arc::clone(&self.books), line, Arc::clone(&self.allowed)));
        Ok(())
    }

    /// The line of this device.
    fn here(&self) -> Result<Line> {
        let not_yet = || Error::new(Code::Unauthorized, "Connect this device first.");
        let account = Account::read(self.books.folder())?.ok_or_else(not_yet)?;
        let me = self.books.identity()?.ok_or_else(not_yet)?;
        Line::new(self.books.folder(), me.business, account)
    }

    fn courier(&self) -> std::sync::MutexGuard<'_, Option<Courier>> {
        self.courier.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let ended = || Error::new(Code::Internal, "The courier has ended.");
        self.runtime.as_ref().ok_or_else(ended)?.block_on(work)
    }
}

impl Answers for LinkedBooks {
    fn call(&self, request: &str, body: &str) -> Result<String> {
        self.call(request, body)
    }
}

impl Drop for LinkedBooks {
    fn drop(&mut self) {
        self.courier().take();
        // Work on the books ends by itself; nothing waits for the network.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn answer<Q: DeserializeOwned, A: Serialize>(body: &str, work: impl FnOnce(Q) -> Result<A>) -> Result<String> {
    api::write(&work(api::parse(body)?)?)
}

/// The address that was typed, or the one that this build was made for. Entries travel over TLS, but to a backend on
/// this computer.
fn backend(typed: &str) -> Result<String> {
    let typed = typed.trim().trim_end_matches('/');
    let address = if typed.is_empty() { BACKEND.unwrap_or_default() } else { typed };
    if address.is_empty() {
        return Err(Error::field(Code::Required, "backend", "Give the backend's address: https://…"));
    }
    let here = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let local = here.iter().any(|start| {
        address
            .strip_prefix(start)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest.starts_with('/'))
    });
    if address.starts_with("https://") || local {
        return Ok(address.to_owned());
    }
    Err(Error::field(Code::InvalidAddress, "backend", "The backend's address begins with https://."))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn open(folder: &Path) -> LinkedBooks {
        LinkedBooks::new(books(folder)).unwrap()
    }

    fn books(folder: &Path) -> Arc<Books> {
        Arc::new(Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {}).unwrap())
    }

    fn series(linked: &LinkedBooks) -> String {
        linked.books().identity().unwrap().unwrap().series
    }

    #[test]
    fn books_that_were_copied_after_their_first_session_count_in_a_series_of_their_own() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = open(here.path());
        first.call("shop.create", r#"{"name":"Sita Stores"}"#).unwrap();
        drop(first);
        std::fs::copy(here.path().join("books.sqlite"), there.path().join("books.sqlite")).unwrap();
        assert_eq!(series(&open(here.path())), "A");
        assert_ne!(series(&open(there.path())), "A");
    }

    #[test]
    fn books_in_the_same_folder_of_another_machine_count_in_a_series_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let on = |machine: &str| LinkedBooks::on(Some(machine.to_owned()), books(folder.path())).unwrap();
        let first = on("the shop's");
        first.call("shop.create", r#"{"name":"Sita Stores"}"#).unwrap();
        drop(first);
        assert_eq!(series(&on("the shop's")), "A");
        let copied = series(&on("the son's"));
        assert_ne!(copied, "A");
        assert_eq!(series(&on("the son's")), copied);
    }

    #[test]
    fn entries_go_over_tls_or_stay_on_this_computer() {
        for good in ["https://khata.example/", " https://10.0.0.2:8443", "http://127.0.0.1:8080", "http://localhost"] {
            assert_eq!(backend(good).unwrap(), good.trim().trim_end_matches('/'), "{good}");
        }
        for bad in ["http://khata.example", "http://127.0.0.1.example", "ftp://x", "khata.example"] {
            assert_eq!(backend(bad).unwrap_err().code, Code::InvalidAddress, "{bad}");
        }
    }
}
