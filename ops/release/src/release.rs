//! The way of a release: which phases there are, what is done on entering each, and when the next one begins.
//!
//! Pure: no clock, no network. Acts may be done twice (a run that was killed does them again), so each of them names a
//! state and not a change.

use serde::{Deserialize, Serialize};

use crate::colour::Colour;
use crate::judge::{Verdict, judge};
use crate::plan::Plan;
use crate::tally::Figures;

/// Where a release is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "kebab-case")]
pub enum Phase {
    /// The new version brings the database to what it knows; none of its servers runs yet.
    Migrating,
    /// The new version starts; it has no traffic.
    Starting,
    /// It has its share of the traffic and is watched. Counted from 0.
    Stage {
        /// Which of the plan's stages.
        number: usize,
    },
    /// It has everything; the old version stays ready until then.
    Keeping {
        /// Milliseconds of the epoch.
        until_ms: u64,
    },
    /// The old version ends.
    Retiring,
    /// The new version serves alone: it was verified, or a person took it.
    Done,
    /// All traffic goes to the old version again; what is under way at the new one ends.
    Returning {
        /// What was seen.
        why: String,
    },
    /// The new version is stopped.
    Returned {
        /// What was seen.
        why: String,
    },
    /// The new version serves; what it should show at the end it did not. The old one stays ready: somebody decides.
    Unverified {
        /// What was seen.
        why: String,
    },
}

impl Phase {
    /// Whether nothing more happens by itself.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Returned { .. } | Self::Unverified { .. })
    }

    /// What it did not show, where somebody has to decide.
    pub fn unverified(&self) -> Option<&str> {
        if let Self::Unverified { why } = self { Some(why) } else { None }
    }
}

/// A release under way: what its file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// What is released.
    pub version: String,
    /// Where the version is that served before.
    pub from: Colour,
    /// Where the new one is.
    pub to: Colour,
    /// Where it is on its way.
    pub phase: Phase,
    /// When the phase began, in milliseconds of the epoch.
    pub since_ms: u64,
    /// When somebody watched last.
    pub beat_ms: u64,
    /// What it did not show at the end, where a person took it all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unproved: Option<String>,
}

/// Something that is made so. Done twice it is the same as done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The database is what the version knows.
    Migrate,
    /// The version runs at this place.
    Start(Colour),
    /// The new version has this percentage of the traffic.
    Split(u8),
    /// Nothing runs at this place.
    Stop(Colour),
    /// The team knows.
    Tell(String),
}

/// What was seen at one look.
#[derive(Debug, Default)]
pub struct Seen {
    /// Whether the new version takes requests.
    pub ready: bool,
    /// What the new version did since the phase began.
    pub figures: Figures,
    /// How many of its tasks were heard.
    pub up: usize,
    /// How many there should be.
    pub tasks: usize,
    /// For how long they were not all heard, in milliseconds.
    pub silent_ms: u64,
    /// Tasks that ended since the phase began, and were begun anew.
    pub restarts: u64,
    /// Connections to the database in percent of those that there may be; nothing where that is not known.
    pub connections: Option<u64>,
}

impl Seen {
    /// What is wrong with its tasks themselves, however well the others answer meanwhile: a task that dies takes its
    /// figures along.
    fn ails(&self, plan: &Plan) -> Option<String> {
        match (self.restarts, self.up) {
            (1.., _) => Some(format!("{} of its tasks ended and were begun anew", self.restarts)),
            _ if self.silent_ms < plan.silence => None,
            (_, 0) => Some("nothing is heard of it".into()),
            (_, up) => Some(format!("{up} of its {} tasks are heard", self.tasks)),
        }
    }
}

impl Release {
    /// One that begins.
    pub fn new(version: &str, from: Colour, now_ms: u64) -> Self {
        Self {
            version: version.to_owned(),
            from,
            to: from.other(),
            phase: Phase::Migrating,
            since_ms: now_ms,
            beat_ms: now_ms,
            unproved: None,
        }
    }

    /// Goes on to a phase.
    pub fn enter(&mut self, phase: Phase, now_ms: u64) {
        (self.phase, self.since_ms, self.beat_ms) = (phase, now_ms, now_ms);
    }

    /// What is done on entering the phase, in this order.
    pub fn acts(&self, plan: &Plan) -> Vec<Act> {
        let (version, from, to) = (&self.version, self.from.name(), self.to.name());
        let tell = |text: String| Act::Tell(text);
        match &self.phase {
            Phase::Migrating => {
                vec![tell(format!("Release of {version} begins: the database is brought to it.")), Act::Migrate]
            }
            Phase::Starting => vec![tell(format!("{version} starts at {to}.")), Act::Start(self.to)],
            Phase::Stage { number } => {
                let share = plan.share(*number);
                vec![Act::Split(share), tell(format!("{version} has {share} % of the traffic."))]
            }
            Phase::Keeping { .. } => vec![
                Act::Split(100),
                tell(format!("{version} has all traffic. The version before stays ready at {from}.")),
            ],
            Phase::Retiring => vec![Act::Stop(self.from)],
            Phase::Done => vec![tell(match &self.unproved {
                None => format!("Release of {version} is done and verified."),
                Some(why) => format!("Release of {version} is done, as somebody decided. It was not verified: {why}."),
            })],
            Phase::Returning { why } => {
                vec![Act::Split(0), tell(format!("{version} is rolled back: {why}. All traffic is at {from} again."))]
            }
            Phase::Returned { .. } => vec![Act::Stop(self.to)],
            Phase::Unverified { why } => vec![tell(format!(
                "{version} serves, but is not verified: {why}. {from} stays ready: decide between `finish` and `back`."
            ))],
        }
    }

    /// The phase that begins now, if another one does.
    pub fn next(&self, plan: &Plan, seen: &Seen, now_ms: u64) -> Option<Phase> {
        let passed = now_ms.saturating_sub(self.since_ms);
        let back = |why: String| Some(Phase::Returning { why });
        match &self.phase {
            // It is waited for where it is begun.
            Phase::Migrating => Some(Phase::Starting),
            Phase::Starting if seen.ready => Some(Phase::Stage { number: 0 }),
            Phase::Starting if passed >= plan.start => back("it did not start in time".into()),
            Phase::Starting => None,
            Phase::Stage { number } => {
                if let Some(why) = seen.ails(plan) {
                    return back(why);
                }
                match judge(&seen.figures, &plan.limits) {
                    Verdict::Bad(why) => back(why),
                    Verdict::Unknown(why) if passed >= plan.watch.saturating_add(plan.hold) => back(why),
                    Verdict::Good if passed >= plan.watch => Some(match number.saturating_add(1) {
                        next if next < plan.stages.len() => Phase::Stage { number: next },
                        _ => Phase::Keeping { until_ms: now_ms.saturating_add(plan.keep) },
                    }),
                    Verdict::Good | Verdict::Unknown(_) => None,
                }
            }
            Phase::Keeping { until_ms } => {
                if let Some(why) = seen.ails(plan) {
                    return back(why);
                }
                if let Verdict::Bad(why) = judge(&seen.figures, &plan.limits) {
                    return back(why);
                }
                // A run that was killed counts from its resumption: it may need longer than the hour.
                let patience = until_ms.max(&self.since_ms).saturating_add(plan.hold);
                match judge(&seen.figures, &plan.verify) {
                    _ if now_ms < *until_ms => None,
                    Verdict::Unknown(_) if now_ms < patience => None,
                    verdict => Some(verified(plan, verdict, seen.connections)),
                }
            }
            Phase::Retiring => Some(Phase::Done),
            Phase::Returning { why } => (passed >= plan.drain).then(|| Phase::Returned { why: why.clone() }),
            Phase::Done | Phase::Returned { .. } | Phase::Unverified { .. } => None,
        }
    }

    /// How a run goes on that finds this in its file: as it was, or back if nobody watched for too long.
    pub fn resumed(mut self, plan: &Plan, now_ms: u64) -> Self {
        let away = now_ms.saturating_sub(self.beat_ms);
        let watched = matches!(self.phase, Phase::Starting | Phase::Stage { .. });
        let phase = if watched && away > plan.resume {
            let minutes = away / 60_000;
            Phase::Returning { why: format!("the run that watched it was away for {minutes} minutes") }
        } else {
            self.phase.clone()
        };
        // What was counted before is gone with the run: the step is watched from its beginning.
        self.enter(phase, now_ms);
        self
    }
}

/// What the time beside the old version has shown.
fn verified(plan: &Plan, verdict: Verdict, connections: Option<u64>) -> Phase {
    match (verdict, connections) {
        (Verdict::Bad(why) | Verdict::Unknown(why), _) => Phase::Unverified { why },
        (Verdict::Good, Some(percent)) if percent >= plan.connections => {
            let why = format!("{percent} % of the database's connections are taken, {} is the limit", plan.connections);
            Phase::Unverified { why }
        }
        (Verdict::Good, None) => Phase::Unverified { why: "the database's connections are not known".into() },
        (Verdict::Good, Some(_)) => Phase::Retiring,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(phase: Phase) -> Release {
        Release { phase, ..Release::new("1.2.3", Colour::Blue, 0) }
    }

    fn seen(requests: u64, errors: u64, slow: u64) -> Seen {
        Seen {
            ready: true,
            figures: Figures::of(requests, errors, slow, 200),
            connections: Some(40),
            ..Seen::default()
        }
    }

    fn next(phase: Phase, seen: &Seen, now_ms: u64) -> Option<Phase> {
        release(phase).next(&Plan::default(), seen, now_ms)
    }

    const MINUTE: u64 = 60_000;

    #[test]
    fn stages_follow_each_other_when_time_and_requests_are_enough() {
        let stage = |number| Phase::Stage { number };
        assert_eq!(next(Phase::Starting, &seen(0, 0, 0), 1), Some(stage(0)));
        assert_eq!(next(stage(0), &seen(9_000, 0, 0), 4 * MINUTE), None, "five minutes are not over");
        assert_eq!(next(stage(0), &seen(9_000, 0, 0), 5 * MINUTE), Some(stage(1)));
        assert_eq!(next(stage(1), &seen(9_000, 8, 80), 5 * MINUTE), Some(stage(2)), "below both limits");
        let kept = Phase::Keeping { until_ms: 65 * MINUTE };
        assert_eq!(next(stage(2), &seen(9_000, 0, 0), 5 * MINUTE), Some(kept.clone()));
        assert_eq!(next(kept.clone(), &seen(90_000, 0, 0), 64 * MINUTE), None);
        assert_eq!(next(kept, &seen(90_000, 0, 0), 65 * MINUTE), Some(Phase::Retiring));
        assert_eq!(next(Phase::Retiring, &seen(0, 0, 0), 0), Some(Phase::Done));
    }

    #[test]
    fn too_little_traffic_is_held_and_then_taken_back() {
        let stage = Phase::Stage { number: 0 };
        assert_eq!(next(stage.clone(), &seen(2_999, 0, 0), 19 * MINUTE), None);
        let Some(Phase::Returning { why }) = next(stage, &seen(2_999, 0, 0), 20 * MINUTE) else { panic!("goes back") };
        assert!(why.contains("2999 requests") && why.contains("3000"), "{why}");
    }

    #[test]
    fn a_bad_version_goes_back_at_once() {
        for (requests, errors, slow) in [(9_000, 9, 0), (100, 3, 0), (9_000, 0, 90), (100, 0, 30)] {
            let found = next(Phase::Stage { number: 0 }, &seen(requests, errors, slow), 1_000);
            assert!(matches!(found, Some(Phase::Returning { .. })), "{requests} {errors} {slow}: {found:?}");
        }
        assert_eq!(next(Phase::Stage { number: 0 }, &seen(100, 2, 29), 1_000), None, "may still come right");
    }

    #[test]
    fn silence_and_a_slow_start_go_back() {
        let silent = Seen { silent_ms: 2 * MINUTE, ..seen(9_000, 0, 0) };
        assert!(matches!(next(Phase::Stage { number: 1 }, &silent, 0), Some(Phase::Returning { .. })));
        let of_one = |seen: &Seen| match next(Phase::Keeping { until_ms: 90 * MINUTE }, seen, 0) {
            Some(Phase::Returning { why }) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(of_one(&silent), "nothing is heard of it");
        let (up, tasks) = (3, 4);
        assert_eq!(
            of_one(&Seen { up, tasks, silent_ms: 2 * MINUTE, ..seen(9_000, 0, 0) }),
            "3 of its 4 tasks are heard"
        );
        let short = Seen { up, tasks, silent_ms: MINUTE, ..seen(9_000, 0, 0) };
        assert_eq!(next(Phase::Stage { number: 1 }, &short, 0), None, "the next one may be on its way");
        let again = Seen { restarts: 1, ..seen(9_000, 0, 0) };
        assert!(of_one(&again).contains("ended and were begun anew"));
        let unready = Seen { ready: false, ..Seen::default() };
        assert_eq!(next(Phase::Starting, &unready, 9 * MINUTE), None);
        assert!(matches!(next(Phase::Starting, &unready, 10 * MINUTE), Some(Phase::Returning { .. })));
    }

    #[test]
    fn what_is_not_verified_keeps_the_old_version() {
        let kept = || Phase::Keeping { until_ms: 0 };
        assert_eq!(next(kept(), &seen(5_999, 0, 0), 14 * MINUTE), None, "waits for requests");
        let unverified = |seen: &Seen, word: &str| match next(kept(), seen, 15 * MINUTE) {
            Some(Phase::Unverified { why }) => assert!(why.contains(word), "{why}"),
            other => panic!("{word}: {other:?}"),
        };
        unverified(&seen(100_000, 60, 0), "errors");
        unverified(&seen(5_999, 0, 0), "6000");
        unverified(&Seen { connections: Some(80), ..seen(100_000, 0, 0) }, "connections");
        unverified(&Seen { connections: None, ..seen(100_000, 0, 0) }, "not known");
        assert!(
            matches!(next(kept(), &seen(100_000, 100, 0), 0), Some(Phase::Returning { .. })),
            "above a step's limit"
        );
    }

    #[test]
    fn who_was_taken_by_a_person_is_not_said_to_be_verified() {
        let said = |release: &Release| match release.acts(&Plan::default()).as_slice() {
            [Act::Tell(text)] => text.clone(),
            other => panic!("{other:?}"),
        };
        let mut taken = release(Phase::Done);
        assert_eq!(said(&taken), "Release of 1.2.3 is done and verified.");
        taken.unproved = Some("too few requests".into());
        let text = said(&taken);
        assert!(text.contains("as somebody decided") && text.contains("not verified: too few requests"), "{text}");
        let file = serde_json::to_string(&taken).unwrap();
        assert_eq!(serde_json::from_str::<Release>(&file).unwrap(), taken, "and a run that goes on knows it");
    }

    #[test]
    fn traffic_turns_away_before_the_new_version_ends() {
        let returning = Phase::Returning { why: "x".into() };
        assert_eq!(release(returning.clone()).acts(&Plan::default()).first(), Some(&Act::Split(0)));
        assert_eq!(next(returning.clone(), &seen(0, 0, 0), 29_000), None, "what is under way ends first");
        let returned = Phase::Returned { why: "x".into() };
        assert_eq!(next(returning, &seen(0, 0, 0), 30_000), Some(returned.clone()));
        assert_eq!(release(returned).acts(&Plan::default()), [Act::Stop(Colour::Green)]);
    }

    #[test]
    fn a_run_that_was_away_too_long_goes_back() {
        let plan = Plan::default();
        let stage = || release(Phase::Stage { number: 1 });
        assert_eq!(stage().resumed(&plan, 15 * MINUTE).phase, Phase::Stage { number: 1 });
        assert_eq!(stage().resumed(&plan, 15 * MINUTE).since_ms, 15 * MINUTE, "watched from its beginning");
        assert!(matches!(stage().resumed(&plan, 16 * MINUTE).phase, Phase::Returning { .. }));
        let kept = Phase::Keeping { until_ms: 1 };
        assert_eq!(release(kept.clone()).resumed(&plan, 90 * MINUTE).phase, kept, "it has passed every step");
    }
}
