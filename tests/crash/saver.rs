//! A shop that sells as fast as it can, until it is killed. Each acknowledged save is one line on stdout, written
//! after the books said that it is on disk: what it is, then its id and number.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use smartkhata_core::Result;
use smartkhata_core::api::bill::{CancelVoucher, SaveDraft};
use smartkhata_core::api::party::{AddKhata, KhataSide, SaveParty};
use smartkhata_core::api::shop::{CreateShop, GetStatus};
use smartkhata_core::business::Language;
use smartkhata_core::money::Paise;
use smartkhata_core::party::PartyEdit;
use smartkhata_tests::books;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return ExitCode::from(2);
    };
    match sell_for_ever(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The parent reads this line and fails with it.
            said(&format!("failed {error}"));
            ExitCode::FAILURE
        }
    }
}

fn sell_for_ever(folder: &std::path::Path) -> Result<()> {
    let shop = books::open(folder)?;
    if shop.ask(GetStatus {})?.business.is_none() {
        shop.ask(CreateShop { name: "Sharma Kirana".to_owned(), language: Language::English })?;
    }
    let edit = PartyEdit { name: Some("Ramesh".to_owned()), ..PartyEdit::default() };
    let party = shop.ask(SaveParty { id: None, edit, opening: Paise::ZERO })?.party.id;
    said(&format!("party {party}"));
    for n in 1.. {
        let draft = books::draft(n, (n % 3 == 0).then_some(party));
        shop.ask(SaveDraft { draft: draft.clone() })?;
        let bill = shop.ask(smartkhata_core::api::bill::FinalizeBill { draft })?.voucher;
        if !said(&format!("bill {} {}", bill.id, bill.number)) {
            break;
        }
        if n % 5 == 0 {
            shop.ask(CancelVoucher { id: bill.id, reason: "wrong".to_owned() })?;
            said(&format!("cancelled {}", bill.id));
        }
        if n % 4 == 0 {
            let (side, amount) = (KhataSide::Gave, Paise::rupees(n));
            let entry =
                AddKhata { id: None, party, side, amount, mode: None, opening: false, date: None, note: String::new() };
            said(&format!("khata {}", shop.ask(entry)?.voucher));
        }
    }
    Ok(())
}

/// Whether anybody still listens.
fn said(line: &str) -> bool {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush()).is_ok()
}
