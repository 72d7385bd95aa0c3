//! What screens are made of; one file a part. Parts know words and looks, never the door.

mod amount;
mod button;
mod chips;
mod day;
mod empty;
mod field;
mod icon;
mod keypad;
mod list;
mod mode;
mod navigation;
mod period;
mod search;
mod share;
mod sheet;
mod toast;
mod trouble;

pub use amount::{Amount, Khata, rupees, rupees_short};
pub use button::{Button, LinkButton, Look};
pub use chips::{Chip, Chips};
pub use day::{DayChips, age, short};
pub use empty::{Empty, Waiting};
pub use field::{Choice, Field, Problem, Select, Switch, said_of};
pub use icon::Icon;
pub use keypad::{Keypad, worth};
pub use list::VirtualList;
pub use mode::{MODES, ModeChips, mode_say, modes_say};
pub use navigation::{BottomBar, Rail};
pub use period::{Period, PeriodChips};
pub use search::SearchBox;
pub use share::{call, share_text};
pub use sheet::Sheet;
pub use toast::Toasts;
pub use trouble::{Trouble, sentence};
