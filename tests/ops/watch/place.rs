//! Where the files of operations are.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file or folder of `ops/`.
pub fn ops(path: &str) -> PathBuf {
    root().join("ops").join(path)
}

/// The text of a file of `ops/`.
pub fn text(path: &str) -> String {
    let file = ops(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The text with parts replaced, each of which has to be there: a test that changes nothing tests something else.
pub fn with(text: String, parts: &[(&str, &str)]) -> String {
    parts.iter().fold(text, |text, (old, new)| {
        assert!(text.contains(old), "there is no {old:?} any more");
        text.replace(old, new)
    })
}
