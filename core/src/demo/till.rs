//! What lies in the drawer and came by UPI: the made-up shop pays from nothing else.

use crate::error::Result;
use crate::money::Paise;
use crate::payment::{Mode, Tender};

/// Money that the shop can pay with. Cards are left out: their money comes to the bank days later.
#[derive(Debug, Clone, Copy, Default)]
pub struct Till {
    cash: Paise,
    upi: Paise,
}

impl Till {
    /// Money came in; `change` went back out of the drawer.
    pub fn take(&mut self, tenders: &[Tender], change: Paise) -> Result<()> {
        for tender in tenders {
            self.add(tender.mode, tender.amount)?;
        }
        self.add(Mode::Cash, change.neg())
    }

    /// Money went back out.
    pub fn give_back(&mut self, tenders: &[Tender], change: Paise) -> Result<()> {
        for tender in tenders {
            self.add(tender.mode, tender.amount.neg())?;
        }
        self.add(Mode::Cash, change)
    }

    /// Pays from the drawer, if there is enough.
    pub fn pay_cash(&mut self, amount: Paise) -> Result<bool> {
        let enough = amount <= self.cash;
        if enough {
            self.cash = self.cash.sub(amount, "cash")?;
        }
        Ok(enough)
    }

    /// Pays as much of an amount as there is, from where more lies: what was paid, and how.
    pub fn pay(&mut self, amount: Paise) -> Result<(Mode, Paise)> {
        let (mode, there) = if self.cash > self.upi { (Mode::Cash, self.cash) } else { (Mode::Upi, self.upi) };
        // Whole hundreds, and never the last rupee: the drawer needs change.
        let hundreds = (there.get().saturating_mul(9) / 100_000).max(0);
        let paid = amount.min(Paise::new(hundreds.saturating_mul(10_000), "payment")?);
        self.add(mode, paid.neg())?;
        Ok((mode, paid))
    }

    fn add(&mut self, mode: Mode, amount: Paise) -> Result<()> {
        match mode {
            Mode::Cash => self.cash = self.cash.add(amount, "cash")?,
            Mode::Upi => self.upi = self.upi.add(amount, "upi")?,
            Mode::Card | Mode::Bank | Mode::Cheque => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_paid_that_did_not_come_in() {
        let tender = |mode, rupees| Tender { mode, amount: Paise::rupees(rupees), reference: String::new() };
        let mut till = Till::default();
        assert_eq!(till.pay(Paise::rupees(100)).unwrap().1, Paise::ZERO);
        till.take(&[tender(Mode::Cash, 2_000), tender(Mode::Upi, 500), tender(Mode::Card, 9_000)], Paise::rupees(800))
            .unwrap();
        assert!(!till.pay_cash(Paise::rupees(1_201)).unwrap());
        assert!(till.pay_cash(Paise::rupees(100)).unwrap());
        assert_eq!(till.pay(Paise::rupees(5_000)).unwrap(), (Mode::Cash, Paise::rupees(900)));
        assert_eq!(till.pay(Paise::rupees(300)).unwrap(), (Mode::Upi, Paise::rupees(300)));
    }
}
