//! The end of a run: everybody comes home, and everybody has the same.

use smartkhata_core::sync::exchange::{Check, Exchange};
use smartkhata_core::sync::message::{Ask, Tell};

use crate::check;
use crate::world::World;

impl World {
    /// Books that are in step are told so by their digests.
    pub fn compare(&mut self) {
        for at in self.in_the_shop() {
            let now_ms = self.now_ms;
            let ask = self.devices[at].run(now_ms, None, async |session, exchange| {
                exchange.check(Check::Thorough);
                exchange.next(session).await
            });
            let Ok(Some(ask @ Ask::Pull(_))) = ask else { panic!("seed {}: D{at} compares nothing", self.seed) };
            let sender = self.devices[at].sender();
            let Ok(Tell::Page(page)) = self.host.answer(now_ms, None, sender, &ask) else {
                panic!("seed {}: D{at} is answered no page", self.seed)
            };
            assert_eq!(page.same, Some(true), "seed {}: the digests of D{at} and the host differ", self.seed);
        }
    }

    /// The devices that hear of the shop.
    pub fn in_the_shop(&self) -> Vec<usize> {
        (0..self.devices.len()).filter(|at| !self.devices[*at].removed).collect()
    }

    fn all_talk(&mut self) {
        for at in 0..self.devices.len() {
            self.devices[at].exchange = Exchange::default();
            let mut messages = 0;
            while self.talk(at, false) {
                messages += 1;
                assert!(messages < 400, "seed {}: D{at} does not come to an end", self.seed);
            }
        }
    }

    /// Everybody is online, and talks until nobody has anything to say.
    pub fn come_home(&mut self) {
        self.tell(|| "everybody comes home".to_owned());
        for device in &mut self.devices {
            (device.offline_until, device.late) = (0, None);
            device.exchange = Exchange::default();
        }
        self.host.refill = self.was_set_back;
        for _ in 0..6 {
            self.all_talk();
        }
        // What only somebody holds who may not say it waits, until its owner lets them.
        if self.in_the_shop().iter().any(|at| check::waits(&self.devices[*at].books)) {
            self.tally.waited += 1;
            self.tell(|| "everybody may say what others had said".to_owned());
            self.devices.iter_mut().for_each(|device| device.restricted = false);
            for _ in 0..3 {
                self.all_talk();
            }
        }
        self.forget_lost();
        let held = self.held_somewhere();
        for _ in 0..2 {
            for at in 0..self.devices.len() {
                self.carry(at, false);
            }
        }
        check::bytes_everywhere(self, &held);
        self.tally.entries = check::acts_of(&self.host.books).len() as u64;
    }
}
