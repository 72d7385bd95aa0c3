//! A made-up shop: a kirana with believable goods, people and days. The same plan gives the same books, entry
//! for entry.
//!
//! It goes through the one door like anybody else, so what it fills is what a shopkeeper would have. Nothing
//! here knows where the books are kept; whoever runs it sets its pace (`Demo::step`) and groups its steps.
//! Names, brands, phone numbers and GSTINs are invented.

mod basket;
mod calendar;
mod counter;
mod dice;
mod goods;
mod people;
mod shelf;
mod shop;
mod till;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::api::Handle;
use crate::clock::Clock;
use crate::date::Date;
use crate::error::Result;
use crate::id::SeededIds;

use calendar::Calendar;
use dice::Dice;
use goods::Good;
use people::{Customer, Supplier};
use till::Till;

/// Whom the made-up shop asks its requests.
pub trait Door {
    /// Answers a typed request.
    fn ask<R: Handle>(&mut self, request: R) -> Result<R::Response>;
}

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// Items in the shop.
    pub items: u32,
    /// Customers and suppliers together.
    pub parties: u32,
    /// Bills, cancelled ones among them.
    pub bills: u32,
    /// Years that the bills are spread over.
    pub years: u32,
    /// Milliseconds since the Unix epoch at which the story ends: nothing is dated later.
    pub until_ms: i64,
}

/// The clock of the made-up shop: it goes as the story goes. Clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct DemoClock(Arc<AtomicI64>);

impl DemoClock {
    fn set(&self, ms: i64) {
        self.0.store(ms, Ordering::Relaxed);
    }
}

impl Clock for DemoClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far the story is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// Items saved.
    pub items: u32,
    /// Parties saved.
    pub parties: u32,
    /// Bills saved.
    pub bills: u32,
}

/// The story of a made-up shop, told step by step.
pub struct Demo {
    plan: Plan,
    clock: DemoClock,
    dice: Dice,
    calendar: Calendar,
    goods: Vec<Good>,
    picker: dice::Weighted,
    customers: Vec<Customer>,
    suppliers: Vec<Supplier>,
    till: Till,
    next: Step,
    told: Told,
    /// Drafts have their ids from the screen: here, from the story.
    ids: SeededIds,
}

/// What comes next.
enum Step {
    Shop,
    Items(u32),
    Parties(u32),
    Opening(usize),
    Morning(Date),
    /// Bills of a day, by the minute, last first.
    Bills(Date, Vec<i64>),
    Draft,
    End,
}

impl Demo {
    /// A story that has not begun. The books it is told to must be empty and run on [`Demo::clock`]; for equal
    /// books at every run their ids are [`Demo::ids`].
    pub fn new(plan: Plan) -> Self {
        Self {
            plan,
            clock: DemoClock::default(),
            dice: Dice::new(plan.seed),
            calendar: Calendar::new(plan.until_ms, plan.years, plan.bills),
            goods: Vec::new(),
            picker: dice::Weighted::default(),
            customers: Vec::new(),
            suppliers: Vec::new(),
            till: Till::default(),
            next: Step::Shop,
            told: Told::default(),
            ids: SeededIds::new(plan.seed.wrapping_add(2)),
        }
    }

    /// The clock for the books.
    pub fn clock(&self) -> DemoClock {
        self.clock.clone()
    }

    /// The ids for the books.
    pub fn ids(&self) -> SeededIds {
        SeededIds::new(self.plan.seed.wrapping_add(1))
    }

    /// How far the story is.
    pub fn told(&self) -> Told {
        self.told
    }

    /// Tells the next piece: an item, a party, a morning's deliveries, or one bill with what belongs to it.
    /// Answers whether there is more. After a refusal the story cannot go on.
    pub fn step(&mut self, door: &mut impl Door) -> Result<bool> {
        self.next = match std::mem::replace(&mut self.next, Step::End) {
            Step::Shop => {
                self.clock.set(self.calendar.opening_ms());
                shop::open(door)?;
                Step::Items(0)
            }
            Step::Items(n) if n < self.plan.items => {
                let good = goods::save(door, &self.dice, self.calendar.first(), n)?;
                self.goods.push(good);
                self.told.items = self.told.items.saturating_add(1);
                Step::Items(n.saturating_add(1))
            }
            Step::Items(_) => {
                self.picker = dice::Weighted::new(self.goods.iter().map(|good| good.popularity));
                shelf::plan(&mut self.goods, self.calendar.bills_a_month());
                Step::Parties(0)
            }
            Step::Parties(n) if n < self.plan.parties => {
                people::save(door, &self.dice, n, &mut self.customers, &mut self.suppliers)?;
                self.told.parties = self.told.parties.saturating_add(1);
                Step::Parties(n.saturating_add(1))
            }
            Step::Parties(_) => Step::Opening(0),
            Step::Opening(n) => match self.goods.get_mut(n) {
                Some(good) => {
                    shelf::opening(door, &self.dice, good)?;
                    Step::Opening(n.saturating_add(1))
                }
                None => Step::Morning(self.calendar.first()),
            },
            Step::Morning(day) => self.morning(door, day)?,
            Step::Bills(day, mut minutes) => match minutes.pop() {
                Some(ms) => {
                    self.clock.set(ms);
                    self.sale(door, day)?;
                    Step::Bills(day, minutes)
                }
                None if day < self.calendar.last() => Step::Morning(day.plus_days(1)),
                None => Step::Draft,
            },
            Step::Draft => {
                self.leave_a_draft(door)?;
                Step::End
            }
            Step::End => Step::End,
        };
        Ok(!matches!(self.next, Step::End))
    }
}
