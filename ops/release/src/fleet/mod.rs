//! How a version is started at a place and stopped there.

mod commands;
mod ecs;

pub use commands::Commands;
pub use ecs::EcsServices;

use serde::Deserialize;

use crate::Result;
use crate::colour::Colour;

/// Starts and stops. Asked twice for the same, it is the same.
pub trait Fleet {
    /// Has the version bring the database to what it knows, and waits until it has: by a login that its servers need not
    /// hold. Whoever serves meanwhile serves on.
    fn migrate(&mut self, version: &str) -> Result;

    /// Has this version run at this place; does not wait for it.
    fn start(&mut self, colour: Colour, version: &str) -> Result;

    /// Whether all of this version at this place take requests.
    fn ready(&mut self, colour: Colour, version: &str) -> Result<bool>;

    /// Tasks of a version; one at least where nobody says how many.
    fn tasks(&self) -> usize {
        1
    }

    /// Has nothing run at this place.
    fn stop(&mut self, colour: Colour) -> Result;
}

/// Which one, from the settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Two services of ECS, one a colour.
    Ecs(ecs::Settings),
    /// Commands of one's own machines.
    Commands(commands::Settings),
}

impl Kind {
    /// The one that the settings name.
    pub fn open(&self) -> Box<dyn Fleet> {
        match self {
            Self::Ecs(settings) => Box::new(EcsServices::new(settings.clone())),
            Self::Commands(settings) => Box::new(Commands::new(settings.clone())),
        }
    }
}
