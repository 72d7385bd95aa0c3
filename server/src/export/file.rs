//! A file of an export: buffered, hashed while it is written, on disk when it is finished.

use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use smartkhata_core::{Code, Error, Result};

use crate::cell::guarded;

/// A file being written.
pub struct File {
    name: &'static str,
    about: &'static str,
    out: BufWriter<fs::File>,
    digest: Sha256,
    bytes: u64,
}

/// A file that is written.
pub struct Written {
    /// Its name in the folder.
    pub name: &'static str,
    about: &'static str,
    sha256: String,
    bytes: u64,
}

impl File {
    /// A new file; one of that name is never written over.
    pub fn create(folder: &Path, name: &'static str, about: &'static str) -> Result<Self> {
        let file = fs::File::create_new(folder.join(name)).map_err(|error| fault(name, &error))?;
        Ok(Self { name, about, out: BufWriter::new(file), digest: Sha256::new(), bytes: 0 })
    }

    /// A table whose first row names its columns. It begins with a byte order mark: without one, spreadsheets
    /// read रमेश as something else.
    pub fn table(folder: &Path, name: &'static str, about: &'static str, columns: &[&str]) -> Result<Self> {
        let mut file = Self::create(folder, name, about)?;
        file.put("\u{feff}".as_bytes())?;
        file.row(columns)?;
        Ok(file)
    }

    /// A row of a table (RFC 4180).
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<()> {
        let mut line = String::new();
        for (n, cell) in cells.iter().enumerate() {
            let cell = guarded(cell.as_ref());
            if n > 0 {
                line.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                line.push('"');
                line.push_str(&cell.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(&cell);
            }
        }
        line.push_str("\r\n");
        self.put(line.as_bytes())
    }

    /// A line of text.
    pub fn line(&mut self, text: &str) -> Result<()> {
        self.put(text.as_bytes())?;
        self.put(b"\n")
    }

    /// Puts the file on disk.
    pub fn finish(self) -> Result<Written> {
        let told = |error: &io::Error| fault(self.name, error);
        let file = self.out.into_inner().map_err(|error| told(error.error()))?;
        file.sync_all().map_err(|error| told(&error))?;
        Ok(Written { name: self.name, about: self.about, sha256: hex(&self.digest.finalize()), bytes: self.bytes })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.digest.update(bytes);
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.out.write_all(bytes).map_err(|error| fault(self.name, &error))
    }
}

impl Written {
    /// A file that somebody else wrote, under its name in the folder.
    pub fn moved(from: &Path, folder: &Path, name: &'static str, about: &'static str) -> Result<Self> {
        let path = folder.join(name);
        fs::rename(from, &path).map_err(|error| fault(name, &error))?;
        let mut file = fs::File::open(&path).map_err(|error| fault(name, &error))?;
        let (mut digest, mut bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0_u8; 1 << 16]);
        loop {
            let read = file.read(&mut buffer).map_err(|error| fault(name, &error))?;
            let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
            digest.update(part);
            bytes = bytes.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        }
        Ok(Self { name, about, sha256: hex(&digest.finalize()), bytes })
    }

    /// Its line in the manifest.
    pub fn listed(&self) -> serde_json::Value {
        serde_json::json!({ "name": self.name, "about": self.about, "bytes": self.bytes, "sha256": self.sha256 })
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fault(name: &str, error: &io::Error) -> Error {
    let code = if error.kind() == io::ErrorKind::StorageFull { Code::DiskFull } else { Code::Storage };
    Error::new(code, format!("{name} cannot be written: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_hold_commas_quotes_and_lines_stay_one_cell() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = File::table(folder.path(), "t.csv", "a test", &["name", "note"]).unwrap();
        file.row(&["Patel, \"Bapu\"", "two\nlines"]).unwrap();
        file.row(&["=HYPERLINK(\"x\")", "-5.00"]).unwrap();
        let written = file.finish().unwrap();
        let bytes = fs::read(folder.path().join("t.csv")).unwrap();
        let expected =
            "\u{feff}name,note\r\n\"Patel, \"\"Bapu\"\"\",\"two\nlines\"\r\n\"'=HYPERLINK(\"\"x\"\")\",-5.00\r\n";
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), expected);
        assert_eq!(written.sha256, hex(&Sha256::digest(&bytes)));
        assert_eq!(File::create(folder.path(), "t.csv", "again").err().unwrap().code, Code::Storage);
    }
}
