//! Pages of a long list, fetched as the reader nears the end, read again when the books change.

use std::future::Future;

use dioxus::prelude::*;
use smartkhata_core::api::Request;
use smartkhata_core::api::party::{Outstanding, OutstandingRow, Page, Statement, StatementRow};
use smartkhata_core::api::report::{DayBook, DayBookRow};
use smartkhata_core::{Error, Result};

use super::CHANGES;
use crate::api;
use crate::state::{spawn, use_signal};

/// Rows that are asked for as the reader goes on, and the most that a request may ask for.
const PAGE: u32 = 100;
const MOST: u32 = 500;

/// A question whose answer is a page of rows.
pub trait Question<T>: 'static {
    /// Asks it.
    fn page(self) -> impl Future<Output = Result<Page<T>>>;
}

/// An answer that holds a page among other things.
pub trait HoldsPage<T> {
    /// The page.
    fn page(self) -> Page<T>;
}

impl<R, T> Question<T> for R
where
    R: Request<Response: HoldsPage<T>> + 'static,
{
    async fn page(self) -> Result<Page<T>> {
        api::call(self).await.map(HoldsPage::page)
    }
}

impl<T> HoldsPage<T> for Page<T> {
    fn page(self) -> Page<T> {
        self
    }
}

impl HoldsPage<StatementRow> for Statement {
    fn page(self) -> Page<StatementRow> {
        self.page
    }
}

impl HoldsPage<OutstandingRow> for Outstanding {
    fn page(self) -> Page<OutstandingRow> {
        self.page
    }
}

impl HoldsPage<DayBookRow> for DayBook {
    fn page(self) -> Page<DayBookRow> {
        self.page
    }
}

/// A list as far as it has been read.
pub struct Pages<T: 'static> {
    rows: Signal<Vec<T>>,
    next: Signal<Option<String>>,
    state: Signal<Progress>,
    turn: Signal<u64>,
}

impl<T: 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Pages<T> {}

impl<T: 'static> PartialEq for Pages<T> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Progress {
    Reading,
    Ready,
    Failed(Error),
}

impl<T: Clone + 'static> Pages<T> {
    /// How many rows are here.
    pub fn count(self) -> usize {
        self.rows.read().len()
    }

    /// A row by its place.
    pub fn row(self, place: usize) -> Option<T> {
        self.rows.read().get(place).cloned()
    }

    /// There is nothing, and that is certain.
    pub fn is_empty(self) -> bool {
        self.rows.read().is_empty() && *self.state.read() == Progress::Ready
    }

    /// Why the last page could not be read.
    pub fn error(self) -> Option<Error> {
        match &*self.state.read() {
            Progress::Failed(error) => Some(error.clone()),
            Progress::Reading | Progress::Ready => None,
        }
    }

    /// The next page, if there is one and none is on its way.
    pub fn more<R, F>(self, ask: F)
    where
        R: Question<T>,
        F: Fn(Option<String>, u32) -> R + 'static,
    {
        if *self.state.peek() == Progress::Reading {
            return;
        }
        let Some(after) = self.next.peek().clone() else { return };
        self.read(ask, Some(after), 0);
    }

    /// Reads on behind a place, or anew from the beginning; no fewer than `wanted` rows, if there are as many.
    fn read<R, F>(self, ask: F, from: Option<String>, wanted: usize)
    where
        R: Question<T>,
        F: Fn(Option<String>, u32) -> R + 'static,
    {
        let Self { mut rows, mut next, mut state, mut turn } = self;
        let mine = turn.peek().wrapping_add(1);
        turn.set(mine);
        state.set(Progress::Reading);
        spawn(async move {
            let anew = from.is_none();
            let (mut read, mut after) = (Vec::new(), from);
            loop {
                let left = u32::try_from(wanted.saturating_sub(read.len())).unwrap_or(MOST);
                let answer = ask(after, left.clamp(PAGE, MOST)).page().await;
                // A later question has been asked meanwhile; its answer counts.
                if *turn.peek() != mine {
                    return;
                }
                match answer {
                    Ok(page) => {
                        read.extend(page.rows);
                        after = page.next;
                    }
                    Err(error) => return state.set(Progress::Failed(error)),
                }
                if after.is_none() || read.len() >= wanted {
                    break;
                }
            }
            if anew {
                rows.set(read);
            } else {
                rows.write().extend(read);
            }
            next.set(after);
            state.set(Progress::Ready);
        });
    }
}

/// Reads a list from its first page whenever what `ask` reads changes (a filter, a search), and as far as it was read
/// when the books do: whoever looks at a row far down keeps it in sight. The old rows stand until the new ones are
/// here, so that nothing flickers.
pub fn use_pages<R, T, F>(ask: F) -> Pages<T>
where
    R: Question<T>,
    F: Fn(Option<String>, u32) -> R + Copy + 'static,
    T: Clone + 'static,
{
    let pages = Pages {
        rows: use_signal(Vec::new),
        next: use_signal(|| None),
        state: use_signal(|| Progress::Reading),
        turn: use_signal(|| 0),
    };
    let mut seen = *CHANGES.peek();
    use_effect(move || {
        let now = CHANGES();
        let wanted = if std::mem::replace(&mut seen, now) == now { 0 } else { pages.rows.peek().len() };
        // What it reads is listened to, and only here: nothing is sent by this.
        drop(ask(None, PAGE));
        pages.read(ask, None, wanted);
    });
    pages
}
