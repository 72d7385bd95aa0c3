//! The end of a run: everybody comes home, and everybody has the same.

use smartkhata_core::sync::exchange::{Check, Exchange};
use smartkhata_core::sync::message::{Ask, Tell};

use crate::check;
use crate::world::World;

impl World {
    /// Books that are in step are told so by their digests.
    pub fn compare(&mut self) {
        for at in 0..self.devices.len() {
            let now_ms = self.now_ms;
            let ask = self.devices[at].run(now_ms, None, async |session, exchange| {
                exchange.check(Check::Thorough);
                exchange.next(session).await
            });
            let Ok(Some(ask @ Ask::Pull(_))) = ask else { panic!("seed {}: D{at} compares nothing", self.seed) };
            let sender = (self.devices[at].me().device, self.devices[at].restricted);
            let Ok(Tell::Page(page)) = self.host.answer(now_ms, None, sender, &ask) else {
                panic!("seed {}: D{at} is answered no page", self.seed)
            };
            assert_eq!(page.same, Some(true), "seed {}: the digests of D{at} and the host differ", self.seed);
        }
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
        for _ in 0..6 {
            self.all_talk();
        }
        // What only somebody holds who may not say it waits, until its owner lets them.
        if self.devices.iter().any(|device| check::waits(&device.books)) {
            self.tally.waited += 1;
            self.tell(|| "everybody may say what others had said".to_owned());
            self.devices.iter_mut().for_each(|device| device.restricted = false);
            for _ in 0..3 {
                self.all_talk();
            }
        }
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
