//! How the traffic is divided between the two places of a version.

mod alb;
mod haproxy;
mod route53;

pub use alb::AlbWeights;
pub use haproxy::HaproxyRuntime;
pub use route53::Route53Weights;

use serde::Deserialize;

use crate::Result;
use crate::colour::Colour;

/// Percent of the traffic at each place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares {
    /// At blue.
    pub blue: u8,
    /// At green.
    pub green: u8,
}

impl Shares {
    /// One place has this percentage, the other the rest.
    pub fn with(colour: Colour, percent: u8) -> Self {
        let percent = percent.min(100);
        match colour {
            Colour::Blue => Self { blue: percent, green: 100 - percent },
            Colour::Green => Self { blue: 100 - percent, green: percent },
        }
    }

    /// Who has everything; nobody while it is divided.
    pub fn live(self) -> Option<Colour> {
        match (self.blue, self.green) {
            (0, 0) => None,
            (_, 0) => Some(Colour::Blue),
            (0, _) => Some(Colour::Green),
            _ => None,
        }
    }
}

/// Divides traffic. Asked twice for the same, it is the same.
pub trait TrafficSplit {
    /// Makes it so from now on; what is under way at a place ends there.
    fn set(&mut self, shares: Shares) -> Result;

    /// How it is.
    fn shares(&mut self) -> Result<Shares>;
}

/// Which one, from the settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Weighted target groups of an application load balancer: each request counts.
    Alb(alb::Settings),
    /// Weighted records: for two load balancers. Resolvers and phones keep answers, so 10 % is about 10 % and a way back
    /// takes as long as the records live.
    Route53(route53::Settings),
    /// The runtime interface of HAProxy: for one's own machines.
    Haproxy(haproxy::Settings),
}

impl Kind {
    /// The one that the settings name.
    pub fn open(&self) -> Box<dyn TrafficSplit> {
        match self {
            Self::Alb(settings) => Box::new(AlbWeights::new(settings.clone())),
            Self::Route53(settings) => Box::new(Route53Weights::new(settings.clone())),
            Self::Haproxy(settings) => Box::new(HaproxyRuntime::new(settings.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_name_who_is_live() {
        assert_eq!(Shares::with(Colour::Green, 10), Shares { blue: 90, green: 10 });
        assert_eq!(Shares::with(Colour::Blue, 200), Shares { blue: 100, green: 0 });
        assert_eq!(Shares::with(Colour::Green, 10).live(), None);
        assert_eq!(Shares::with(Colour::Green, 100).live(), Some(Colour::Green));
        assert_eq!(Shares { blue: 0, green: 0 }.live(), None);
    }
}
