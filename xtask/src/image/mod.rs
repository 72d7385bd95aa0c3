//! `cargo xtask image`: the backend as an OCI image, the same bytes from the same tree.
//!
//! The program is linked statically against the C library, so that the image needs none: no shell, no packages, nothing
//! that has to be kept up to date beside it. Built with buildah, which needs no daemon.

mod sbom;

use crate::failure::{Failure, Result, unknown_option};
use crate::setup::apt;
use crate::step::step;
use crate::{process, repo, web};
use std::fs::{self, File, Permissions};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};

/// What it is built for. Named, so that flags for the program are none for its build scripts.
pub const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Where Debian keeps the authorities of the web.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The programs in it, each with its library and the file of its `main`: the backend, and what releases it where it runs.
const PROGRAMS: [(&str, &str, &str); 2] = [
    ("smartkhata", "smartkhata_server", "server/src/main.rs"),
    ("smartkhata-release", "smartkhata_release", "ops/release/src/main.rs"),
];

/// An image on disk.
pub struct Image {
    /// An OCI layout, as skopeo names it: `oci:FOLDER:TAG`.
    pub name: String,
    /// The digest of its manifest.
    pub digest: String,
}

/// Which programs are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Those that ship.
    Optimised,
    /// What the tests compiled, linked as those that ship are: for an image that is only tried out.
    Tested,
}

/// What an image says of itself.
struct Tree {
    version: String,
    revision: String,
    /// Seconds since the Unix epoch.
    epoch: u64,
    /// The same, as RFC 3339 has it.
    created: String,
}

/// `cargo xtask image`.
pub fn task(options: &[String]) -> Result {
    if let Some(option) = options.first() {
        return Err(unknown_option("image", option));
    }
    let image = build(Program::Optimised)?;
    eprintln!("==> {} {}", image.name, image.digest);
    Ok(())
}

/// Builds the image, twice: an image that is another one each time cannot be checked by anybody.
pub fn build(program: Program) -> Result<Image> {
    step("image: packages", || apt::ensure(apt::IMAGE))?;
    let tree = tree()?;
    web::build(web::Profile::Release)?;
    let programs = match program {
        Program::Optimised => step("image: compile programs, static", compile)?,
        Program::Tested => step("image: link programs, static", link)?,
    };
    let context = repo::target().join("image/context");
    step("image: gather", || gather(&context, &programs, &tree))?;
    let image = step("image: build", || bud(&context, &tree, "image"))?;
    let again = step("image: build again", || bud(&context, &tree, "again"))?;
    if image.digest != again.digest {
        return Err(Failure::new(format!("two builds of one tree differ: {} and {}", image.digest, again.digest)));
    }
    Ok(image)
}

/// The version from the manifest, the rest from the last commit, or from `SOURCE_DATE_EPOCH` where there is no Git.
fn tree() -> Result<Tree> {
    let manifest = read(&repo::root().join("Cargo.toml"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    let version = version.ok_or_else(|| Failure::new("Cargo.toml names no version"))?.to_owned();
    let git =
        |arguments: &[&str]| process::output(process::command("git").args(arguments)).map(|s| s.trim().to_owned());
    let revision = git(&["rev-parse", "HEAD"]).unwrap_or_else(|| "unknown".into());
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let epoch = given.or_else(|| git(&["log", "-1", "--format=%ct"])).and_then(|seconds| seconds.trim().parse().ok());
    let epoch: u64 = epoch.unwrap_or(0);
    let date =
        process::output(process::command("date").args(["-u", "-d", &format!("@{epoch}"), "+%Y-%m-%dT%H:%M:%SZ"]));
    let created = date.ok_or_else(|| Failure::new("`date` is missing"))?.trim().to_owned();
    Ok(Tree { version, revision, epoch, created })
}

/// The programs need no C library beside them.
const STATIC: &str = "-Ctarget-feature=+crt-static";

/// The programs as they ship, without the paths of this machine in them; their folder.
fn compile() -> Result<PathBuf> {
    let mut flags = vec![STATIC.to_owned()];
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    flags.extend(home.map(|home| format!("--remap-path-prefix={}=/cargo", home.display())));
    flags.push(format!("--remap-path-prefix={}=/smartkhata", repo::root().display()));
    let mut cargo = process::cargo();
    cargo.args(["build", "--profile", "server", "--locked", "--package", "smartkhata-server"]);
    cargo.args(["--package", "smartkhata-release", "--target", TARGET]);
    cargo.args(PROGRAMS.iter().flat_map(|(name, ..)| ["--bin", name]));
    process::run(cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
    Ok(repo::target().join(TARGET).join("server"))
}

/// The programs of the tests, from the libraries that cargo compiled for them; their folder. Cargo itself gives no flag to
/// a program alone without choosing other features for what it is made of, and so compiling all of it again.
fn link() -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--workspace", "--message-format", "json-render-diagnostics"]);
    cargo.args(PROGRAMS.iter().flat_map(|(name, ..)| ["--bin", name]));
    let said = process::output(&mut cargo).ok_or_else(|| Failure::new("cargo does not build the programs"))?;
    let folder = repo::target().join("image/programs");
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    for (name, of, main) in PROGRAMS {
        let library = library(&said, of).ok_or_else(|| Failure::new(format!("cargo names no library `{of}`")))?;
        let mut rustc = process::command(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.args(["--edition=2024", &format!("--crate-name={}", name.replace('-', "_")), STATIC, "-Cstrip=symbols"]);
        rustc.arg(main).arg("--extern").arg(format!("{of}={}", library.display()));
        rustc.arg("-L").arg(format!("dependency={}", repo::target().join("debug/deps").display()));
        process::run(rustc.arg("-o").arg(folder.join(name)))?;
    }
    Ok(folder)
}

/// Where a library of this name is, as cargo's messages tell it.
fn library(messages: &str, name: &str) -> Option<PathBuf> {
    let named = format!("\"name\":\"{name}\"");
    let artifact = messages.lines().find(|line| line.contains("compiler-artifact") && line.contains(&named))?;
    artifact.split('"').find(|word| word.ends_with(".rlib")).map(PathBuf::from)
}

/// Everything that the image holds, under a folder `rootfs`, with modes and times of its own.
fn gather(context: &Path, programs: &Path, tree: &Tree) -> Result {
    match fs::remove_dir_all(context) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(context)(error)),
        _ => {}
    }
    let from = repo::root().join("ops/image");
    let rootfs = context.join("rootfs");
    put(&from.join("Containerfile"), &context.join("Containerfile"), 0o644, tree)?;
    for (name, ..) in PROGRAMS {
        put(&programs.join(name), &rootfs.join("usr/bin").join(name), 0o755, tree)?;
    }
    put(Path::new(AUTHORITIES), &rootfs.join("etc/ssl/certs/ca-certificates.crt"), 0o644, tree)?;
    for name in ["passwd", "group", "nsswitch.conf", "ssl/certs/amazon-rds.pem"] {
        put(&from.join("rootfs/etc").join(name), &rootfs.join("etc").join(name), 0o644, tree)?;
    }
    put_folder(&repo::dist(), &rootfs.join("usr/share/smartkhata/web"), tree)?;
    put(&repo::root().join("LICENSE"), &rootfs.join("usr/share/doc/smartkhata/LICENSE"), 0o644, tree)?;
    let sbom = context.join("sbom.cdx.json");
    fs::write(&sbom, sbom::of(&tree.version, &tree.created)?).map_err(failed(&sbom))?;
    put(&sbom, &rootfs.join("usr/share/doc/smartkhata/sbom.cdx.json"), 0o644, tree)?;
    // The one folder that is its user's: the Containerfile gives it away.
    for folder in [rootfs.join("var/lib"), context.join("data/smartkhata")] {
        fs::create_dir_all(&folder).map_err(failed(&folder))?;
    }
    settle(&rootfs, tree)?;
    settle(&context.join("data"), tree)
}

fn put(from: &Path, to: &Path, mode: u32, tree: &Tree) -> Result {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    fs::copy(from, to).map_err(failed(from))?;
    set_mode(to, mode)?;
    touch(to, tree)
}

/// Everything in a folder but what hides: a build's notes.
fn put_folder(from: &Path, to: &Path, tree: &Tree) -> Result {
    for entry in fs::read_dir(from).map_err(failed(from))? {
        let path = entry.map_err(failed(from))?.path();
        let Some(name) = path.file_name().filter(|name| !name.to_string_lossy().starts_with('.')) else { continue };
        let to = to.join(name);
        if path.is_dir() { put_folder(&path, &to, tree)? } else { put(&path, &to, 0o644, tree)? }
    }
    Ok(())
}

/// Modes and times of the folders, from the inside out.
fn settle(folder: &Path, tree: &Tree) -> Result {
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if path.is_dir() {
            settle(&path, tree)?;
        }
    }
    set_mode(folder, 0o755)?;
    touch(folder, tree)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> Result {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(failed(path))
}

#[cfg(not(unix))]
fn set_mode(path: &Path, _: u32) -> Result {
    let permissions: Permissions = fs::metadata(path).map_err(failed(path))?.permissions();
    fs::set_permissions(path, permissions).map_err(failed(path))
}

fn touch(path: &Path, tree: &Tree) -> Result {
    let time = UNIX_EPOCH + Duration::from_secs(tree.epoch);
    File::open(path).and_then(|file| file.set_modified(time)).map_err(failed(path))
}

/// An OCI layout, as skopeo names it.
fn layout(name: &str, version: &str) -> String {
    format!("oci:{}:{version}", repo::target().join("image").join(name).display())
}

/// The image that was built last, of this version.
pub fn tried() -> String {
    layout("image", env!("CARGO_PKG_VERSION"))
}

/// Builds into an OCI layout of its own.
fn bud(context: &Path, tree: &Tree, name: &str) -> Result<Image> {
    let home = repo::target().join("image");
    let (layout, image) = (home.join(name), layout(name, &tree.version));
    let storage = home.join("storage");
    process::run(process::as_root("rm")?.arg("-rf").arg(&layout).arg(&storage))?;
    let buildah = || -> Result<Command> {
        let mut buildah = process::as_root("buildah")?;
        buildah.args(["--storage-driver", "vfs", "--root"]).arg(storage.join("root"));
        buildah.arg("--runroot").arg(storage.join("run"));
        Ok(buildah)
    };
    let mut bud = buildah()?;
    bud.args(["bud", "--quiet", "--isolation", "chroot", "--no-cache", "--format", "oci"]);
    bud.args(["--timestamp", &tree.epoch.to_string(), "--tag", "smartkhata"]);
    for argument in [
        format!("VERSION={}", tree.version),
        format!("REVISION={}", tree.revision),
        format!("CREATED={}", tree.created),
    ] {
        bud.args(["--build-arg", &argument]);
    }
    process::run(bud.arg("--file").arg(context.join("Containerfile")).arg(context))?;
    process::run(buildah()?.args(["push", "--quiet", "--format", "oci", "smartkhata", &image]))?;
    process::run(process::as_root("chmod")?.args(["-R", "a+rX"]).arg(&layout))?;
    process::run(process::as_root("rm")?.arg("-rf").arg(&storage))?;
    let mut inspect = process::command("skopeo");
    let digest = process::output(inspect.args(["inspect", "--format", "{{.Digest}}", &image]));
    let digest = digest.ok_or_else(|| Failure::new(format!("skopeo could not read {image}")))?.trim().to_owned();
    Ok(Image { name: image, digest })
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(failed(path))
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Failure + '_ {
    move |error| Failure::io(format_args!("gathering {}", path.display()), &error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_found_in_what_cargo_says() {
        let said = "{\"reason\":\"compiler-artifact\",\"target\":{\"kind\":[\"lib\"],\"name\":\"other\"},\"filenames\":[\"/t/libother-1.rlib\"]}\n\
                    {\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"shop\"},\"filenames\":[\"/t/libshop-2.rlib\",\"/t/libshop-2.rmeta\"]}\n";
        assert_eq!(library(said, "shop"), Some("/t/libshop-2.rlib".into()));
        assert_eq!(library(said, "stall"), None);
    }
}
