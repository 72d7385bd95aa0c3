//! What each command does.

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::cli::{Cli, Command, Place};
use crate::colour::Colour;
use crate::drive::{Desk, World, drive};
use crate::gate::Prometheus;
use crate::release::{Phase, Release};
use crate::settings::Settings;
use crate::split::Shares;
use crate::state::{self, State};
use crate::tell::Team;
use crate::{Result, Trouble, smoke, targets};

/// A person must decide.
const UNDECIDED: u8 = 3;

/// Runs it.
pub fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Run { version, place } => Opened::open(&place)?.release(&version),
        Command::Back { live, place } => Opened::open(&place)?.back(live.map(Colour::from)),
        Command::Finish { place } => Opened::open(&place)?.finish(),
        Command::Show { place } => show(&place),
        Command::Targets { to, once, place } => targets::run(&Settings::read(&place.settings)?, &to, once),
        Command::Smoke { url, expect, whole } => smoke::run(&url, expect.as_deref(), whole),
    }
}

/// A place that this run alone works on.
struct Opened {
    settings: Settings,
    desk: Office,
}

/// The real desk.
struct Office {
    state: State,
    team: Team,
}

impl Desk for Office {
    #[expect(clippy::disallowed_methods, reason = "a release is timed by the wall clock, which outlives a run")]
    fn now_ms(&self) -> u64 {
        let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)
    }

    fn sleep(&self, ms: u64) {
        thread::sleep(Duration::from_millis(ms));
    }

    fn save(&self, release: &Release) -> Result {
        self.state.write(release)
    }

    fn tell(&self, text: &str) {
        self.team.tell(text);
    }

    fn note(&self, text: &str) {
        eprintln!("  {text}");
    }
}

impl Opened {
    fn open(place: &Place) -> Result<Self> {
        let settings = Settings::read(&place.settings)?;
        let desk = Office { state: State::hold(&place.state())?, team: Team::of(&settings.name)? };
        Ok(Self { settings, desk })
    }

    fn release(&self, version: &str) -> Result<ExitCode> {
        let plan = &self.settings.plan;
        let release = match self.desk.state.read()? {
            Some(found) if found.phase.unverified().is_some() => {
                let was = &found.version;
                return Err(Trouble::new(format!("{was} was not verified: decide between `finish` and `back` first")));
            }
            Some(found) if !found.phase.is_over() && found.version != version => {
                let was = &found.version;
                return Err(Trouble::new(format!("{was} is being released: run it to its end, or go `back`")));
            }
            Some(found) if !found.phase.is_over() => {
                self.desk.note(&format!("goes on at {:?}", found.phase));
                found.resumed(plan, self.desk.now_ms())
            }
            _ => {
                let shares = self.settings.split.open().shares()?;
                let live = shares.live().ok_or_else(|| {
                    let Shares { blue, green } = shares;
                    Trouble::new(format!(
                        "blue has {blue} % and green {green} % of the traffic, and no file tells why: `back --live COLOUR`"
                    ))
                })?;
                Release::new(version, live, self.desk.now_ms())
            }
        };
        self.drive(release)
    }

    fn back(&self, live: Option<Colour>) -> Result<ExitCode> {
        match (self.desk.state.read(), live) {
            (Ok(Some(mut found)), None) if !matches!(found.phase, Phase::Done | Phase::Returned { .. }) => {
                // The file may lie behind: it is written before the old version ends, and looked at here.
                if found.phase == Phase::Retiring {
                    return Err(Trouble::new("the version before is being ended; release it anew"));
                }
                found.enter(Phase::Returning { why: "somebody asked for it".into() }, self.desk.now_ms());
                self.drive(found).map(|_| ExitCode::SUCCESS)
            }
            (_, Some(live)) => {
                let mut split = self.settings.split.open();
                split.set(Shares::with(live, 100))?;
                let now = self.desk.now_ms();
                let mut over = Release::new("", live, now);
                over.enter(Phase::Returned { why: "somebody asked for it".into() }, now);
                self.desk.save(&over)?;
                self.desk.tell(&format!("All traffic is at {}, as somebody asked for.", live.name()));
                Ok(ExitCode::SUCCESS)
            }
            (Err(trouble), None) => Err(trouble),
            (Ok(_), None) => Err(Trouble::new("no release is under way; the version before is released anew by `run`")),
        }
    }

    fn finish(&self) -> Result<ExitCode> {
        let found = self.desk.state.read()?;
        let Some((mut found, why)) =
            found.and_then(|found| Some((found.clone(), found.phase.unverified()?.to_owned())))
        else {
            return Err(Trouble::new("there is no release that waits for this"));
        };
        found.unproved = Some(why);
        found.enter(Phase::Retiring, self.desk.now_ms());
        self.drive(found)
    }

    fn drive(&self, mut release: Release) -> Result<ExitCode> {
        let (mut split, mut fleet) = (self.settings.split.open(), self.settings.fleet.open());
        let mut gate = Prometheus::new(self.settings.gate.clone())?;
        let mut world = World { split: &mut *split, fleet: &mut *fleet, gate: &mut gate, desk: &self.desk };
        drive(&mut release, &self.settings.plan, &mut world)?;
        Ok(match release.phase {
            Phase::Done => ExitCode::SUCCESS,
            Phase::Unverified { .. } => ExitCode::from(UNDECIDED),
            _ => ExitCode::FAILURE,
        })
    }
}

/// Looks only: another run may be at work.
fn show(place: &Place) -> Result<ExitCode> {
    let settings = Settings::read(&place.settings)?;
    match state::read(&place.state())? {
        Some(release) => {
            eprintln!("{}: {} at {}: {:?}", settings.name, release.version, release.to.name(), release.phase)
        }
        None => eprintln!("{}: no release yet", settings.name),
    }
    let Shares { blue, green } = settings.split.open().shares()?;
    eprintln!("{}: blue has {blue} % of the traffic, green {green} %", settings.name);
    Ok(ExitCode::SUCCESS)
}
