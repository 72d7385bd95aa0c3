//! What is typed in a form and not saved yet, kept for as long as the tab is open: a phone throws the page of an app
//! away that is left for a call, and a press beside the form leaves it.

use std::any::Any;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;

use dioxus::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use smartkhata_core::id::VoucherId;
use smartkhata_core::{Code, Result};

use super::ids::new_id;
use super::{SHOP, use_signal};
use crate::api::json;
use crate::browser;
use crate::photo::Chosen;

/// How long it is kept: afterwards it is about something else.
const KEPT_MS: i64 = 15 * 60_000;

/// What a form says that was left half typed, as it stands again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Again {
    /// Photos were chosen, too; they are too large to be kept.
    pub photos: bool,
}

/// What is typed in a form, kept while it is typed and there again when that form is opened next.
pub struct Typing<T> {
    form: Form,
    of: PhantomData<fn() -> T>,
}

/// What stands in a form, whichever.
type Value = Rc<dyn Any>;

/// A form behind one type, so that all of them share what keeps it.
#[derive(Clone, Copy, PartialEq)]
struct Form {
    now: Signal<Value>,
    /// What it says untouched.
    start: Signal<Value>,
    place: Place,
    again: Signal<Option<Again>>,
    photos: Signal<Vec<Chosen>>,
}

/// Where a form is kept, by its name and what it is about, each shop's apart; and under which id it is sent.
#[derive(Clone, Copy, PartialEq)]
pub struct Place {
    key: Signal<Rc<str>>,
    pub(super) record: Signal<VoucherId>,
    /// What it says now.
    says: Signal<Rc<str>>,
    /// Under which id it was sent while it stands here, and what it said then.
    sent: Signal<Option<(VoucherId, Rc<str>)>>,
}

impl<T> Clone for Typing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Typing<T> {}

impl<T> PartialEq for Typing<T> {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

/// What is typed in a form, field by field: all forms share what keeps a text, a day, a choice.
pub trait Fields: Clone + 'static {
    /// Every field, in an order of their own.
    fn fields(&mut self) -> Vec<&mut dyn Field>;
}

/// What is typed in one field.
pub trait Field {
    /// Its JSON, which is one line.
    fn write(&self) -> String;
    /// Takes over what was written; not if that was another kind of field.
    fn read(&mut self, json: &str) -> bool;
}

impl<T: Serialize + DeserializeOwned> Field for T {
    fn write(&self) -> String {
        json::write(self).unwrap_or_default()
    }

    fn read(&mut self, json: &str) -> bool {
        json::read(json).map(|read| *self = read).is_ok()
    }
}

/// Says which fields a form has: all of them.
macro_rules! fields {
    ($form:ty: $($field:ident)+) => {
        impl $crate::state::kept::Fields for $form {
            fn fields(&mut self) -> Vec<&mut dyn $crate::state::kept::Field> {
                let Self { $($field),+ } = self;
                vec![$($field),+]
            }
        }
    };
}
pub(crate) use fields;

/// Begins a form, or goes on with what was typed in it a moment ago. `form` is its name and what it is about: the form of
/// one customer is not that of another.
pub fn use_typing<T: Fields>(form: &str, start: impl FnOnce() -> T) -> Typing<T> {
    let form = use_form(form, Box::new(|| Rc::new(start())), filled::<T>, lines_of::<T>);
    Typing { form, of: PhantomData }
}

/// What it says with every field as it was kept, if it has those fields still.
fn filled<T: Fields>(start: &dyn Any, kept: &str) -> Option<Value> {
    let mut typed = start.downcast_ref::<T>()?.clone();
    fill(typed.fields(), kept).then(|| Rc::new(typed) as Value)
}

fn fill(fields: Vec<&mut dyn Field>, kept: &str) -> bool {
    let lines = kept.split('\n');
    fields.len() == lines.clone().count() && fields.into_iter().zip(lines).all(|(field, line)| field.read(line))
}

/// A line for each field.
fn lines_of<T: Fields>(typed: &dyn Any) -> String {
    typed.downcast_ref::<T>().cloned().map(|mut typed| lines(typed.fields())).unwrap_or_default()
}

fn lines(fields: Vec<&mut dyn Field>) -> String {
    fields.into_iter().map(|field| field.write()).collect::<Vec<_>>().join("\n")
}

/// The form, kept for as long as it stands: what is typed, or that photos were chosen in it.
fn use_form(
    name: &str,
    start: Box<dyn FnOnce() -> Value + '_>,
    filled: fn(&dyn Any, &str) -> Option<Value>,
    lines: fn(&dyn Any) -> String,
) -> Form {
    let start = use_signal(start);
    let (says, sent) = (use_signal(Rc::default), use_signal(|| None));
    let place = Place { key: use_signal(|| key_of(name)), record: use_signal(drawn), says, sent };
    let found = use_hook(|| {
        let held = lately(&place.key())?;
        let (photos, kept) = held.split_once(' ')?;
        Some((Again { photos: photos == "true" }, filled(&**start.peek(), kept)?))
    });
    let again = use_signal(|| found.as_ref().map(|(again, _)| *again));
    let now = use_signal(|| found.map_or_else(|| start.peek().clone(), |(_, typed)| typed));
    let photos = use_signal(Vec::new);
    use_effect(move || {
        let typed = lines(&**now.read());
        place.now_says(&typed);
        let lost = again().is_some_and(|again| again.photos);
        let with_photos = lost || !photos.read().is_empty();
        if with_photos || typed != lines(&**start.peek()) {
            // Whether with photos, a blank, what.
            hold(&place.key(), &format!("{with_photos} {typed}"));
        } else {
            browser::release(&place.key());
        }
    });
    Form { now, start, place, again, photos }
}

fn key_of(form: &str) -> Rc<str> {
    let shop = SHOP.peek().as_ref().map(|shop| shop.id.to_string()).unwrap_or_default();
    format!("typed.{form}.{shop}").into()
}

/// In the tab's storage: when, a blank, what.
fn hold(key: &str, what: &str) {
    browser::hold(key, &format!("{} {what}", browser::now_ms()));
}

/// What is held there, if that was a moment ago.
fn lately(key: &str) -> Option<String> {
    let held = browser::held(key)?;
    let (at_ms, what) = held.split_once(' ')?;
    let age_ms = browser::now_ms().saturating_sub(at_ms.parse().ok()?);
    (age_ms < KEPT_MS).then(|| what.to_owned())
}

impl Place {
    fn key(self) -> Rc<str> {
        Rc::clone(&self.key.peek())
    }

    /// The id of what its form says: that under which it was sent a moment ago without an answer, as it may have been
    /// saved; else the one that was drawn for it.
    pub(super) fn record(self) -> VoucherId {
        self.sent().map_or_else(|| *self.record.peek(), |(record, _)| record)
    }

    /// Under which id its form was sent a moment ago without an answer, and what it said then.
    fn sent(self) -> Option<(VoucherId, Rc<str>)> {
        if let Some(sent) = self.sent.peek().clone() {
            return Some(sent);
        }
        let sent = lately(&sent_as(&self.key()))?;
        let (record, said) = sent.split_once(' ')?;
        Some((record.parse().ok()?, said.into()))
    }

    /// Notes under which id its form is sent, and what it says.
    pub(super) fn sends(mut self, record: VoucherId) {
        let says = Rc::clone(&self.says.peek());
        hold(&sent_as(&self.key()), &format!("{record} {says}"));
        self.sent.set(Some((record, says)));
    }

    /// It is known what became of what was sent, if its form is still here.
    pub(super) fn answered(mut self) {
        if let Ok(mut sent) = self.sent.try_write() {
            *sent = None;
        }
    }

    fn now_says(mut self, typed: &str) {
        self.says.set(typed.into());
    }

    /// Draws another id unless its form says what was sent under the one it has.
    pub(super) fn draw_unless_sent(self) {
        if self.sent().is_none_or(|(_, said)| said != *self.says.peek()) {
            self.draw();
        }
    }

    /// What its form says from now on is another thing.
    pub(super) fn draw(mut self) {
        browser::release(&sent_as(&self.key()));
        self.sent.set(None);
        self.record.set(drawn());
    }

    /// Keeps what is typed until the work that saves it is done, and under which id it was sent while nobody knows what
    /// became of that.
    pub(super) fn until(self, work: Pin<Box<dyn Future<Output = Result<()>>>>) -> impl Future<Output = Result<()>> {
        forget_after(self.key(), work)
    }
}

/// A new id of what a form says.
pub(super) fn drawn() -> VoucherId {
    VoucherId::new(new_id())
}

fn sent_as(key: &str) -> String {
    format!("{key}.sent")
}

impl Form {
    fn set(mut self, now: Value) {
        self.now.set(now);
    }

    /// Begins with this as what the form says untouched.
    fn begin(mut self, start: Value) {
        self.place.draw();
        self.start.set(start.clone());
        self.photos.write().clear();
        self.again.set(None);
        self.now.set(start);
    }
}

impl<T: Clone + 'static> Typing<T> {
    fn of(value: &Value) -> T {
        value.downcast_ref::<T>().cloned().expect("a form keeps the kind that it was begun with")
    }

    /// What is typed now; whoever draws it draws again when it is another.
    pub fn read(self) -> T {
        Self::of(&self.form.now.read())
    }

    /// The same, as it is at this moment.
    pub fn peek(self) -> T {
        Self::of(&self.form.now.peek())
    }

    /// Something is typed.
    pub fn change(self, change: impl FnOnce(&mut T)) {
        let mut now = self.peek();
        change(&mut now);
        self.form.set(Rc::new(now));
    }

    /// The same from work that goes on when the form may be gone.
    pub fn change_if_here(self, change: impl FnOnce(&mut T)) {
        let here = self.form.now.try_peek().is_ok();
        if here {
            self.change(change);
        }
    }

    /// The photos that were chosen for it.
    pub fn photos(self) -> Signal<Vec<Chosen>> {
        self.form.photos
    }

    /// It stands as it was left.
    pub fn again(self) -> Option<Again> {
        (self.form.again)()
    }

    /// Begins with nothing typed.
    pub fn empty(self) {
        let start = self.form.start.peek().clone();
        self.form.begin(start);
    }

    /// Begins with this as what the form says untouched.
    pub fn begin(self, start: T) {
        self.form.begin(Rc::new(start));
    }

    /// Where it is kept.
    pub fn place(self) -> Place {
        self.form.place
    }

    /// It is given up.
    pub fn forget(self) {
        give_up(&self.form.place.key());
    }
}

/// What is typed in the form of this name is given up.
pub fn forget(form: &str) {
    give_up(&key_of(form));
}

/// What is typed there next is another thing, also where nobody knows what became of this one.
fn give_up(key: &str) {
    browser::release(key);
    browser::release(&sent_as(key));
}

async fn forget_after(key: Rc<str>, work: Pin<Box<dyn Future<Output = Result<()>>>>) -> Result<()> {
    let answer = work.await;
    // What was saved otherwise is another one than what is typed now.
    if answer.as_ref().map_or_else(|error| error.code == Code::AlreadySaved, |()| true) {
        browser::release(&sent_as(&key));
    }
    answer.inspect(|()| browser::release(&key))
}
