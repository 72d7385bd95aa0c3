//! The core's own books, as the door asks them.

use crate::door::Books;
use smartkhata_core::Result;
use smartkhata_core::machine::{SystemClock, SystemIds};
use smartkhata_core::store::sqlite::{self, Progress};
use smartkhata_courier::LinkedBooks;
use std::path::Path;
use std::sync::Arc;

/// Opens the books in a folder, making them when the folder is new; `machine` is the id of this one, `progress` hears of
/// work that takes long. Books
/// that cannot be written now (another program writes them, the disk is full) are opened to read only.
///
/// # Errors
/// The core's refusal: newer, damaged; in use or disk full, where there is nothing to read yet.
pub fn open(folder: &Path, machine: Option<String>, progress: &mut Progress<'_>) -> Result<Arc<dyn Books>> {
    let linked = |books| LinkedBooks::on(machine.clone(), Arc::new(books));
    let written = sqlite::Books::open(folder, Box::new(SystemClock), Box::new(SystemIds), progress).and_then(linked);
    Ok(Arc::new(written.or_else(|refusal| {
        linked(sqlite::Books::read_instead(folder, refusal, Box::new(SystemClock), Box::new(SystemIds))?)
    })?))
}

impl Books for LinkedBooks {
    fn call(&self, request: &str, body: &str) -> Result<String> {
        self.call(request, body)
    }

    fn reads_only(&self) -> bool {
        !self.books().is_writer()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door::Door;
    use smartkhata_core::Code;
    use smartkhata_courier::Answers;
    use std::fs;

    fn door(folder: &Path) -> Door {
        Door::new(folder.to_owned(), |folder| open(folder, None, &mut |_| {}))
    }

    #[test]
    fn a_second_window_reads_until_the_first_one_closes() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (door(folder.path()), door(folder.path()));
        first.call("shop.create", r#"{"name":"Sharma"}"#).unwrap();
        assert!(second.call("shop.get", "{}").unwrap().contains("Sharma"));
        assert!(second.call("status.get", "{}").unwrap().contains(r#""read_only":true"#));
        let edit = r#"{"edit":{"name":"Verma"}}"#;
        assert_eq!(second.call("shop.edit", edit).unwrap_err().code, Code::ReadOnly);
        first.close();
        // Asking where the books stand tries again to write.
        assert!(second.call("status.get", "{}").unwrap().contains(r#""read_only":false"#));
        second.call("shop.edit", edit).unwrap();
    }

    #[test]
    fn damaged_books_answer_every_request_and_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let first = door(folder.path());
        first.call("status.get", "{}").unwrap();
        first.close();
        let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let (databases, logs): (Vec<_>, Vec<_>) =
            files.filter(|path| path.is_file()).partition(|path| path.extension().is_some_and(|e| e == "sqlite"));
        let database = databases.first().unwrap();
        // A log beside the file would bring back what is overwritten here.
        logs.iter().for_each(|log| fs::remove_file(log).unwrap());
        let damaged = vec![b'x'; 8192];
        fs::write(database, &damaged).unwrap();
        let door = door(folder.path());
        for request in ["status.get", "shop.get"] {
            assert_eq!(door.call(request, "{}").unwrap_err().code, Code::CorruptDatabase, "{request}");
        }
        assert_eq!(fs::read(database).unwrap(), damaged);
    }

    #[test]
    fn what_the_page_asks_wrongly_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let door = door(folder.path());
        assert_eq!(door.call("no.such", "{}").unwrap_err().code, Code::UnknownRequest);
        assert_eq!(door.call("shop.get", "[").unwrap_err().code, Code::InvalidRequest);
    }
}
