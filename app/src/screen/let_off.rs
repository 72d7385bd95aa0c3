//! What is left of a khata when it is settled for less: the choice to let it off, and a payment that does.
//!
//! Test ids: `let-off`.

use dioxus::prelude::*;
use smartkhata_core::Result;
use smartkhata_core::api::payment::{PaymentView, SavePayment, SettlePayment};
use smartkhata_core::money::Paise;
use smartkhata_core::payment::Direction;
use smartkhata_part::part;

use crate::part::rupees_short;
use crate::{api, t};

/// What a payment leaves open of a balance; nothing where it pays all of it, or is none yet.
pub fn rest(balance: Paise, direction: Direction, paid: Paise) -> Option<Paise> {
    let owed = if direction == Direction::In { balance } else { balance.neg() };
    let rest = owed.sub(paid, "due").ok()?;
    (paid > Paise::ZERO && rest > Paise::ZERO).then_some(rest)
}

/// What is let off: the rest, where the choice was made for that very sum. Another rest is not chosen.
pub fn agreed(rest: Option<Paise>, chosen: Option<Paise>) -> Option<Paise> {
    rest.filter(|rest| chosen == Some(*rest))
}

/// The choice, which is told as the sum that was chosen; nothing where nothing is left.
#[part]
pub fn LetOffRest(rest: Option<Paise>, chosen: Option<Paise>, onchange: EventHandler<Option<Paise>>) -> Element {
    let Some(rest) = rest else { return rsx! {} };
    rsx! {
        label { class: "check",
            input {
                r#type: "checkbox",
                "data-testid": "let-off",
                checked: agreed(Some(rest), chosen).is_some(),
                onchange: move |event| onchange.call(event.checked().then_some(rest)),
            }
            span { class: "grow", {t!("let-off-rest", rest = rupees_short(rest))} }
        }
    }
}

/// Records a payment, and lets off so much beside it.
pub async fn settle(payment: SavePayment, let_off: Option<Paise>) -> Result<PaymentView> {
    match let_off {
        Some(discount) => api::call(SettlePayment { payment, discount }).await,
        None => api::call(payment).await,
    }
}

/// What was let off, behind what else is said of a payment.
pub fn say_let_off(let_off: Option<Paise>) -> String {
    let_off.map_or_else(String::new, |rest| format!(" · {} {}", t!("party-entry-discount"), rupees_short(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_holds_for_the_sum_that_it_was_made_for() {
        let (forty, more) = (Some(Paise::rupees(40)), Some(Paise::rupees(1_120)));
        assert_eq!(agreed(forty, forty), forty);
        for (rest, chosen) in [(more, forty), (forty, None), (None, forty)] {
            assert_eq!(agreed(rest, chosen), None, "{rest:?} {chosen:?}");
        }
    }

    #[test]
    fn the_rest_is_what_is_owed_and_not_paid() {
        let rupees = Paise::rupees;
        assert_eq!(rest(rupees(1_240), Direction::In, rupees(1_200)), Some(rupees(40)));
        assert_eq!(rest(rupees(-1_240), Direction::Out, rupees(1_200)), Some(rupees(40)));
        for (balance, direction, paid) in [
            (1_240, Direction::In, 1_240),
            (1_240, Direction::In, 1_300),
            (1_240, Direction::In, 0),
            (-1_240, Direction::In, 1_200),
            (1_240, Direction::Out, 1_200),
        ] {
            assert_eq!(rest(rupees(balance), direction, rupees(paid)), None, "{balance} {direction:?} {paid}");
        }
    }
}
