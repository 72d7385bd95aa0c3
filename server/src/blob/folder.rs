//! Bytes in a folder of this server: what came in whole is where it stays.

use std::path::{Path, PathBuf};

use smartkhata_core::id::BusinessId;
use smartkhata_core::store::sqlite::Blobs;
use smartkhata_core::{Code, Error};

use super::{Answer, Arrived, BlobStore, Direct, Key, Way, aside};

/// A folder for each shop.
pub struct Folder(PathBuf);

impl Folder {
    /// Shops' folders lie in this one.
    pub fn new(root: PathBuf) -> Self {
        Self(root)
    }
}

/// The folder of a shop.
pub fn of(root: &Path, business: BusinessId) -> Blobs {
    Blobs::new(root.join(business.to_string()))
}

impl BlobStore for Folder {
    fn keep<'a>(&'a self, _: Key, _: &'a str, _: &'a Blobs) -> Answer<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn direct<'a>(&'a self, _: Key, _: &'a str, _: u64) -> Answer<'a, Option<Direct>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn arrived(&self, _: Key, _: u64) -> Answer<'_, Arrived> {
        Box::pin(std::future::ready(Ok(Arrived::Not)))
    }

    fn cleared(&self, _: Key) -> Answer<'_, ()> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn way(&self, key: Key) -> Answer<'_, Option<Way>> {
        let blobs = of(&self.0, key.business);
        Box::pin(aside(move || Ok(blobs.has(key.sha256).then(|| Way::File(blobs.path(key.sha256))))))
    }

    fn read(&self, key: Key) -> Answer<'_, Option<Vec<u8>>> {
        let blobs = of(&self.0, key.business);
        Box::pin(aside(move || blobs.read(key.sha256)))
    }

    fn forget(&self, business: BusinessId) -> Answer<'_, ()> {
        let folder = self.0.join(business.to_string());
        Box::pin(aside(move || match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::new(Code::Storage, format!("{}: {error}.", folder.display())))
            }
            _ => Ok(()),
        }))
    }
}
