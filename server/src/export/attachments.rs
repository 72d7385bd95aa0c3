//! `attachments.csv`: what is attached to which record; and the files themselves in `attachments/`, those that are on
//! this device.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use smartkhata_core::attachment::Mime;
use smartkhata_core::store::sqlite::{Batch, Blobs, Found};
use smartkhata_core::{Code, Error, Result};

use super::file::{File, Written};

const COLUMNS: [&str; 9] = ["id", "belongs_to", "record_id", "name", "mime", "size", "sha256", "hidden", "file"];

/// All attachments. A file that is not here, or was damaged, has an empty last cell.
pub fn all(batch: &mut Batch<'_, '_, '_>, folder: &Path, blobs: &Blobs) -> Result<Written> {
    let about = "photos and PDFs, and what they belong to; the files are in attachments/";
    let mut table = File::table(folder, "attachments.csv", about, &COLUMNS)?;
    let (mut after, mut copied) = (None, BTreeSet::new());
    loop {
        let page = batch.attachments(after)?;
        let Some(last) = page.last() else { return table.finish() };
        after = Some(last.id);
        for view in &page {
            let ending = Mime::named(&view.mime).map_or("bin", Mime::ending);
            let file = format!("attachments/{}.{ending}", view.sha256);
            let here = blobs.check(view.sha256)? == Found::Sound;
            if here && copied.insert(view.sha256) {
                copy(&blobs.path(view.sha256), &folder.join(&file))?;
            }
            table.row(&[
                view.id.to_string(),
                view.owner.as_str().to_owned(),
                view.owner.uuid().to_string(),
                view.name.clone(),
                view.mime.clone(),
                view.size.to_string(),
                view.sha256.to_string(),
                view.hidden.to_string(),
                if here { file } else { String::new() },
            ])?;
        }
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).and_then(|()| fs::copy(from, to)).map(drop).map_err(|error| {
        let code = if error.kind() == std::io::ErrorKind::StorageFull { Code::DiskFull } else { Code::Storage };
        Error::new(code, format!("An attachment cannot be copied: {error}."))
    })
}
