//! One run: what happens, in what order, to whom.

use std::collections::{BTreeMap, BTreeSet};

use smartkhata_core::api;
use smartkhata_core::id::BusinessId;
use smartkhata_core::store::Value;
use smartkhata_core::store::sqlite::Scratch;
use smartkhata_core::sync::exchange::Exchange;
use smartkhata_core::sync::message::{Ask, Tell};
use smartkhata_core::{Code, Result};

use crate::acts;
use crate::check::{self, Edit};
use crate::device::Device;
use crate::faults::CUT;
use crate::host::{Host, Sender};
use crate::random::Random;
use crate::tally::Tally;

/// Steps of a run before everybody comes home.
const STEPS: usize = 110;

const DAY_MS: i64 = 86_400_000;

/// An id in the stores' form.
pub type Bytes = Vec<u8>;

pub struct World {
    pub random: Random,
    pub seed: u64,
    pub now_ms: i64,
    pub step: usize,
    pub host: Host,
    pub devices: Vec<Device>,
    /// Messages that somebody may receive again.
    again: Vec<(usize, Sender, Ask)>,
    /// Every act that was written and whose every copy was not destroyed.
    pub written: BTreeSet<Bytes>,
    pub edits: Vec<Edit>,
    /// Acts whose author's role does not allow them.
    pub forbidden: BTreeSet<Bytes>,
    /// Installations notice that they were copied or restored before they write.
    pub tokens: bool,
    /// A disk was lost: entries, and answers that fit nothing any more.
    pub destroyed: bool,
    /// The host was set back: stamps that it had granted may be granted anew.
    pub was_set_back: bool,
    /// The series that each act took a number of.
    series: BTreeMap<Bytes, Value>,
    /// Series of which a lost disk took numbers.
    pub holed: BTreeSet<Value>,
    told: bool,
    pub tally: Tally,
}

impl World {
    /// One run from its seed. Panics where a promise is broken.
    pub fn run(seed: u64, told: bool) -> Tally {
        let mut world = Self::begin(seed, told);
        while world.step < STEPS {
            world.step += 1;
            world.now_ms += (world.random.below(3_600_000)) as i64;
            world.something();
        }
        world.come_home();
        check::all(&mut world);
        world.compare();
        world.tally
    }

    fn begin(seed: u64, told: bool) -> Self {
        let random = Random::new(seed.wrapping_mul(0x9e37_79b9).wrapping_add(1));
        let now_ms = 1_795_000_000_000;
        let mut first = Device::new("D0".to_owned(), random.next(), Scratch::new().unwrap());
        let shop = first.run(now_ms, None, async |session, _| {
            api::dispatch(session, "shop.create", r#"{"name":"Sita Stores"}"#).await?;
            session.business().await
        });
        let business: BusinessId = shop.unwrap();
        let host = Host::new(random.next(), business);
        let tokens = random.chance(75);
        let mut world = Self {
            seed,
            now_ms,
            step: 0,
            host,
            devices: vec![first],
            again: Vec::new(),
            written: BTreeSet::new(),
            edits: Vec::new(),
            forbidden: BTreeSet::new(),
            tokens,
            destroyed: false,
            was_set_back: false,
            series: BTreeMap::new(),
            holed: BTreeSet::new(),
            told,
            tally: Tally::default(),
            random,
        };
        world.note(0);
        for n in 1..3 + world.random.below(3) {
            world.join(n);
        }
        world
    }

    pub fn tell(&self, what: impl FnOnce() -> String) {
        if self.told {
            println!("{:>3} {}", self.step, what());
        }
    }

    fn join(&mut self, n: usize) {
        const SERIES: &[&str] = &["A", "B", "C", "D", "E", "F", "G", "H", "J", "K"];
        let mut device = Device::joined(
            format!("D{n}"),
            self.random.next(),
            self.host.business,
            SERIES[n % SERIES.len()],
            self.now_ms,
        );
        device.newer = self.random.chance(25);
        device.restricted = self.random.chance(15);
        self.tell(|| format!("D{n} joins{}", if device.newer { " with a newer app" } else { "" }));
        self.devices.push(device);
        self.note(self.devices.len() - 1);
    }

    fn something(&mut self) {
        let at = self.random.below(self.devices.len());
        match self.random.below(100) {
            0..=37 => self.act(at),
            38..=77 => {
                for _ in 0..=self.random.below(6) {
                    self.talk(at, true);
                }
                self.carry(at, true);
            }
            78..=82 => self.repeat(),
            83..=84 => {
                self.devices[at].offline_until = self.step + self.random.below(60);
                self.now_ms += self.random.below(10) as i64 * DAY_MS;
            }
            85..=86 => self.devices[at].skew_ms = (self.random.below(22) as i64 - 11) * DAY_MS,
            87 => self.devices[at].exchange = Exchange::default(),
            88 if self.random.chance(70) => self.free(at),
            88 => self.shut_out(at),
            89..=90 => {
                let device = &mut self.devices[at];
                device.saved = Some((device.books.duplicate().unwrap(), device.files.clone()));
            }
            91 => self.restore(at),
            92 => self.clone_device(at),
            93 => self.host.saved = Some((self.host.books.duplicate().unwrap(), self.host.files.clone())),
            94 if self.random.chance(40) => self.set_back(),
            95 if self.devices.len() < 8 => {
                self.tally.joined += 1;
                self.join(self.devices.len());
            }
            96..=99 => self.act_at_host(),
            _ => self.act(at),
        }
    }

    fn act(&mut self, at: usize) {
        let cut = self.random.chance(5).then(|| self.random.below(30));
        let (now_ms, random) = (self.now_ms, &self.random);
        let device = &mut self.devices[at];
        let (newer, photo) = (device.newer, acts::photo(random));
        device.files.insert(photo.sha256.0.to_vec(), photo.bytes.clone());
        let (before, acts_before) = (check::holders(&device.books), check::acts_of(&device.books));
        let done = device.run(now_ms, cut, async |session, _| acts::act(session, random, newer, &photo).await);
        match done {
            Ok(what) => {
                self.tell(|| format!("D{at} {what}"));
                check::took_hold(&self.devices[at].books, &acts_before);
                if self.devices[at].restricted {
                    self.forbidden.extend(check::edits_of_goods(&self.devices[at].books, &acts_before));
                }
                let after = check::holders(&self.devices[at].books);
                self.edits.extend(check::edits(&before, &after));
                self.note(at);
            }
            Err(error) => self.was_cut(&error, at),
        }
    }

    fn act_at_host(&mut self) {
        let (before, acts_before) = (check::holders(&self.host.books), check::acts_of(&self.host.books));
        let (now_ms, random) = (self.now_ms, &self.random);
        let photo = acts::photo(random);
        self.host.files.insert(photo.sha256.0.to_vec(), photo.bytes.clone());
        match self.host.write(now_ms, async |session| acts::act(session, random, false, &photo).await) {
            Ok(what) => {
                self.tell(|| format!("host {what}"));
                check::took_hold(&self.host.books, &acts_before);
                let after = check::holders(&self.host.books);
                self.edits.extend(check::edits(&before, &after));
                self.written.extend(check::acts_of(&self.host.books));
                self.series.extend(check::series_of(&self.host.books));
            }
            Err(error) => panic!("seed {}: the host failed: {error:?}", self.seed),
        }
    }

    fn was_cut(&mut self, error: &smartkhata_core::Error, at: usize) {
        if error.code == Code::DeviceRemoved && self.devices[at].removed {
            self.tell(|| format!("D{at} hears that it is shut out"));
            self.devices[at].exchange = Exchange::default();
            return;
        }
        assert!(error.code == Code::Storage && error.message == CUT, "seed {}: D{at} failed: {error:?}", self.seed);
        self.tally.cut += 1;
        self.tell(|| format!("D{at} loses power"));
        self.devices[at].exchange = Exchange::default();
    }

    /// One message and its answer, or what the network makes of them. Answers whether there was one to send.
    pub fn talk(&mut self, at: usize, faults: bool) -> bool {
        if faults && self.devices[at].offline_until > self.step {
            return false;
        }
        let now_ms = self.now_ms;
        if let Some(late) = self.devices[at].late.take() {
            self.hear(at, &late, None);
        }
        let asked = self.devices[at].run(now_ms, None, async |session, exchange| exchange.next(session).await);
        let ask = match asked.unwrap_or_else(|error| panic!("seed {}: D{at} cannot ask: {error:?}", self.seed)) {
            Some(ask) => ask,
            None if faults && self.random.chance(30) => {
                // An open app waits for what comes; the answer reaches it later, whatever happened meanwhile.
                let ask = self.devices[at]
                    .run(now_ms, None, async |session, exchange| exchange.listen(session, 25).await)
                    .unwrap();
                let me = self.devices[at].sender();
                match self.host.answer(now_ms, None, me, &ask) {
                    Ok(tell) => self.devices[at].late = Some(tell),
                    Err(error) => self.was_cut(&error, at),
                }
                return false;
            }
            None => return false,
        };
        self.tell(|| format!("D{at} asks {}", brief(&ask)));
        if faults && self.random.chance(12) {
            self.tally.lost += 1;
            self.tell(|| "    lost".to_owned());
            self.devices[at].exchange = Exchange::default();
            return true;
        }
        let sender = self.devices[at].sender();
        let cut = (faults && self.random.chance(4)).then(|| self.random.below(40));
        let answer = self.host.answer(now_ms, cut, sender, &ask);
        if faults && self.random.chance(15) {
            self.again.push((at, sender, ask));
        }
        match answer {
            Ok(_) if faults && self.random.chance(12) => {
                self.tally.lost += 1;
                self.tell(|| "    answer lost".to_owned());
                self.devices[at].exchange = Exchange::default();
            }
            Ok(tell) => {
                check::bounded(&tell);
                let cut = (faults && self.random.chance(5)).then(|| self.random.below(60));
                self.hear(at, &tell, cut);
            }
            Err(error) => self.was_cut(&error, at),
        }
        true
    }

    fn hear(&mut self, at: usize, tell: &Tell, cut: Option<usize>) {
        let now_ms = self.now_ms;
        let heard = self.devices[at].run(now_ms, cut, async |session, exchange| exchange.answered(session, tell).await);
        match heard {
            Ok(()) => self.note(at),
            // An answer that comes after the host was set back, or after a restore, may fit nothing any more.
            Err(error) if error.code == Code::BrokenChain && self.destroyed => {
                self.tell(|| format!("    D{at} refuses the page: {}", error.message));
                self.devices[at].exchange = Exchange::default();
            }
            Err(error) => self.was_cut(&error, at),
        }
    }

    /// A message that somebody sent comes a second time; nobody waits for the answer.
    fn repeat(&mut self) {
        let Some((at, sender, ask)) = self.random.pick(&self.again).cloned() else { return };
        self.tally.repeated += 1;
        self.tell(|| format!("again from D{at}: {}", brief(&ask)));
        let removed = self.devices[at].removed;
        let heard = self.host.answer(self.now_ms, None, Sender { removed, ..sender }, &ask);
        assert!(heard.is_ok() || removed, "seed {}: a message that came twice failed: {heard:?}", self.seed);
    }

    /// The shop shuts a device out: what it holds is taken, and it hears nothing more.
    fn shut_out(&mut self, at: usize) {
        if at > 0 && self.devices.iter().all(|device| !device.removed) {
            self.devices[at].removed = true;
            self.tally.shut_out += 1;
            self.tell(|| format!("D{at} is shut out"));
        }
    }

    fn restore(&mut self, at: usize) {
        let Some((saved, files)) = &self.devices[at].saved.as_ref().filter(|_| !self.devices[at].removed) else {
            return;
        };
        self.tally.restored += 1;
        let (books, files) = (saved.duplicate().unwrap(), files.clone());
        (self.devices[at].books, self.devices[at].files) = (books, files);
        self.devices[at].exchange = Exchange::default();
        self.devices[at].late = None;
        self.tell(|| format!("D{at} is restored from an old copy"));
        self.renewed(at);
        self.forget_destroyed();
    }

    fn clone_device(&mut self, at: usize) {
        if self.devices.len() >= 8 || self.devices[at].removed {
            return;
        }
        self.tally.cloned += 1;
        let n = self.devices.len();
        let mut clone = Device::new(format!("D{n}"), self.random.next(), self.devices[at].books.duplicate().unwrap());
        (clone.skew_ms, clone.restricted) = (self.devices[at].skew_ms, self.devices[at].restricted);
        clone.files.clone_from(&self.devices[at].files);
        self.devices.push(clone);
        self.tell(|| format!("D{at} is cloned as D{n}"));
        self.renewed(n);
    }

    /// With a token kept outside the books, an installation that finds itself elsewhere takes a new name before it
    /// writes. Without one, the log tells it later.
    fn renewed(&mut self, at: usize) {
        if self.tokens {
            self.devices[at].renew(self.now_ms);
        }
        self.note(at);
    }

    fn set_back(&mut self) {
        let files = self.random.chance(50);
        if self.host.set_back(files) {
            self.tally.set_back += 1;
            self.tell(|| "the host is set back".to_owned());
            self.was_set_back = true;
            // An operator may let devices give back what others had said at once, or once devices are there again.
            self.host.refill = self.random.chance(50);
            self.again.clear();
            self.forget_destroyed();
        }
    }

    /// Bytes that did not come to their end.
    pub fn broke_off(&mut self) {
        self.tally.broken += 1;
    }

    fn note(&mut self, at: usize) {
        self.written.extend(check::acts_of(&self.devices[at].books));
        self.series.extend(check::series_of(&self.devices[at].books));
    }

    /// A disk was lost.
    fn forget_destroyed(&mut self) {
        self.destroyed = true;
        self.forget_lost();
    }

    /// What no copy holds any more is lost with its disk; everything else has to come home.
    pub fn forget_lost(&mut self) {
        let mut left = check::acts_of(&self.host.books);
        for device in &mut self.devices {
            // One that is shut out gives back its own entries alone.
            let own = device.removed.then(|| device.me().device);
            left.extend(check::acts_said_by(&device.books, own));
        }
        let lost: BTreeSet<Bytes> = self.written.difference(&left).cloned().collect();
        self.holed.extend(lost.iter().filter_map(|act| self.series.get(act).cloned()));
        self.written.retain(|act| left.contains(act));
    }
}

fn brief(ask: &Ask) -> String {
    match ask {
        Ask::Hello(hello) => format!("hello at {}", hello.at.first().map_or(0, |point| point.seq)),
        Ask::Pull(pull) => format!("pull after {}", pull.after.seq),
        Ask::Push(push) => format!("push {} after {}", push.entries.len(), push.after.dseq),
    }
}

/// The result of asking something of a copy at the end.
pub fn ask(device: &mut Device, name: &str, body: &str) -> Result<String> {
    device.run(1_795_000_000_000, None, async |session, _| api::dispatch(session, name, body).await)
}
