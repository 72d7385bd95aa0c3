//! The desktop's window beside an empty one (Tauri, Dioxus, a word): when its first screen stands, and what the whole
//! process tree holds in memory. Both are watched from outside, on a screen in memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use smartkhata_core::clock::Clock;
use smartkhata_core::machine::SystemClock;
use smartkhata_core::{Code, Error, Result};
use smartkhata_tests::program::{self, Running};

use crate::built;
use crate::figure::{Aim, Figures, Samples};

/// How often each window is opened, by turns.
const TURNS: usize = 9;

/// Between two looks at the screen.
const LOOK: Duration = Duration::from_millis(4);

/// A screen that has not changed for so long is the one that stays.
const STILL: Duration = Duration::from_millis(1_500);

/// Bytes that differ between two looks at one screen: a caret that blinks, nothing more.
const CARET: usize = 1_024;

/// Measures both windows; the shop's books are in `folder` and open nowhere else.
pub fn measure(folder: &Path, figures: &mut Figures) -> Result<()> {
    let windows = (built("SMARTKHATA_DESKTOP"), built("SMARTKHATA_EMPTY"));
    let (Some(shop), Some(empty), true) = (windows.0, windows.1, cfg!(target_os = "linux")) else {
        eprintln!("cold_start, memory: not measured, the windows are not built (cargo xtask bench, on Linux)");
        return Ok(());
    };
    let screen = Screen::start()?;
    let backup = NoBackup::of(folder)?;
    let (mut shops, mut empties) = (Seen::default(), Seen::default());
    for turn in 0..=TURNS {
        for (program, seen) in [(&empty, &mut empties), (&shop, &mut shops)] {
            let (painted, memory) = screen.open(Command::new(program).env("SMARTKHATA_DATA", folder))?;
            // The first of each brings the programs into memory.
            if turn > 0 {
                seen.painted.push(painted);
                seen.kib.push(memory);
            }
        }
    }
    drop(backup);
    let (floor, start) = (empties.start(), shops.start());
    figures.ms("cold_start_empty", floor, Aim::None);
    figures.ms("cold_start", start, Aim::AtMost(floor.as_micros() * 13 / 10));
    figures.add("memory_empty", empties.thousandths_of_mib(), "MiB", Aim::None);
    figures.add("memory", shops.thousandths_of_mib(), "MiB", Aim::AtMost(330_000));
    Ok(())
}

/// What was seen of one program.
#[derive(Default)]
struct Seen {
    painted: Vec<Duration>,
    kib: Vec<u128>,
}

impl Seen {
    fn start(&self) -> Duration {
        Samples::from_times(self.painted.clone()).percentile(50)
    }

    fn thousandths_of_mib(&self) -> u128 {
        let mut kib = self.kib.clone();
        kib.sort_unstable();
        kib.get(kib.len() / 2).copied().unwrap_or_default() * 1_000 / 1_024
    }
}

/// A screen in memory whose pixels lie in a file.
struct Screen {
    name: String,
    pixels: PathBuf,
    _server: Running,
    _folder: tempfile::TempDir,
}

impl Screen {
    fn start() -> Result<Self> {
        let folder = tempfile::tempdir().map_err(failed)?;
        let mut xvfb = Command::new(program::installed("Xvfb", "xvfb"));
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-fbdir"]).arg(folder.path());
        let mut server = Running::start(xvfb.stderr(Stdio::null()));
        let name = format!(":{}", server.line_with("").trim());
        let pixels = folder.path().join("Xvfb_screen0");
        Ok(Self { name, pixels, _server: server, _folder: folder })
    }

    /// Opens a window, waits until it stands, closes it. Answers how long it took to stand and its memory in KiB.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's own time")]
    fn open(&self, program: &mut Command) -> Result<(Duration, u128)> {
        let bare = fs::read(&self.pixels).map_err(failed)?;
        let profile = tempfile::tempdir().map_err(failed)?;
        program.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY");
        program.env("XDG_DATA_HOME", profile.path().join("data")).env("XDG_CACHE_HOME", profile.path().join("cache"));
        program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let mut window = Window(program.spawn().map_err(failed)?);
        let mut looks = vec![(Duration::ZERO, bare)];
        loop {
            sleep(LOOK);
            let (seen, now) = (fs::read(&self.pixels).map_err(failed)?, start.elapsed());
            let last = looks.last().map(|(at, pixels)| (*at, differ(pixels, &seen)));
            match last {
                Some((_, true)) => looks.push((now, seen)),
                Some((at, _)) if looks.len() > 1 && now.saturating_sub(at) > STILL => break,
                _ if now > Duration::from_secs(60) => return Err(failed("a window showed nothing for a minute")),
                _ => {}
            }
            if window.0.try_wait().map_err(failed)?.is_some() {
                return Err(failed("a window closed by itself"));
            }
        }
        let painted = looks.last().map(|(at, _)| *at).unwrap_or_default();
        let memory = memory_of_tree(window.0.id())?;
        window.close();
        let bare = looks.swap_remove(0).1;
        for _ in 0..1_000 {
            if !differ(&bare, &fs::read(&self.pixels).map_err(failed)?) {
                return Ok((painted, memory));
            }
            sleep(LOOK);
        }
        Err(failed("a window that was closed is still on the screen"))
    }
}

/// Whether more than a caret is different.
fn differ(before: &[u8], after: &[u8]) -> bool {
    // Most looks see what the one before saw: comparing whole is fastest.
    before != after && before.iter().zip(after).filter(|(a, b)| a != b).count() > CARET
}

/// A program with a window; ended when dropped.
struct Window(Child);

impl Window {
    fn close(&mut self) {
        let children = tree(self.0.id());
        for child in children {
            // It may have ended by itself.
            let _ = Command::new("kill").args(["-TERM", &child.to_string()]).stderr(Stdio::null()).status();
        }
        let _ = self.0.wait();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.close();
        }
    }
}

/// The daily backup of the measured shop would copy gigabytes beside the measurement: a file of its name is there
/// until this is dropped.
struct NoBackup(PathBuf);

impl NoBackup {
    fn of(folder: &Path) -> Result<Self> {
        let path = folder.join("backups").join(format!("daily-{}.smartkhata", SystemClock.today()));
        fs::create_dir_all(folder.join("backups")).and_then(|()| fs::write(&path, b"")).map_err(failed)?;
        Ok(Self(path))
    }
}

impl Drop for NoBackup {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Proportional memory of a process and all that it started, in KiB.
fn memory_of_tree(root: u32) -> Result<u128> {
    let mut sum = 0;
    for process in tree(root) {
        // One that ended meanwhile holds nothing.
        let Ok(rollup) = fs::read_to_string(format!("/proc/{process}/smaps_rollup")) else { continue };
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
        let kib: u128 = line.trim_end_matches("kB").trim().parse().map_err(failed)?;
        sum += kib;
    }
    Ok(sum)
}

/// A process and all that it started.
fn tree(root: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let parents: Vec<(u32, u32)> = processes
        .filter_map(|entry| {
            let process = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            // The name, in brackets, may hold anything.
            let (_, fields) = stat.rsplit_once(')')?;
            Some((process, fields.split_whitespace().nth(1)?.parse().ok()?))
        })
        .collect();
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(parent) = tree.get(next).copied() {
        tree.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(process, _)| *process));
        next += 1;
    }
    tree
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Internal, format!("The windows could not be measured: {error}"))
}
