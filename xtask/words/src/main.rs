//! `xtask-words FROM TO`: reads `*.ftl` in one folder and writes `*.txt` into another, for the page.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use xtask_words::{File, written};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = arguments.as_slice() else {
        eprintln!("usage: xtask-words FROM TO");
        return ExitCode::FAILURE;
    };
    match write(Path::new(from), Path::new(to)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(from)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "ftl"));
    paths.sort();
    let read = |path: PathBuf| fs::read_to_string(&path).map(|text| (path.display().to_string(), text));
    let files: Vec<(String, String)> = paths.iter().cloned().map(read).collect::<Result<_, _>>()?;
    let files: Vec<File<'_>> = files.iter().map(|(name, text)| File { name, text }).collect();
    let lines = |faults: Vec<_>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let written = written(&files).map_err(lines)?;
    fs::create_dir_all(to)?;
    for (path, words) in paths.iter().zip(written) {
        let name = path.with_extension("txt");
        fs::write(to.join(name.file_name().unwrap_or_default()), words)?;
    }
    Ok(())
}
