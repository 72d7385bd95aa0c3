//! `cargo xtask web`: the UI compiled to wasm, with its page, styles and icons, in `dist/`.
//!
//! Nothing is built when nothing changed: a stamp in `dist/` holds the state of every input.

use crate::failure::{Failure, Result, unknown_option};
use crate::setup::{npm, page, wasm};
use crate::step::step;
use crate::{process, repo};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// How the UI is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Fast to build.
    Dev,
    /// As it ships: small.
    Release,
}

impl Profile {
    /// `--release` or not.
    pub fn release(release: bool) -> Self {
        if release { Profile::Release } else { Profile::Dev }
    }

    /// The profile's name in `Cargo.toml`, which is also its folder.
    fn name(self) -> &'static str {
        match self {
            Profile::Dev => "wasm-dev",
            Profile::Release => "wasm",
        }
    }
}

/// Everything that the built UI depends on.
const INPUTS: &[&str] = &[
    "app",
    "assets",
    "core",
    "Cargo.lock",
    "Cargo.toml",
    "xtask/bindgen",
    "xtask/npm",
    "xtask/src/setup/wasm.rs",
    "xtask/src/web.rs",
    "xtask/words",
];

/// The page, and the script that starts the module.
const PAGE: &str = "index.html";
const START: &str = "start.js";

/// Folders of `assets/` that the page loads by address; everything else is compiled in. The fonts that it asks for are
/// those that bills are printed with: the program itself answers with them.
const STATIC: &[&str] = &["icons"];

/// The folder of the words: of `assets/`, and of the page.
const WORDS: &str = "words";

/// How the page asks for a stylesheet that it is drawn with.
const STYLESHEET: &str = r#"<link rel="stylesheet" href="./"#;

/// All of them, and the one that only a printer reads.
const STYLES: &str = "css/styles.css";
const PRINTED: &str = "css/print.css";

const STAMP: &str = ".stamp";

/// `cargo xtask web [--release]`.
pub fn task(options: &[String]) -> Result {
    let mut profile = Profile::Dev;
    for option in options {
        match option.as_str() {
            "--release" => profile = Profile::Release,
            "--dev" => profile = Profile::Dev,
            other => return Err(unknown_option("web", other)),
        }
    }
    build(profile)
}

/// Fills `dist/`, if it is not up to date.
pub fn build(profile: Profile) -> Result {
    let stamp = stamp(profile)?;
    if is_current(&repo::dist(), &stamp) {
        eprintln!("==> UI: up to date in dist/");
        return Ok(());
    }
    let compiler = step("UI: wasm compiler", wasm::ensure)?;
    step("UI: compile to wasm", || {
        let mut build = compiler.cargo("build", &repo::wasm_target(), profile);
        build.args(["--package", "smartkhata-app", "--profile", profile.name()]);
        process::run(&mut build)
    })?;
    let staged = repo::root().join("dist.new");
    if staged.exists() {
        remove(&staged)?;
    }
    make(&staged)?;
    step("UI: wasm-bindgen", || bind(&module(profile)?, &staged, profile))?;
    if profile == Profile::Release {
        step("UI: wasm-opt", || optimise(&staged.join("ui_bg.wasm")))?;
        keep_names(&staged)?;
    }
    step("UI: words", || words(&staged))?;
    step("UI: page, styles and icons", || {
        copy(&repo::root().join("app").join(START), &staged.join(START))?;
        page(&staged)?;
        for folder in STATIC {
            let from = repo::root().join("assets").join(folder);
            if from.is_dir() {
                copy_folder(&from, &staged.join(folder))?;
            }
        }
        write(&staged.join(STAMP), stamp.as_bytes())
    })?;
    let dist = repo::dist();
    if dist.exists() {
        remove(&dist)?;
    }
    fs::rename(&staged, &dist).map_err(|e| Failure::io("putting the new UI in place", &e))?;
    eprintln!("    dist/ui_bg.wasm: {} bytes", size(&dist.join("ui_bg.wasm"))?);
    Ok(())
}

/// The names of the page's functions, by which a fault of it is looked up, stay here: nobody needs them to run it.
fn keep_names(staged: &Path) -> Result {
    let (names, kept) = (staged.join("ui_bg.names"), repo::target().join("ui_bg.names"));
    if !names.exists() {
        // Those of another page would tell of other functions.
        let _ = fs::remove_file(&kept);
    } else {
        fs::copy(&names, &kept).map_err(|e| Failure::io(format_args!("keeping {}", kept.display()), &e))?;
        fs::remove_file(&names).map_err(|e| Failure::io(format_args!("removing {}", names.display()), &e))?;
    }
    Ok(())
}

/// Writes the page, with the stylesheets that it lists in one file: nothing is drawn before each of them was answered.
/// What its script imports is named in the page: it would be asked for only when the script is there.
fn page(folder: &Path) -> Result {
    let read = |path: PathBuf| {
        fs::read_to_string(&path).map_err(|e| Failure::io(format_args!("reading {}", path.display()), &e))
    };
    let (mut page, mut styles) = (String::new(), String::new());
    for line in read(repo::root().join("app").join(PAGE))?.lines() {
        let listed = line.strip_prefix(STYLESHEET).and_then(|rest| rest.strip_suffix(r#"">"#));
        // The one that only a printer reads has more to say.
        match listed.filter(|sheet| !sheet.contains('"')) {
            Some(sheet) => {
                if styles.is_empty() {
                    let _ = writeln!(page, r#"{STYLESHEET}{STYLES}">"#);
                }
                styles.push_str(&read(repo::root().join("assets").join(sheet))?);
            }
            None => page.extend([line, "\n"]),
        }
        if line == "<body>" {
            page.push_str(&icons()?);
        }
        if line.contains(r#"rel="modulepreload""#) {
            let script = read(folder.join("ui.js"))?;
            let imports = script.lines().filter(|line| line.starts_with("import "));
            for import in imports.filter_map(|line| line.split('\'').nth(1)) {
                let _ = writeln!(page, r#"<link rel="modulepreload" href="{import}">"#);
            }
        }
    }
    make(&folder.join("css"))?;
    copy(&repo::root().join("assets").join(PRINTED), &folder.join(PRINTED))?;
    write(&folder.join(STYLES), styles.as_bytes())?;
    write(&folder.join(PAGE), page.as_bytes())
}

/// The drawings of all icons, to be shown by their names: a page has them once, and its module none.
fn icons() -> Result<String> {
    let folder = repo::root().join("assets/icons/ui");
    let failed = |e: std::io::Error| Failure::io(format_args!("reading {}", folder.display()), &e);
    let entries = fs::read_dir(&folder).map_err(failed)?.collect::<std::io::Result<Vec<_>>>().map_err(failed)?;
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "svg"));
    files.sort();
    let mut all = String::from("<svg>");
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&file).map_err(failed)?;
        // What it is drawn with is said by the style of whoever shows it.
        let drawing = text.trim().strip_suffix("</svg>").and_then(|text| text.split_once('>'));
        let (_, drawing) = drawing.ok_or_else(|| Failure::new(format!("{} is no drawing", file.display())))?;
        let _ = write!(all, r#"<symbol id="icon-{name}" viewBox="0 0 24 24">{drawing}</symbol>"#);
    }
    Ok(all + "</svg>\n")
}

/// Writes the words of each language as the page reads them; what it could not say ends the build.
fn words(folder: &Path) -> Result {
    let mut words = process::command(page::words()?);
    process::run(words.arg(repo::root().join("assets").join(WORDS)).arg(folder.join(WORDS)))
}

/// The module that the compiler wrote, whichever way it spelt the name.
fn module(profile: Profile) -> Result<PathBuf> {
    let folder = repo::wasm_target().join(wasm::TARGET).join(profile.name());
    ["smartkhata-app.wasm", "smartkhata_app.wasm"]
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.is_file())
        .ok_or_else(|| Failure::new(format!("the compiler left no smartkhata-app.wasm in {}", folder.display())))
}

/// Writes what starts a module in a page into a folder: `ui.js`, `ui_bg.wasm` and `snippets/`.
pub fn bind(module: &Path, folder: &Path, profile: Profile) -> Result {
    let mut bindgen = process::command(page::bindgen()?);
    bindgen.arg(module).arg(folder);
    if profile == Profile::Release {
        bindgen.arg("--small");
    }
    process::run(&mut bindgen)
}

/// What makes the module smaller as it travels. Brotli folds what repeats, so passes that make alike code differ are left
/// out. Nothing lies in the first kilobyte of the memory, which is the far end of the stack.
const SMALL: &[&str] = &[
    "-Oz",
    "--low-memory-unused",
    "--skip-pass=inlining",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=local-cse",
    "--skip-pass=ssa-nomerge",
    "--skip-pass=dae-optimizing",
    "--skip-pass=code-pushing",
    // Zeros between data pack to nothing; the address of each of three thousand pieces does not.
    "--skip-pass=memory-packing",
    // Until another round finds nothing.
    "--converge",
    "--strip-dwarf",
    "--strip-producers",
    // The names stay until functions have their numbers.
    "--debuginfo",
];

/// Makes the module smaller in place; without npm it stays as it is, and that is said.
pub fn optimise(module: &Path) -> Result {
    let Some(wasm_opt) = npm::wasm_opt()? else {
        eprintln!("    {}", npm::SKIPPED);
        return Ok(());
    };
    let (before, small) = (size(module)?, module.with_extension("small"));
    let mut command = process::command("node");
    process::run(command.arg(wasm_opt).args(SMALL).arg(module).arg("-o").arg(&small))?;
    let mut order = process::command(page::order()?);
    process::run(order.arg(&small).arg(module).arg(module.with_extension("names")))?;
    fs::remove_file(&small).map_err(|e| Failure::io(format_args!("removing {}", small.display()), &e))?;
    eprintln!("    {before} bytes before, {} after", size(module)?);
    Ok(())
}

/// The state of every input: path, length and time of the last change.
fn stamp(profile: Profile) -> Result<String> {
    let mut stamp = format!("profile {}\n", profile.name());
    for input in INPUTS {
        let path = repo::root().join(input);
        if path.exists() {
            note(&path, &mut stamp)?;
        }
    }
    Ok(stamp)
}

fn note(path: &Path, stamp: &mut String) -> Result {
    let failed = |e: std::io::Error| Failure::io(format_args!("reading {}", path.display()), &e);
    let about = fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        let mut inside: Vec<PathBuf> = fs::read_dir(path)
            .map_err(failed)?
            .map(|e| e.map(|e| e.path()))
            .collect::<std::io::Result<_>>()
            .map_err(failed)?;
        inside.sort();
        return inside.iter().try_for_each(|path| note(path, stamp));
    }
    let changed = about.modified().map_err(failed)?.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    // Writing to a string cannot fail.
    let _ = writeln!(stamp, "{} {} {changed}", path.display(), about.len());
    Ok(())
}

/// Whether `dist` was made from the inputs that `stamp` describes, and is whole.
fn is_current(dist: &Path, stamp: &str) -> bool {
    let whole = ["index.html", "ui.js", "ui_bg.wasm"].iter().all(|name| dist.join(name).is_file());
    whole && fs::read_to_string(dist.join(STAMP)).is_ok_and(|kept| kept == stamp)
}

fn size(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|m| m.len()).map_err(|e| Failure::io(format_args!("reading {}", path.display()), &e))
}

fn make(folder: &Path) -> Result {
    fs::create_dir_all(folder).map_err(|e| Failure::io(format_args!("making {}", folder.display()), &e))
}

fn remove(folder: &Path) -> Result {
    fs::remove_dir_all(folder).map_err(|e| Failure::io(format_args!("removing {}", folder.display()), &e))
}

fn write(path: &Path, bytes: &[u8]) -> Result {
    fs::write(path, bytes).map_err(|e| Failure::io(format_args!("writing {}", path.display()), &e))
}

fn copy(from: &Path, to: &Path) -> Result {
    fs::copy(from, to).map(drop).map_err(|e| Failure::io(format_args!("copying {}", from.display()), &e))
}

fn copy_folder(from: &Path, to: &Path) -> Result {
    make(to)?;
    let entries = fs::read_dir(from).map_err(|e| Failure::io(format_args!("reading {}", from.display()), &e))?;
    for entry in entries {
        let path = entry.map_err(|e| Failure::io(format_args!("reading {}", from.display()), &e))?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() { copy_folder(&path, &to.join(name))? } else { copy(&path, &to.join(name))? }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_tells_profiles_apart_and_is_stable() {
        let dev = stamp(Profile::Dev).unwrap();
        assert_eq!(dev, stamp(Profile::Dev).unwrap());
        assert_ne!(dev, stamp(Profile::Release).unwrap());
        assert!(dev.contains("Cargo.lock"), "the locked versions are an input");
    }

    #[test]
    fn a_folder_without_a_stamp_is_not_current() {
        assert!(!is_current(&repo::root().join("xtask"), "profile wasm\n"));
    }
}
