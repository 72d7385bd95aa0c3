//! The shops of one installation. The first lies in the data folder itself, as it always did; each further one in a
//! folder of its own under `shops/`, with its own books, lock, backups and sign-in. Every request names its shop, so
//! that two windows on two shops never write into each other's.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use smartkhata_core::api::shop::GetShop;
use smartkhata_core::api::shops::{AddShop, AddedShop, ListShops, ShopPlace, Shops};
use smartkhata_core::api::sync::LookNow;
use smartkhata_core::api::{self, Request};
use smartkhata_core::business::Shop;
use smartkhata_core::clock::Clock;
use smartkhata_core::id::new_uuid;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::rescue;
use smartkhata_core::{Code, Error, Result};
use uuid::Uuid;

/// The key of the shop in the data folder itself.
pub const FIRST: &str = "first";

/// Where the others are.
const OTHERS: &str = "shops";

/// What answers for the books in a folder.
pub trait Answers: Send + Sync {
    /// Answers a request by its name, JSON in and JSON out; blocks until the answer is there.
    ///
    /// # Errors
    /// The refusal.
    fn call(&self, request: &str, body: &str) -> Result<String>;
}

/// How the books in a folder are opened.
type Opener<B> = Box<dyn Fn(&Path) -> Result<B> + Send + Sync>;

/// A shop that is open, or is being opened by whoever holds it.
type Slot<B> = Arc<Mutex<Option<Arc<B>>>>;

/// The shops of a data folder.
pub struct Installation<B> {
    folder: PathBuf,
    opener: Opener<B>,
    open: Mutex<BTreeMap<String, Slot<B>>>,
}

impl<B: Answers> Installation<B> {
    /// The shops of a folder; nothing is opened yet.
    pub fn new(folder: PathBuf, opener: impl Fn(&Path) -> Result<B> + Send + Sync + 'static) -> Self {
        Self { folder, opener: Box::new(opener), open: Mutex::default() }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Answers a request to the shop of a key.
    ///
    /// # Errors
    /// `not_found` for a key that is no shop's here, and whatever its books refuse.
    pub fn call(&self, key: &str, request: &str, body: &str) -> Result<String> {
        match request {
            ListShops::NAME => api::parse(body).and_then(|ListShops {}| api::write(&self.list()?)),
            AddShop::NAME => api::parse(body).and_then(|AddShop {}| api::write(&AddedShop { key: self.add()? })),
            LookNow::NAME => {
                // The network came back for all of them.
                for books in self.opened().into_iter().filter(|(other, _)| other != key).map(|(_, books)| books) {
                    // Of another shop's trouble its own screen tells.
                    let _ = books.call(request, body);
                }
                self.ask(key, request, body)
            }
            _ => self.ask(key, request, body),
        }
    }

    fn ask(&self, key: &str, request: &str, body: &str) -> Result<String> {
        match self.books(key) {
            Ok(books) => books.call(request, body),
            Err(refusal) => rescue(&self.place(key)?, refusal, request, body),
        }
    }

    /// The shops that are open; none is waited for that is being opened.
    fn opened(&self) -> Vec<(String, Arc<B>)> {
        let slots = lock(&self.open);
        let opened =
            slots.iter().filter_map(|(key, slot)| Some((key.clone(), Arc::clone(slot.try_lock().ok()?.as_ref()?))));
        opened.collect()
    }

    /// The books of a key, opened once.
    ///
    /// # Errors
    /// `not_found`, and why they do not open.
    pub fn books(&self, key: &str) -> Result<Arc<B>> {
        let folder = self.place(key)?;
        let slot = Arc::clone(lock(&self.open).entry(key.to_owned()).or_default());
        let mut slot = lock(&slot);
        if let Some(books) = slot.as_ref() {
            return Ok(Arc::clone(books));
        }
        let books = Arc::new((self.opener)(&folder)?);
        Ok(Arc::clone(slot.insert(books)))
    }

    /// The keys of all shops, the first one first, the others in the order in which they were made.
    ///
    /// # Errors
    /// `storage` when the folder cannot be read.
    pub fn keys(&self) -> Result<Vec<String>> {
        let entries = match fs::read_dir(self.folder.join(OTHERS)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![FIRST.to_owned()]),
            Err(error) => return Err(storage("cannot be read", &error)),
        };
        let names = entries.flatten().filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name());
        // Ids begin with the time at which they were made.
        let mut others: Vec<Uuid> = names.filter_map(|name| Uuid::try_parse(name.to_str()?).ok()).collect();
        others.sort_unstable();
        Ok([FIRST.to_owned()].into_iter().chain(others.into_iter().map(|id| id.to_string())).collect())
    }

    /// Closes every shop; requests that are being answered end first.
    pub fn close(&self, close: impl Fn(&B)) {
        let open = std::mem::take(&mut *lock(&self.open));
        for slot in open.into_values() {
            if let Some(books) = lock(&slot).take() {
                close(&books);
            }
        }
    }

    fn list(&self) -> Result<Shops> {
        let mut shops = Vec::new();
        for key in self.keys()? {
            let (name, error) = match self.shop(&key) {
                Ok(Some(shop)) => (shop.name, None),
                Ok(None) => continue,
                Err(error) => (String::new(), Some(error)),
            };
            let folder = self.place(&key)?.display().to_string();
            shops.push(ShopPlace { key, name, folder, error });
        }
        Ok(Shops { shops })
    }

    /// The shop of a key; none where nobody has named or joined one yet.
    fn shop(&self, key: &str) -> Result<Option<Shop>> {
        match self.books(key).and_then(|books| books.call(GetShop::NAME, "{}")) {
            Ok(answer) => api::parse(&answer).map(Some),
            Err(error) if error.code == Code::NoShop => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn add(&self) -> Result<String> {
        let unused = self.keys()?.into_iter().find(|key| matches!(self.shop(key), Ok(None)));
        if let Some(key) = unused {
            return Ok(key);
        }
        let key = new_uuid(SystemClock.now_ms(), &SystemIds).to_string();
        fs::create_dir_all(self.folder.join(OTHERS).join(&key)).map_err(|error| storage("cannot be made", &error))?;
        Ok(key)
    }

    /// The folder of a key. A key is an id: no path can be written with it.
    fn place(&self, key: &str) -> Result<PathBuf> {
        if key == FIRST {
            return Ok(self.folder.clone());
        }
        let unknown = || Error { field: Some("shop".to_owned()), ..Error::not_found("shop") };
        let id = Uuid::try_parse(key).map_err(|_| unknown())?;
        let folder = self.folder.join(OTHERS).join(id.to_string());
        if folder.is_dir() { Ok(folder) } else { Err(unknown()) }
    }
}

fn storage(what: &str, error: &std::io::Error) -> Error {
    Error::new(Code::Storage, format!("The folder of the shops {what}: {error}."))
}

/// A panic in one request leaves the others' shops as they are.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]
mod tests {
    use super::*;
    use smartkhata_core::store::sqlite::Books;

    struct Plain(Books);

    impl Answers for Plain {
        fn call(&self, request: &str, body: &str) -> Result<String> {
            self.0.call(request, body)
        }
    }

    fn installation(folder: &Path) -> Installation<Plain> {
        Installation::new(folder.to_owned(), |folder| {
            Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), &mut |_| {}).map(Plain)
        })
    }

    fn names(installation: &Installation<Plain>) -> Vec<String> {
        installation.list().unwrap().shops.into_iter().map(|shop| shop.name).collect()
    }

    fn name(installation: &Installation<Plain>, key: &str, name: &str) {
        installation.call(key, "shop.create", &format!(r#"{{"name":"{name}"}}"#)).unwrap();
    }

    #[test]
    fn a_folder_of_one_shop_opens_as_it_is_and_takes_more_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let books = Books::open(folder.path(), Box::new(SystemClock), Box::new(SystemIds), &mut |_| {}).unwrap();
        books.call("shop.create", r#"{"name":"Sita Stores"}"#).unwrap();
        drop(books);
        let shops = installation(folder.path());
        assert_eq!(names(&shops), ["Sita Stores"]);
        assert!(!folder.path().join(OTHERS).exists(), "looking makes nothing");
        let second = shops.add().unwrap();
        assert_eq!(shops.add().unwrap(), second, "room that nobody used is given again");
        name(&shops, &second, "Sita Cloth");
        let third = shops.add().unwrap();
        assert_ne!(third, second);
        assert_eq!(names(&shops), ["Sita Stores", "Sita Cloth"]);
        assert!(folder.path().join(OTHERS).join(&second).join("books.sqlite").is_file());
        // Each has a lock of its own, and nothing of the other.
        let sold = shops.call(&second, "bill.list", "{}").unwrap();
        assert!(sold.contains(r#""rows":[]"#), "{sold}");
        assert_eq!(shops.books(FIRST).unwrap().0.folder(), folder.path());
    }

    #[test]
    fn the_first_shop_of_a_new_folder_lies_in_the_folder_itself() {
        let folder = tempfile::tempdir().unwrap();
        let shops = installation(folder.path());
        assert_eq!(shops.add().unwrap(), FIRST);
        assert!(names(&shops).is_empty());
        name(&shops, FIRST, "Sita Stores");
        assert_eq!(names(&shops), ["Sita Stores"]);
    }

    #[test]
    fn a_key_leads_to_no_other_folder() {
        let folder = tempfile::tempdir().unwrap();
        let shops = installation(folder.path());
        fs::create_dir_all(folder.path().join("backups")).unwrap();
        for key in ["", "..", "../backups", "backups", "shops", "0192f0c1-2345-7abc-8def-0123456789ab"] {
            let error = shops.call(key, "shop.get", "{}").unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (Code::NotFound, Some("shop")), "{key}");
        }
    }

    #[test]
    fn when_one_shop_looks_for_the_others_all_that_are_open_do() {
        struct Heard(Mutex<Vec<String>>);
        impl Answers for Heard {
            fn call(&self, request: &str, _: &str) -> Result<String> {
                lock(&self.0).push(request.to_owned());
                Ok("{}".into())
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let second = "0192f0c1-2345-7abc-8def-0123456789ab";
        fs::create_dir_all(folder.path().join(OTHERS).join(second)).unwrap();
        let shops = Installation::new(folder.path().to_owned(), |_: &Path| Ok(Heard(Mutex::default())));
        shops.call(FIRST, LookNow::NAME, "{}").unwrap();
        assert!(!lock(&shops.open).contains_key(second), "none is opened for it");
        shops.books(second).unwrap();
        shops.call(FIRST, LookNow::NAME, "{}").unwrap();
        let heard = |key: &str| lock(&shops.books(key).unwrap().0).clone();
        assert_eq!((heard(FIRST), heard(second)), (vec![LookNow::NAME.to_owned(); 2], vec![LookNow::NAME.to_owned()]));
    }

    #[test]
    fn a_shop_that_does_not_open_hinders_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let shops = installation(folder.path());
        name(&shops, FIRST, "Sita Stores");
        let second = shops.add().unwrap();
        name(&shops, &second, "Sita Cloth");
        let elsewhere = installation(folder.path());
        let listed = elsewhere.list().unwrap().shops;
        assert!(listed.iter().all(|shop| shop.error.as_ref().is_some_and(|error| error.code == Code::FolderInUse)));
        shops.close(|_| {});
        assert_eq!(names(&elsewhere), ["Sita Stores", "Sita Cloth"]);
    }
}
