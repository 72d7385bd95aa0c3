//! The key to the door: 128 random bits, kept in the data folder so that a page survives a restart of the
//! server, readable by the shop's own user alone.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;
use sha2::{Digest, Sha256};
use smartkhata_core::{Code, Error};

use crate::refusal::Refusal;
use crate::router::Shared;
use smartkhata_core::machine;

/// The file in the data folder.
const FILE: &str = "door.token";

/// 128 random bits in hexadecimal. Shown only in the address that `serve` prints.
pub struct Token(String);

impl Token {
    /// The key of a folder's door, made if there is none.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) if is_token(text.trim()) => return Ok(Self(text.trim().to_owned())),
            Ok(_) => fs::remove_file(&path)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let token = Self::fresh();
        match private(&path) {
            Ok(mut file) => file.write_all(format!("{token}\n").as_bytes()).and_then(|()| file.sync_all())?,
            // Another process of the same folder was first: its key is the folder's.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Self::of(folder),
            Err(error) => return Err(error),
        }
        Ok(token)
    }

    /// A key that is kept nowhere.
    pub fn fresh() -> Self {
        Self(machine::random::<16>().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Whether the headers show this key. Digests are compared, so that the time it takes tells nothing of how
    /// much of a guess was right.
    fn is_shown(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let shown = shown.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        Sha256::digest(shown.trim()) == Sha256::digest(&self.0)
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A new file that nobody else on this computer may read.
fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Refuses callers without the key.
pub async fn required(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Result<Response, Refusal> {
    if shared.token.is_shown(request.headers()) {
        Ok(next.run(request).await)
    } else {
        let message = "Open SmartKhata with the address that `smartkhata serve` printed: it holds the key.";
        Err(Error::new(Code::Unauthorized, message).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_its_key_and_only_that_key_opens() {
        let folder = tempfile::tempdir().unwrap();
        let token = Token::of(folder.path()).unwrap();
        assert!(is_token(&token.0));
        assert_eq!(Token::of(folder.path()).unwrap().0, token.0);
        let check = |value: &str, shown: bool| {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, value.parse().unwrap())]);
            assert_eq!(token.is_shown(&headers), shown, "{value}");
        };
        check(&format!("Bearer {token}"), true);
        check(&format!("Basic {token}"), false);
        check(&token.0, false);
        check("Bearer ", false);
        check(&format!("Bearer {token}0"), false);
        check("Bearer 00000000000000000000000000000000", false);
        assert!(!token.is_shown(&HeaderMap::new()));
    }

    #[test]
    fn a_damaged_key_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "short").unwrap();
        assert!(is_token(&Token::of(folder.path()).unwrap().0));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        Token::of(folder.path()).unwrap();
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
