//! The frame around every screen: rail or bar, toasts, and the first run while the shop has no name.
//!
//! Test ids: `shell`, `fault`, `fault-again`, `read-only`, `read-only-retry`, `lost`, `not-for-role`, `bar-quick`,
//! `quick-sheet`, `quick-bill`, `quick-guided`, `quick-party`, `quick-item`.

use dioxus::prelude::*;
use smartkhata_core::api::shop::GetShop;
use smartkhata_core::business::Shop;
use smartkhata_core::id::BusinessId;
use smartkhata_core::{Code, Error, Result};
use smartkhata_part::part;

use super::attention::AttentionScreen;
use super::backup::Backup;
use super::bill::PhoneBill;
use super::bills::Bills;
use super::counter::CounterScreen;
use super::day_book::DayBook;
use super::devices::Devices;
use super::expense_form::ExpenseForm;
use super::first_run::FirstRun;
use super::guided::Guided;
use super::home::Home;
use super::item_form::ItemForm;
use super::items::Items;
use super::join::Arriving;
use super::khata::KhataScreen;
use super::members::Members;
use super::more::More;
use super::one_bill::OneBill;
use super::one_payment::OnePayment;
use super::one_purchase::OnePurchase;
use super::one_return::OneReturn;
use super::outstanding::Outstanding;
use super::party_form::PartyForm;
use super::payment_form::PaymentForm;
use super::payments::Payments;
use super::profit_loss::ProfitLoss;
use super::purchase_form::PurchaseForm;
use super::purchases::Purchases;
use super::quick_line::QuickLine;
use super::restore::Restore;
use super::settings::Settings;
use super::shops::ShopsHere;
use super::shops::backend::Shops;
use super::sign_in::{SignIn, SignInAgain};
use super::trial_balance::TrialBalance;
use crate::api::place::FIRST;
use crate::browser::{self, Listener, history};
use crate::part::{self, BottomBar, Button, Empty, Icon, LinkButton, Look, Rail, Sheet, Toasts, Trouble};
use crate::route::{ROUTE, Route};
use crate::state::answer::use_answer;
use crate::state::keys::{name_of, use_keydown};
use crate::state::session::{self, ENDED, LOST, STAGE, Stage};
use crate::state::standing::{self, ARRIVING};
use crate::state::{self, SHOP, WIDE, bill, role, saving, use_signal};
use crate::words::{self, LANGUAGE};
use crate::{api, t, theme};

/// The root of the app.
#[part]
pub fn Shell() -> Element {
    use_hook(|| {
        // Read before the first route is: the address may carry the token.
        browser::door_token();
        theme::mark_page(*theme::THEME.peek());
        theme::mark_hand();
        words::mark_page(*LANGUAGE.peek());
    });
    use_page_listeners();
    let shop = use_answer(|| async {
        if api::is_cloud() {
            match session::arrive().await {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(error),
            }
        }
        read_shop().await.err()
    });
    let mut making = use_signal(bool::default);
    use_effect(|| {
        // What stood there while the module was loading.
        if let Some(shell) = browser::document().and_then(|document| document.get_element_by_id("first-paint")) {
            shell.remove();
        }
    });
    let failed = shop.read().clone().flatten();
    rsx! {
        // Shown by `start.js` when the module has met a fault.
        div { id: "fault", class: "fault", role: "alert", hidden: true, "data-testid": "fault",
            p { {t!("fault-say")} }
            // A link, for nothing of this module can be pressed then.
            a { class: "button main", href: "", "data-testid": "fault-again", {t!("fault-again")} }
        }
        if SHOP.read().is_some() {
            Frame {}
            if ENDED() {
                SignInAgain {}
            }
        } else if STAGE() == Stage::Out {
            SignIn {}
        } else if let Stage::Choosing(shops) = STAGE() {
            if shops.is_empty() || making() {
                FirstRun {}
            } else {
                Shops { shops, onnew: move |()| making.set(true) }
            }
        } else if ARRIVING() {
            Arriving {}
        } else if let Some(error) = failed {
            if error.code() == Code::NoShop {
                FirstRun {}
            } else {
                main { class: "screen", "data-testid": "shell",
                    h1 { {t!("app-name")} }
                    Trouble { error: error.clone(), onretry: move |()| shop.restart() }
                    if error.code() == Code::CorruptDatabase {
                        Restore {}
                    }
                }
            }
        }
        // The frame has its own place for them.
        if SHOP.read().is_none() {
            Toasts {}
        }
    }
}

/// Asks for the shop and opens it.
pub async fn read_shop() -> Result<()> {
    let mut answer = api::call(GetShop {}).await;
    let gone = |error: &Error| error.code() == Code::NotFound && error.field.as_deref() == Some("shop");
    if answer.as_ref().is_err_and(gone) {
        // The shop that was open last is no longer in this installation.
        api::place::choose(FIRST);
        answer = api::call(GetShop {}).await;
    }
    let shop = answer?;
    if words::chosen().is_none() {
        words::choose(shop.language);
    }
    open(shop);
    Ok(())
}

/// Somebody has signed in at the backend: the shop that was open, or the choice.
pub async fn arrive_signed_in() {
    let entered = async { if session::enter().await? { read_shop().await } else { Ok(()) } };
    if let Err(error) = entered.await {
        state::say_error(&error);
    }
}

/// Opens one of the account's shops at the backend.
pub async fn open_at_backend(business: BusinessId) -> Result<()> {
    session::open(business).await?;
    read_shop().await
}

/// Opens the books of a shop. One without a name has not arrived from the shop's other devices yet.
pub fn open(shop: Shop) {
    *STAGE.write() = Stage::In;
    *ARRIVING.write() = shop.name.is_empty();
    if !shop.name.is_empty() {
        *SHOP.write() = Some(shop);
        state::run(bill::load());
        state::run(saving::load_last());
        state::run(state::look_whether_read_only());
    }
}

/// Hears the address, the width and the undo key for as long as the app is open.
fn use_page_listeners() {
    use_hook(|| {
        let runtime = dioxus::core::Runtime::current();
        let scope = dioxus::core::current_scope_id();
        let within = move |act: &dyn Fn()| runtime.in_scope(scope, act);
        let hears_address = {
            let within = within.clone();
            Listener::on_window("hashchange", false, move |_| {
                within(&|| {
                    let route = Route::of_hash(&history::hash());
                    if *ROUTE.peek() != route {
                        *ROUTE.write() = route;
                    }
                });
            })
        };
        let hears_back = {
            let within = within.clone();
            Listener::on_window("popstate", false, move |_| within(&part::back::arrived))
        };
        // The page was loaded anew while a sheet stood.
        part::back::settle();
        let leaves = |event| {
            let within = within.clone();
            Listener::on_window(event, true, move |_| within(&bill::flush))
        };
        // A phone throws a page away without a word once another app is in front.
        let hears_leaving = [leaves("pagehide"), leaves("visibilitychange")];
        let returns = |event| {
            let within = within.clone();
            Listener::on_window(event, true, move |_| {
                if event == "online" || browser::is_seen() {
                    within(&|| state::run(standing::look_anew()));
                }
            })
        };
        let hears_return = [returns("online"), returns("visibilitychange")];
        let hears_width = Listener::on_width(move |wide| within(&|| *WIDE.write() = wide));
        std::rc::Rc::new((hears_address, hears_back, hears_leaving, hears_return, hears_width))
    });
}

#[part]
fn Frame() -> Element {
    let mut quick = use_signal(bool::default);
    use_keydown(false, move |event| pressed(event, quick));
    use_future(standing::watch);
    use_future(session::watch);
    // A screen that is left closes what was open over it.
    use_effect(move || {
        let _ = ROUTE();
        quick.set(false);
        browser::to_top("main-content");
    });
    rsx! {
        a {
            class: "skip",
            href: "#main-content",
            // The fragment of the address is the screen's.
            onclick: move |event| {
                event.prevent_default();
                browser::focus("main-content");
            },
            {t!("skip-to-content")}
        }
        div { class: "frame", "data-testid": "shell",
            if WIDE() {
                Rail {}
            }
            div { class: "frame-main", id: "main-content", tabindex: "-1",
                if LOST() {
                    div { class: "strip wait lost", role: "status", "data-testid": "lost",
                        Icon { name: "alert" }
                        span { class: "grow", {t!("web-lost")} }
                    }
                }
                if state::READ_ONLY() {
                    div { class: "strip wait", role: "status", "data-testid": "read-only",
                        Icon { name: "alert" }
                        span { class: "grow", {t!("read-only")} }
                        Button {
                            say: t!("do-retry"), testid: "read-only-retry",
                            onclick: move |()| state::run(state::look_whether_read_only()),
                        }
                    }
                }
                Screen {}
            }
            // The counter has its own place for them.
            if !is_counter() {
                Toasts {}
            }
            if !WIDE() {
                BottomBar { onquick: move |()| quick.set(true) }
            }
        }
        if quick() {
            Sheet { title: t!("quick-title"), testid: "quick-sheet", onclose: move |()| quick.set(false),
                QuickLine { ondone: move |()| quick.set(false) }
                LinkButton { say: t!("quick-bill"), testid: "quick-bill", to: Route::Bill, icon: "bill", look: Look::Main, class: "large" }
                LinkButton { say: t!("quick-party"), testid: "quick-party", to: Route::NewParty, icon: "person", class: "large" }
                LinkButton { say: t!("quick-item"), testid: "quick-item", to: Route::NewItem, icon: "items", class: "large" }
                LinkButton { say: t!("quick-guided"), testid: "quick-guided", to: Route::Guided, icon: "edit", class: "large" }
            }
        }
    }
}

/// Keys that go from everywhere: `/` opens the quick line (at the counter the one box reads it), Ctrl+Z takes back what was
/// done last (at the counter it is a key of its own), the arrows walk the list.
fn pressed(event: &web_sys::KeyboardEvent, mut quick: Signal<bool>) {
    let (key, typing) = (event.key(), browser::is_typing());
    let counter = is_counter();
    match key.as_str() {
        _ if name_of(event).as_deref() == Some("Ctrl+Z") && !event.shift_key() && !typing && !counter => {
            if let Some((id, act)) = state::newest_undo() {
                event.prevent_default();
                state::dismiss(id);
                act();
            }
        }
        "/" if !typing && *ROUTE.peek() != Route::Bill => {
            event.prevent_default();
            quick.set(true);
        }
        "ArrowDown" | "ArrowUp"
            if !event.default_prevented()
                && (!typing || browser::is_searching())
                && browser::walk_rows(key == "ArrowDown") =>
        {
            event.prevent_default();
        }
        _ => {}
    }
}

/// A screen that the reader's role has nothing on.
#[part]
fn NotForRole() -> Element {
    // What even the owner is not answered here is done on a device of the shop's own.
    let say = if role::name().as_deref() == Some("owner") { t!("web-elsewhere") } else { t!("role-not-allowed") };
    rsx! {
        main { class: "screen", "data-testid": "not-for-role",
            Empty { title: say,
                LinkButton { say: t!("nav-home"), testid: "not-for-role-home", to: Route::Home, icon: "home" }
            }
        }
    }
}

/// The screen of the route. One among a list of one: only there is another key another component, and what was begun
/// for one record does not go on with the next.
#[part]
fn Screen() -> Element {
    rsx! {
        for route in [ROUTE()] {
            Shown { key: "{route.key()}", route }
        }
    }
}

/// Whether the counter is on the screen.
fn is_counter() -> bool {
    ROUTE() == Route::Bill && WIDE() && role::opens(Route::Bill)
}

#[part]
fn Shown(route: Route) -> Element {
    if !role::opens(route) {
        return rsx! { NotForRole {} };
    }
    match route {
        Route::More => rsx! { More {} },
        Route::Bill if WIDE() => rsx! { CounterScreen {} },
        Route::Bill => rsx! { PhoneBill {} },
        Route::Guided => rsx! { Guided {} },
        Route::Bills => rsx! { Bills {} },
        Route::Settings => rsx! { Settings {} },
        Route::OneBill(id) => rsx! { OneBill { id } },
        // On a phone the khata is the home.
        Route::Home if !WIDE() => rsx! { KhataScreen { chosen: None } },
        Route::Khata | Route::KhataOf(_) | Route::Party(_) => {
            let chosen = if let Route::Party(id) = route { Some(id) } else { None };
            rsx! { KhataScreen { chosen } }
        }
        Route::NewParty => rsx! { PartyForm {} },
        Route::EditParty(id) => rsx! { PartyForm { id } },
        Route::Items => rsx! { Items {} },
        Route::NewItem => rsx! { ItemForm {} },
        Route::EditItem(id) => rsx! { ItemForm { id } },
        Route::Payments => rsx! { Payments {} },
        Route::NewPayment(party) => rsx! { PaymentForm { party } },
        Route::OnePayment(id) => rsx! { OnePayment { id } },
        Route::NewExpense => rsx! { ExpenseForm {} },
        Route::Purchases => rsx! { Purchases {} },
        Route::NewPurchase => rsx! { PurchaseForm {} },
        Route::OnePurchase(id) => rsx! { OnePurchase { id } },
        Route::OneReturn(id) => rsx! { OneReturn { id } },
        Route::Outstanding => rsx! { Outstanding {} },
        Route::DayBook => rsx! { DayBook {} },
        Route::ProfitLoss => rsx! { ProfitLoss {} },
        Route::TrialBalance => rsx! { TrialBalance {} },
        Route::Backup => rsx! { Backup {} },
        Route::Devices => rsx! { Devices {} },
        Route::Members => rsx! { Members {} },
        Route::Shops => rsx! { ShopsHere {} },
        Route::Attention => rsx! { AttentionScreen {} },
        _ => rsx! { Home {} },
    }
}
