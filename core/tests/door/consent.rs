//! Who agreed to be written to, in which words, and on which day.

use crate::shop::*;
use serde_json::json;
use smartkhata_core::Code;
use smartkhata_core::api::party::*;
use smartkhata_core::party::Consent;

#[test]
fn what_a_customer_agreed_to_is_kept_with_its_day_until_it_is_taken_back() {
    let shop = Shop::new();
    let id = shop.party("Ramesh", "9876543210");
    let save = |edit: serde_json::Value| {
        let view: PartyView =
            serde_json::from_str(&shop.books.call("party.save", &json!({ "id": id, "edit": edit }).to_string())?)
                .unwrap();
        assert_eq!(shop.books.ask(GetParty { id }).unwrap().party, view.party, "the answer and the khata");
        Ok::<_, smartkhata_core::Error>(view.party.consent)
    };
    let said = |text: &str, date: &str| Consent { text: text.into(), date: date.parse().unwrap() };
    assert_eq!(save(json!({ "note": "pays on Mondays" })), Ok(None), "nobody was asked");
    let words = "खाते के बारे में मैसेज के लिए राज़ी";
    let agreed = json!({ "consent": { "text": words, "date": "2026-11-20" } });
    assert_eq!(save(agreed), Ok(Some(said(words, "2026-11-20"))));
    assert_eq!(save(json!({ "phone": "9876543211" })), Ok(Some(said(words, "2026-11-20"))), "what is absent stays");
    for (wrong, code) in [
        (json!({ "text": " ", "date": "2026-11-20" }), Code::Required),
        (json!({ "text": "Yes", "date": "2026-11-25" }), Code::FutureDate),
        (json!({ "text": "x".repeat(301), "date": "2026-11-20" }), Code::TooLong),
    ] {
        let refused = save(json!({ "consent": wrong })).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (code, Some("consent")));
    }
    // The tables follow from the journal, this too.
    shop.verified();
    assert_eq!(save(json!({ "consent": null })), Ok(None));
    shop.verified();
}
