//! System packages on Debian and its kin. On other systems this does nothing: they bring their own window
//! and their own browser, and a task that still misses something names it.

use crate::failure::{Failure, Result};
use crate::process;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// One need: any of these packages meets it; the last one is installed when none is there.
pub type Need = &'static [&'static str];

/// To compile and open the window.
pub const WINDOW: &[Need] = &[&["libwebkit2gtk-4.1-dev"], &["librsvg2-dev"], &["pkgconf", "pkg-config"]];

/// The distribution's own Rust with the sources of its library, for wasm where rustup must not download.
pub const WASM: &[Need] = &[&["rustc-web"], &["cargo-web"], &["rust-web-src"], &["libstd-rust-web-dev"]];

/// A linker for wasm, where the toolchain brings none.
pub const LINKER: &[Need] = &[&["lld"]];

/// Node, which runs wasm-opt and the bundler.
pub const NODE: &[Need] = &[&["nodejs"], &["npm"]];

/// Python with environments of their own, for tools that come from PyPI.
pub const PYTHON: &[Need] = &[&["python3"], &["python3-venv"]];

/// What the tests drive and compare with: a browser and the window under WebDriver, a screen that nobody sees,
/// readers of PDF and QR, HarfBuzz's own renderer with fonts of every script, PostgreSQL.
pub const TESTS: &[Need] = &[
    &["chromium"],
    &["chromium-driver"],
    &["webkit2gtk-driver"],
    &["xvfb"],
    &["poppler-utils"],
    &["qpdf"],
    &["zbar-tools"],
    &["imagemagick"],
    SHAPER,
    &["fonts-noto-core"],
    DATABASE,
];

/// HarfBuzz's own renderer, with which unit tests compare.
pub const SHAPING: &[Need] = &[SHAPER];

/// What watches, ships, brings back and scans where the backend is operated.
pub const OPERATIONS: &[Need] = &[
    &["prometheus"],
    &["haproxy"],
    &["prometheus-alertmanager"],
    &["prometheus-postgres-exporter"],
    &["prometheus-node-exporter"],
    &["prometheus-blackbox-exporter"],
    &["rsyslog"],
    &["rsyslog-elasticsearch"],
    &["podman"],
    &["runc"],
    &["docker-registry"],
    &["yamllint"],
    &["curl"],
    &["jq"],
    &["pgbackrest"],
    &["faketime"],
    &["nginx-light", "nginx"],
    &["testssl.sh"],
    &["openssl"],
    &["shellcheck"],
    &["systemd"],
    &["procps"],
    &["git"],
    DATABASE,
];

/// To build an image without a daemon, and to read it.
pub const IMAGE: &[Need] = &[&["buildah"], &["skopeo"], &["ca-certificates"], &["libc6-dev"]];

/// PostgreSQL with its bench, alone.
pub const POSTGRES: &[Need] = &[DATABASE];

const SHAPER: Need = &["libharfbuzz-bin"];

const DATABASE: Need = &["postgresql-15", "postgresql-16", "postgresql-17", "postgresql"];

/// Whether this system installs with apt.
pub fn is_here() -> bool {
    cfg!(target_os = "linux") && process::find("apt-get").is_some() && process::find("dpkg-query").is_some()
}

/// Installs the packages that are missing.
pub fn ensure(needs: &[Need]) -> Result {
    if !is_here() {
        return Ok(());
    }
    let missing = missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("    installing with apt: {}", missing.join(" "));
    let Some(root) = root() else {
        return Err(Failure::new(format!(
            "these system packages are missing, and this is neither root nor may it use sudo without a password:\n  \
             sudo apt-get install {}\nRun that, then the task again.",
            missing.join(" ")
        )));
    };
    static UPDATED: OnceLock<Result> = OnceLock::new();
    let updated = UPDATED.get_or_init(|| shown(root.apt_get().args(["update", "-q"]), "Get:"));
    if let Err(failure) = updated {
        eprintln!("    the list of packages could not be refreshed ({failure}); trying with the old one");
    }
    let mut install = root.apt_get();
    install.args(["install", "-y", "-q", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]).args(&missing);
    shown(&mut install, "Setting up ").map_err(|f| {
        Failure::new(format!(
            "apt could not install {}.\n{f}\nInstall these packages, then run the task again.",
            missing.join(" ")
        ))
    })
}

/// How commands are run as root here.
enum Root {
    Already,
    Sudo,
}

impl Root {
    /// Waits for another who is installing: a machine that has just started brings itself up to date.
    fn apt_get(&self) -> Command {
        let mut command = match self {
            Root::Already => process::command("apt-get"),
            Root::Sudo => {
                let mut sudo = process::command("sudo");
                sudo.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
                sudo
            }
        };
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=600"]);
        command
    }
}

fn root() -> Option<Root> {
    let id = process::output(process::command("id").arg("-u"))?;
    if id.trim() == "0" {
        return Some(Root::Already);
    }
    process::output(process::command("sudo").args(["-n", "true"])).map(|_| Root::Sudo)
}

fn missing(needs: &[Need]) -> Vec<&'static str> {
    let mut query = process::command("dpkg-query");
    query.args(["-W", "-f", "${Package} ${db:Status-Status}\\n"]).args(needs.iter().copied().flatten());
    // It fails as soon as one package is unknown, and still prints the others.
    let known = query.stderr(Stdio::null()).output().map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
    choose(needs, &known.unwrap_or_default())
}

/// The package to install for each need that no installed package meets.
fn choose(needs: &[Need], known: &str) -> Vec<&'static str> {
    let installed = |name: &str| known.lines().any(|l| l.split_once(' ') == Some((name, "installed")));
    needs.iter().filter(|need| !need.iter().any(|n| installed(n))).filter_map(|need| need.last().copied()).collect()
}

/// Runs apt, showing the lines that tell how far it is; on failure the last lines are in the message.
fn shown(command: &mut Command, progress: &str) -> Result {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| process::not_started(command, &e))?;
    let mut last = VecDeque::new();
    for line in
        child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines().map_while(std::io::Result::ok))
    {
        if line.starts_with(progress) {
            eprintln!("      {line}");
        }
        last.push_back(line);
        if last.len() > 15 {
            last.pop_front();
        }
    }
    let status = child.wait().map_err(|e| Failure::io("waiting for apt", &e))?;
    process::ended(command, status)
        .map_err(|f| Failure::new(format!("{f}\n  {}", last.into_iter().collect::<Vec<_>>().join("\n  "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_package_provides_is_installed() {
        let needs: &[Need] = &[&["xvfb"], &["qpdf"], &["pkgconf", "pkg-config"], &["postgresql-15", "postgresql"]];
        let known = "xvfb installed\nqpdf config-files\npkgconf not-installed\npkg-config installed\n";
        assert_eq!(choose(needs, known), ["qpdf", "postgresql"]);
        assert_eq!(choose(needs, ""), ["xvfb", "qpdf", "pkg-config", "postgresql"]);
    }
}
