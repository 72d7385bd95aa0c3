//! Sync: many installations, one journal. Pure: messages, and what each side does with them over an
//! [`Engine`](crate::store::Engine). Who carries the messages (`src-tauri/courier`), and who lets whom in (`server`),
//! is not here.
//!
//! One log for each shop, ordered where devices meet (the *host*). A device writes into its own journal first and
//! always succeeds; then it
//!
//! 1. says *hello*: where on the log it stands, which place of its chain comes next there;
//! 2. *pulls* pages of the log and takes each into its journal, its own entries too: the echo is the confirmation;
//! 3. *pushes* what the host does not have, from the place that the host named: a repeated message, a lost answer
//!    and a host that was set back are all this one path;
//! 4. *checks*, in step, that both sides' books say the same.
//!
//! Every link of every chain is worked out by the receiver from what was said, never taken from the sender: a page
//! whose digest does not come out is refused whole.

pub mod digest;
pub mod exchange;
pub mod host;
pub mod identity;
pub mod intake;
pub mod message;
pub mod receive;
pub mod state;
pub mod take_back;
pub mod verify;

pub use exchange::Exchange;
pub use message::{Ask, Tell};
