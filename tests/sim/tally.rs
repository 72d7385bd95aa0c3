//! What happened in a run, or in many.

use std::fmt;

/// What happened, counted.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub entries: u64,
    pub lost: u64,
    pub repeated: u64,
    pub cut: u64,
    pub restored: u64,
    pub cloned: u64,
    pub set_back: u64,
    pub joined: u64,
    pub broken: u64,
    pub waited: u64,
    pub shut_out: u64,
    pub corrected_twice: u64,
}

impl Tally {
    pub fn add(&mut self, other: &Self) {
        self.entries += other.entries;
        self.lost += other.lost;
        self.repeated += other.repeated;
        self.cut += other.cut;
        self.restored += other.restored;
        self.cloned += other.cloned;
        self.set_back += other.set_back;
        self.joined += other.joined;
        self.broken += other.broken;
        self.waited += other.waited;
        self.shut_out += other.shut_out;
        self.corrected_twice += other.corrected_twice;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { entries, lost, repeated, cut, restored, cloned, set_back, joined, broken, .. } = self;
        let Self { waited, shut_out, corrected_twice, .. } = self;
        write!(
            f,
            "{entries} entries, {lost} messages lost, {repeated} repeated, {cut} transactions cut, {restored} devices \
             restored, {cloned} cloned, {joined} joined, host set back {set_back} times, {broken} files broke off on \
             their way, {waited} runs waited for somebody who may, {shut_out} devices shut out, {corrected_twice} bills \
             stand in the place of one with others"
        )
    }
}
