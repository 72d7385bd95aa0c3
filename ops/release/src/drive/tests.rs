//! The loop against a world of the test's own, which is killed at every moment in turn.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::colour::Colour;
use crate::tally::Sample;

/// What outlives a run: the machines, the clock and the file.
struct Outside {
    now: Cell<u64>,
    shares: Cell<Shares>,
    running: RefCell<BTreeMap<Colour, String>>,
    /// The version that the database is of.
    migrated: RefCell<String>,
    /// It cannot be brought further.
    stuck: Cell<bool>,
    file: RefCell<Option<Release>>,
    told: RefCell<Vec<String>>,
    /// Requests and errors that green has counted.
    counted: Cell<(u64, u64)>,
    errors_ppm: u64,
    /// How many effects happen before the run is killed.
    left: Cell<u32>,
    /// Answers of the load balancer that fail from now on.
    failing: Cell<u32>,
}

/// The payload of a kill.
struct Killed;

impl Outside {
    fn new(errors_ppm: u64) -> Self {
        Self {
            now: Cell::new(1_000_000),
            shares: Cell::new(Shares { blue: 100, green: 0 }),
            running: RefCell::new([(Colour::Blue, "1".to_owned())].into()),
            migrated: RefCell::new("1".to_owned()),
            stuck: Cell::new(false),
            file: RefCell::default(),
            told: RefCell::default(),
            counted: Cell::default(),
            errors_ppm,
            left: Cell::new(u32::MAX),
            failing: Cell::new(0),
        }
    }

    /// An effect: killed before it when its time has come; each must leave the shop served.
    fn effect(&self) {
        if self.left.get() == 0 {
            // Without the hook that would print it: it is no fault.
            std::panic::resume_unwind(Box::new(Killed));
        }
        self.left.set(self.left.get() - 1);
    }

    /// Nobody is sent to a place where nothing runs.
    fn assert_served(&self) {
        let (shares, running) = (self.shares.get(), self.running.borrow());
        for (colour, share) in [(Colour::Blue, shares.blue), (Colour::Green, shares.green)] {
            assert!(share == 0 || running.contains_key(&colour), "{share} % at {colour:?}, where nothing runs");
        }
    }
}

impl Desk for &Outside {
    fn now_ms(&self) -> u64 {
        self.now.get()
    }
    fn sleep(&self, ms: u64) {
        self.now.set(self.now.get() + ms);
        // A thousand requests a minute in all.
        let came = ms * 1_000 / 60 * u64::from(self.shares.get().green) / 100;
        let (requests, errors) = self.counted.get();
        let requests = requests + came;
        self.counted.set((requests, errors.max(requests * self.errors_ppm / 1_000_000)));
    }
    fn save(&self, release: &Release) -> Result {
        self.effect();
        *self.file.borrow_mut() = Some(release.clone());
        Ok(())
    }
    fn tell(&self, text: &str) {
        self.effect();
        self.told.borrow_mut().push(text.to_owned());
    }
    fn note(&self, _: &str) {}
}

impl TrafficSplit for &Outside {
    fn set(&mut self, shares: Shares) -> Result {
        self.effect();
        if self.failing.get() > 0 {
            self.failing.set(self.failing.get() - 1);
            return Err(Trouble::new("throttled"));
        }
        self.shares.set(shares);
        self.assert_served();
        Ok(())
    }
    fn shares(&mut self) -> Result<Shares> {
        Ok(self.shares.get())
    }
}

impl Fleet for &Outside {
    fn migrate(&mut self, version: &str) -> Result {
        self.effect();
        if self.stuck.get() {
            return Err(Trouble::new("`migrate` ended with 1"));
        }
        *self.migrated.borrow_mut() = version.to_owned();
        Ok(())
    }
    fn start(&mut self, colour: Colour, version: &str) -> Result {
        self.effect();
        assert_eq!(*self.migrated.borrow(), version, "before it starts the database is what it knows");
        self.running.borrow_mut().insert(colour, version.to_owned());
        Ok(())
    }
    fn ready(&mut self, colour: Colour, version: &str) -> Result<bool> {
        Ok(self.running.borrow().get(&colour).is_some_and(|running| running == version))
    }
    fn stop(&mut self, colour: Colour) -> Result {
        self.effect();
        self.running.borrow_mut().remove(&colour);
        self.assert_served();
        Ok(())
    }
}

impl Gate for &Outside {
    fn sample(&mut self, colour: Colour) -> Result<Sample> {
        let (requests, errors) = if colour == Colour::Green { self.counted.get() } else { (0, 0) };
        let task = || "task".to_owned();
        Ok(Sample {
            requests: [((task(), "200".into()), requests - errors), ((task(), "500".into()), errors)].into(),
            durations: [((task(), 200_000), requests), ((task(), u64::MAX), requests)].into(),
            up: [task()].into(),
        })
    }
    fn connections(&mut self) -> Result<Option<u64>> {
        Ok(Some(30))
    }
}

/// Runs, or resumes what the file holds; answers the phase in which it ended, or nothing when it was killed.
fn run(outside: &Outside, plan: &Plan) -> Option<Result<Phase>> {
    let found = outside.file.borrow().clone();
    let mut release = match found {
        Some(release) => release.resumed(plan, outside.now.get()),
        None => Release::new("2", Colour::Blue, outside.now.get()),
    };
    let (mut split, mut fleet, mut gate) = (outside, outside, outside);
    let mut world = World { split: &mut split, fleet: &mut fleet, gate: &mut gate, desk: &outside };
    let ended = catch_unwind(AssertUnwindSafe(|| drive(&mut release, plan, &mut world)));
    match ended {
        Ok(result) => Some(result.map(|()| release.phase)),
        Err(payload) => {
            assert!(payload.is::<Killed>(), "only the kill ends a run");
            None
        }
    }
}

/// Few looks, so that every moment can be tried.
fn plan() -> Plan {
    Plan {
        poll: 60_000,
        keep: 5 * 60_000,
        limits: crate::judge::Limits { minimum: 300, errors_ppm: 1_000, slow_ms: 200 },
        verify: crate::judge::Limits { minimum: 600, errors_ppm: 500, slow_ms: 200 },
        ..Plan::default()
    }
}

#[test]
fn a_good_version_serves_alone_in_the_end() {
    let outside = Outside::new(0);
    assert_eq!(run(&outside, &plan()), Some(Ok(Phase::Done)));
    assert_eq!(outside.shares.get(), Shares { blue: 0, green: 100 });
    assert_eq!(*outside.running.borrow(), [(Colour::Green, "2".to_owned())].into());
    let told = outside.told.borrow().join("\n");
    for part in ["begins", "10 %", "50 %", "100 %", "stays ready at blue", "done and verified"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_bad_version_is_rolled_back_at_the_first_step() {
    let outside = Outside::new(20_000);
    assert!(matches!(run(&outside, &plan()), Some(Ok(Phase::Returned { .. }))));
    assert_eq!(outside.shares.get(), Shares { blue: 100, green: 0 });
    assert_eq!(*outside.running.borrow(), [(Colour::Blue, "1".to_owned())].into());
    assert!(!outside.told.borrow().iter().any(|text| text.contains("50 %")), "never further than 10 %");
}

#[test]
fn a_version_that_the_database_cannot_be_brought_to_starts_nowhere() {
    let outside = Outside::new(0);
    outside.stuck.set(true);
    let Some(Ok(Phase::Returned { why })) = run(&outside, &plan()) else { panic!("{:?}", outside.told) };
    assert!(why.contains("`migrate` ended with 1"), "{why}");
    assert_eq!(*outside.running.borrow(), [(Colour::Blue, "1".to_owned())].into());
    assert_eq!(outside.shares.get(), Shares { blue: 100, green: 0 });
}

#[test]
fn killed_at_every_moment_it_goes_on_or_back_and_everybody_is_served() {
    for errors_ppm in [0, 20_000] {
        for away in [0, 60 * 60_000] {
            for at in 0.. {
                let outside = Outside::new(errors_ppm);
                outside.left.set(at);
                if run(&outside, &plan()).is_some() {
                    assert!(at > 10, "every moment was tried");
                    break;
                }
                outside.assert_served();
                outside.now.set(outside.now.get() + away);
                outside.left.set(u32::MAX);
                let ended = run(&outside, &plan()).unwrap().unwrap();
                assert!(ended.is_over(), "{at}: {ended:?}");
                let served_by = if ended == Phase::Done { Colour::Green } else { Colour::Blue };
                if away == 0 {
                    assert_eq!(ended == Phase::Done, errors_ppm == 0, "{at}: {ended:?}");
                }
                let alone = matches!(ended, Phase::Unverified { .. });
                if !alone {
                    assert_eq!(outside.shares.get(), Shares::with(served_by, 100), "{at}");
                    assert_eq!(outside.running.borrow().len(), 1, "{at}: the other one ended");
                }
            }
        }
    }
}

#[test]
fn a_load_balancer_that_refuses_is_asked_again() {
    let outside = Outside::new(0);
    outside.failing.set(3);
    assert_eq!(run(&outside, &plan()), Some(Ok(Phase::Done)));
}

#[test]
fn a_load_balancer_that_refuses_for_good_stands_still_and_says_so() {
    let outside = Outside::new(0);
    outside.failing.set(1_000);
    assert!(run(&outside, &plan()).unwrap().is_err());
    assert!(outside.told.borrow().iter().any(|text| text.contains("stands still")));
    assert!(matches!(outside.file.borrow().as_ref().unwrap().phase, Phase::Returning { .. }));
    outside.failing.set(0);
    assert!(matches!(run(&outside, &plan()), Some(Ok(Phase::Returned { .. }))), "the same command goes on");
}
