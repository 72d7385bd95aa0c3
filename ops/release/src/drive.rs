//! The loop of a release: writes down what comes, does it, watches, decides.

use crate::fleet::Fleet;
use crate::gate::Gate;
use crate::plan::Plan;
use crate::release::{Act, Phase, Release, Seen};
use crate::split::{Shares, TrafficSplit};
use crate::tally::Tally;
use crate::{Result, Trouble};

/// Time, the file, and words.
pub trait Desk {
    /// Milliseconds of the epoch.
    fn now_ms(&self) -> u64;
    /// Waits.
    fn sleep(&self, ms: u64);
    /// Writes the state down; on disk when it returns.
    fn save(&self, release: &Release) -> Result;
    /// Tells the team.
    fn tell(&self, text: &str);
    /// A line for who watches: figures.
    fn note(&self, text: &str);
}

/// Everything that a release touches.
pub struct World<'a> {
    /// Its traffic.
    pub split: &'a mut dyn TrafficSplit,
    /// Its tasks.
    pub fleet: &'a mut dyn Fleet,
    /// Its figures.
    pub gate: &'a mut dyn Gate,
    /// Its desk.
    pub desk: &'a dyn Desk,
}

/// How often an act is tried, and after which pause in milliseconds at first; it doubles.
const TRIES: u32 = 4;
const PAUSE: u64 = 1_000;

/// A way back is tried for longer: somebody is called meanwhile.
const TRIES_BACK: u32 = 8;

/// Brings a release to its end, from whichever phase it is in. What it was given is what the file holds at the end.
///
/// # Errors
/// When the file cannot be written, or the way back or the last act cannot be done: then the file says where it is, and
/// the same command goes on from there.
pub fn drive(release: &mut Release, plan: &Plan, world: &mut World) -> Result {
    loop {
        // Written before the acts: whoever finds the file does them again.
        world.desk.save(release)?;
        let phase = match enter(release, plan, world) {
            Ok(()) if release.phase.is_over() => return Ok(()),
            Ok(()) => watch(release, plan, world)?,
            Err(trouble) => match release.phase {
                Phase::Migrating | Phase::Starting | Phase::Stage { .. } | Phase::Keeping { .. } => {
                    Phase::Returning { why: format!("it could not go on: {trouble}") }
                }
                _ => {
                    world.desk.tell(&format!("The release stands still: {trouble}. Run the same command again."));
                    return Err(trouble);
                }
            },
        };
        release.enter(phase, world.desk.now_ms());
    }
}

/// Does what a phase begins with.
fn enter(release: &Release, plan: &Plan, world: &mut World) -> Result {
    let tries = if matches!(release.phase, Phase::Returning { .. }) { TRIES_BACK } else { TRIES };
    for act in release.acts(plan) {
        let mut pause = PAUSE;
        for left in (0..tries).rev() {
            match perform(&act, release, world) {
                Ok(()) => break,
                Err(trouble) if left == 0 => return Err(trouble),
                Err(trouble) => {
                    world.desk.note(&format!("{trouble}; tried again in {} s", pause / 1_000));
                    world.desk.sleep(pause);
                    pause = pause.saturating_mul(2);
                }
            }
        }
    }
    Ok(())
}

fn perform(act: &Act, release: &Release, world: &mut World) -> Result {
    match act {
        Act::Migrate => world.fleet.migrate(&release.version),
        Act::Start(colour) => world.fleet.start(*colour, &release.version),
        Act::Stop(colour) => {
            // The last look before something ends: nothing that has traffic is stopped.
            let shares = world.split.shares()?;
            if shares.live() != Some(colour.other()) {
                return Err(Trouble::new(format!("{} has traffic and is not stopped", colour.name())));
            }
            world.fleet.stop(*colour)
        }
        Act::Split(percent) => {
            let shares = Shares::with(release.to, *percent);
            world.split.set(shares)?;
            let now = world.split.shares()?;
            if now == shares { Ok(()) } else { Err(Trouble::new(format!("traffic is {now:?} and not {shares:?}"))) }
        }
        Act::Tell(text) => {
            world.desk.tell(text);
            Ok(())
        }
    }
}

/// Looks again and again, until another phase begins.
fn watch(release: &mut Release, plan: &Plan, world: &mut World) -> Result<Phase> {
    let counts = matches!(release.phase, Phase::Stage { .. } | Phase::Keeping { .. });
    // All of its tasks, that is: those that it is said to have, or as many as were there at one time.
    let mut heard = world.desk.now_ms();
    let mut tally: Option<Tally> = None;
    loop {
        let now = world.desk.now_ms();
        let mut seen = Seen { tasks: world.fleet.tasks(), ..Seen::default() };
        match release.phase {
            Phase::Starting => seen.ready = ready(release, world),
            Phase::Stage { .. } | Phase::Keeping { .. } => match world.gate.sample(release.to) {
                Ok(sample) => {
                    seen.up = sample.up.len();
                    match &mut tally {
                        None => tally = Some(Tally::from(sample)),
                        Some(tally) => tally.add(sample),
                    }
                }
                Err(trouble) => world.desk.note(&trouble.to_string()),
            },
            _ => {}
        }
        if let Some(tally) = &tally {
            seen.figures.clone_from(tally.figures());
            seen.restarts = tally.restarts();
            seen.tasks = seen.tasks.max(tally.most());
        }
        if seen.up >= seen.tasks {
            heard = now;
        }
        seen.silent_ms = now.saturating_sub(heard);
        if let Phase::Keeping { until_ms } = release.phase
            && now >= until_ms
        {
            seen.connections = world.gate.connections().unwrap_or_else(|trouble| {
                world.desk.note(&trouble.to_string());
                None
            });
        }
        if counts {
            let figures = &seen.figures;
            let slow = figures.slower_than(plan.limits.slow_ms);
            world.desk.note(&format!(
                "{} of {} tasks, {} requests, {} errors, {slow} of {} timed at {} ms or longer",
                seen.up,
                seen.tasks,
                figures.requests(),
                figures.errors(),
                figures.timed(),
                plan.limits.slow_ms
            ));
        }
        if let Some(phase) = release.next(plan, &seen, now) {
            return Ok(phase);
        }
        release.beat_ms = now;
        world.desk.save(release)?;
        world.desk.sleep(plan.poll);
    }
}

fn ready(release: &Release, world: &mut World) -> bool {
    world.fleet.ready(release.to, &release.version).unwrap_or_else(|trouble| {
        world.desk.note(&trouble.to_string());
        false
    })
}

#[cfg(test)]
mod tests;
