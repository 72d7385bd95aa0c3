//! How fast keys come. A scanner types a code without the pauses that fingers make, and that is all that tells the short
//! code of an item from a price.

/// No scanner waits so long between two keys, in milliseconds; fingers do.
pub const PAUSE_MS: u32 = 100;

/// The shortest code that is scanned.
const SHORTEST: usize = 3;

/// How many keys came one upon the other, and when the last of them did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pace {
    keys: usize,
    at_ms: i64,
    /// When the last key came that ended a scan, or followed at once upon it.
    ended_ms: Option<i64>,
}

impl Pace {
    /// Notes a key.
    pub fn key(&mut self, at_ms: i64) {
        let paused = at_ms.saturating_sub(self.at_ms) >= i64::from(PAUSE_MS);
        self.keys = if paused { 1 } else { self.keys.saturating_add(1) };
        self.at_ms = at_ms;
    }

    /// Whether a text, and the Enter or Tab that was the last key, came from a scanner.
    pub fn is_scan(self, text: &str) -> bool {
        let typed = text.chars().count();
        typed >= SHORTEST && self.keys > typed
    }

    /// Notes that the last key ended a scan.
    pub fn scan_ended(&mut self) {
        self.ended_ms = Some(self.at_ms);
    }

    /// Whether the last key belongs to the end of the scan before it: scanners end a code with one key or two (carriage
    /// return and line feed, Tab and Enter), and the second one of them means nothing. So do more.
    pub fn is_echo(&mut self) -> bool {
        let echo = self.ended_ms.is_some_and(|ended| self.at_ms.saturating_sub(ended) < i64::from(PAUSE_MS));
        if echo {
            self.scan_ended();
        }
        echo
    }
}

/// Characters that came one upon the other where no field takes them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Burst {
    text: String,
    keys: usize,
}

impl Burst {
    /// Notes a key by its name; how many have come since the last pause.
    pub fn key(&mut self, name: &str) -> usize {
        if name.chars().count() == 1 {
            self.text.push_str(name);
        }
        self.keys = self.keys.saturating_add(1);
        self.keys
    }

    /// The code that Enter ends, `before` being what of it another field took; none where it is no scan.
    pub fn scan(&mut self, before: &str) -> Option<String> {
        let code = format!("{}{}", before.trim(), self.text);
        (code.chars().count() >= SHORTEST).then(|| {
            self.text.clear();
            code
        })
    }

    /// After a pause: what came alone. None where more keys have come than these.
    pub fn rest(&mut self, keys: usize) -> Option<String> {
        (self.keys == keys).then(|| std::mem::take(self).text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, gaps_ms: &[i64]) -> bool {
        let (mut pace, mut at) = (Pace::default(), 1_000_000);
        for gap in gaps_ms {
            at += gap;
            pace.key(at);
        }
        pace.is_scan(text)
    }

    #[test]
    fn a_scanner_makes_no_pause_and_fingers_do() {
        assert!(typed("8901", &[5_000, 8, 8, 8, 8]));
        assert!(typed("8901", &[5_000, 60, 60, 99, 60]), "a slow one");
        assert!(!typed("8901", &[5_000, 140, 120, 160, 200]), "a fast cashier");
        assert!(!typed("8901", &[5_000, 60, 60, 60, 100]), "a pause before Enter");
        assert!(!typed("8901", &[5_000, 60, 100, 60, 60]));
        assert!(typed("A12", &[5_000, 4, 4, 4, 4]), "with a key for the capital");
        assert!(!typed("45", &[5_000, 8, 8]), "too short for a code");
    }

    #[test]
    fn a_scan_ends_once_whatever_its_scanner_ends_it_with() {
        let mut pace = Pace::default();
        let key = |after_ms: i64, pace: &mut Pace| pace.key(pace.at_ms + after_ms);
        key(5_000, &mut pace);
        assert!(!pace.is_echo(), "nothing was scanned");
        pace.scan_ended();
        key(8, &mut pace);
        assert!(pace.is_echo(), "the line feed");
        key(99, &mut pace);
        assert!(pace.is_echo(), "and one more");
        key(100, &mut pace);
        assert!(!pace.is_echo(), "a hand's");
        key(8, &mut pace);
        assert!(!pace.is_echo(), "after a hand's key");
    }

    #[test]
    fn a_figure_alone_is_a_choice_and_more_are_a_code() {
        let mut burst = Burst::default();
        let first = burst.key("2");
        assert_eq!(burst.rest(first).as_deref(), Some("2"));
        let keys = "8901".chars().map(|key| burst.key(&key.to_string())).max().unwrap_or(0);
        burst.key("Enter");
        assert_eq!(burst.scan("").as_deref(), Some("8901"));
        assert_eq!(burst.rest(keys), None, "more has come");
        // Its first figures were still taken by the box.
        let mut burst = Burst::default();
        burst.key("1");
        burst.key("Enter");
        assert_eq!(burst.scan("890").as_deref(), Some("8901"));
        // A figure and Enter, by fingers.
        let mut burst = Burst::default();
        burst.key("1");
        let last = burst.key("Enter");
        assert_eq!(burst.scan(""), None);
        assert_eq!(burst.rest(last).as_deref(), Some("1"));
    }
}
