//! A day at the counter: the morning's deliveries, each sale, and the khata between them.

use chrono::{Datelike, Weekday};

use super::people::Customer;
use super::{Demo, Door, Step, basket, shelf};
use crate::api::bill::{CancelVoucher, FinalizeBill, SaveDraft};
use crate::api::party::{AddKhata, KhataSide};
use crate::api::payment::{SavePayment, Settle};
use crate::clock::Clock;
use crate::date::Date;
use crate::document::{Draft, DraftLine};
use crate::error::Result;
use crate::id::{DraftId, VoucherId, new_uuid};
use crate::money::{Paise, Rate};
use crate::payment::{Direction, Mode, Tender};
use crate::tax::compute::{Discount, TaxMode, compute};

/// Why bills are taken back.
const REASONS: [&str; 4] = ["Wrong item", "Customer returned the goods", "Billed twice", "Wrong rate"];
/// What is given without a bill.
const NOTES: [&str; 5] = ["दूध और ब्रेड", "Sabzi", "Chai nashta", "Mobile recharge", ""];

/// Out of a thousand sales.
mod often {
    /// To someone with a khata.
    pub const KNOWN: u64 = 380;
    /// Of those: all on khata.
    pub const UDHAR: u64 = 480;
    /// Of those: part paid.
    pub const PART: u64 = 120;
    /// Two percent off, for asking.
    pub const DISCOUNT: u64 = 20;
    /// Taken back.
    pub const CANCELLED: u64 = 6;
    /// Then somebody takes something without a bill.
    pub const GAVE: u64 = 15;
    /// Then something is found spoiled.
    pub const WASTE: u64 = 2;
    /// Then somebody pays the khata: in the first week of the month, and later.
    pub const PAYS: (u64, u64) = (150, 80);
}

impl Demo {
    /// Deliveries and suppliers' money, before the first customers.
    pub(super) fn morning(&mut self, door: &mut impl Door, day: Date) -> Result<Step> {
        self.clock.set(self.calendar.morning_ms(day));
        match day.naive().weekday() {
            Weekday::Mon | Weekday::Wed | Weekday::Sat => self.deliveries(door)?,
            Weekday::Fri => self.pay_suppliers(door)?,
            _ => {}
        }
        Ok(Step::Bills(day, self.calendar.minutes(day, &self.dice)))
    }

    fn deliveries(&mut self, door: &mut impl Door) -> Result<()> {
        let suppliers = self.suppliers.len();
        for (n, good) in self.goods.iter_mut().enumerate() {
            if shelf::is_short(good) {
                // Each supplier brings his own goods; vegetables and the like are paid in cash at the mandi.
                let in_cash = good.loose && !good.item.treatment.is_taxed();
                let supplier = n.checked_rem(suppliers).and_then(|by| self.suppliers.get_mut(by));
                shelf::restock(door, good, supplier, &mut self.till, in_cash)?;
            }
        }
        Ok(())
    }

    fn pay_suppliers(&mut self, door: &mut impl Door) -> Result<()> {
        for supplier in self.suppliers.iter_mut().filter(|supplier| supplier.owed > Paise::ZERO) {
            let wanted = supplier.owed.mul_div(self.dice.between(70, 100), 100, "payment")?.round_to_rupee()?;
            let (mode, amount) = self.till.pay(wanted.min(supplier.owed))?;
            if amount.is_zero() {
                continue;
            }
            let reference = match mode {
                Mode::Upi => format!("{:012}", self.dice.below(1_000_000_000_000)),
                _ => String::new(),
            };
            door.ask(SavePayment {
                id: None,
                direction: Direction::Out,
                party: supplier.id,
                tenders: vec![Tender { mode, amount, reference }],
                date: None,
                settle: Settle::Advance,
                note: String::new(),
            })?;
            supplier.owed = supplier.owed.sub(amount, "owed")?;
        }
        Ok(())
    }

    /// One customer, and what happens at the counter until the next.
    pub(super) fn sale(&mut self, door: &mut impl Door, day: Date) -> Result<()> {
        let known = self.dice.chance(often::KNOWN).then(|| self.dice.regular(self.customers.len()));
        let customer = known.and_then(|n| self.customers.get(n));
        let basket = self.basket(day, customer);
        let mut draft = self.draft(customer, basket.iter().map(|(_, line)| line.clone()).collect());
        if self.dice.chance(often::DISCOUNT) {
            draft.discount = Discount::Percent(Rate::percent(2));
        }
        // The counter shows this total before it saves: the same computation.
        let total = compute(&draft.input(TaxMode::Intra, true))?.total;
        let tenders = self.tenders(customer, total)?;
        draft.tenders = tenders.clone();
        let view = door.ask(FinalizeBill { draft })?;
        self.till.take(&tenders, view.change)?;
        self.told.bills = self.told.bills.saturating_add(1);
        for (place, line) in &basket {
            if let Some(good) = self.goods.get_mut(*place).filter(|_| line.item.is_some()) {
                good.stock = good.stock.add(line.quantity.neg(), "stock")?;
            }
        }
        if let Some(customer) = known.and_then(|n| self.customers.get_mut(n)) {
            customer.balance = view.balance;
        }
        if self.dice.chance(often::CANCELLED) {
            self.take_back(door, view.voucher.id, view.voucher.amount, known, &basket)?;
            if known.is_none() {
                self.till.give_back(&tenders, view.change)?;
            }
        }
        self.between_sales(door, day)
    }

    fn basket(&self, day: Date, customer: Option<&Customer>) -> Vec<(usize, DraftLine)> {
        let business = customer.is_some_and(|customer| customer.business);
        let mut basket = basket::fill(&self.dice, &self.picker, &self.goods, day, business);
        if basket.is_empty() {
            // The shelf had nothing of what was asked: something without a price tag.
            basket.push((0, open_item(&self.dice)));
        }
        basket
    }

    fn draft(&self, customer: Option<&Customer>, lines: Vec<DraftLine>) -> Draft {
        let id = DraftId::new(new_uuid(self.clock.now_ms(), &self.ids));
        Draft { party: customer.map(|customer| customer.id), lines, ..Draft::new(id) }
    }

    /// What a customer hands over: a known one may owe, up to what is usual for them.
    fn tenders(&self, customer: Option<&Customer>, total: Paise) -> Result<Vec<Tender>> {
        let trusted = customer
            .filter(|customer| customer.balance < Paise::rupees(if customer.business { 30_000 } else { 3_000 }));
        if trusted.is_some() && self.dice.chance(often::UDHAR) {
            return Ok(Vec::new());
        }
        if trusted.is_some() && self.dice.chance(often::PART) {
            let part = total.mul_div(self.dice.between(3, 7), 10, "part")?.round_to_rupee()?;
            return basket::money(&self.dice, part);
        }
        basket::money(&self.dice, total)
    }

    fn take_back(
        &mut self,
        door: &mut impl Door,
        id: VoucherId,
        total: Paise,
        known: Option<usize>,
        basket: &[(usize, DraftLine)],
    ) -> Result<()> {
        let reason = self.dice.pick(&REASONS).copied().unwrap_or_default().to_owned();
        door.ask(CancelVoucher { id, reason })?;
        for (place, line) in basket {
            if let Some(good) = self.goods.get_mut(*place).filter(|_| line.item.is_some()) {
                good.stock = good.stock.add(line.quantity, "stock")?;
            }
        }
        // What was paid for it is the customer's advance now.
        if let Some(customer) = known.and_then(|n| self.customers.get_mut(n)) {
            customer.balance = customer.balance.sub(total, "balance")?;
        }
        Ok(())
    }

    fn between_sales(&mut self, door: &mut impl Door, day: Date) -> Result<()> {
        let pays = if day.naive().day() <= 7 { often::PAYS.0 } else { often::PAYS.1 };
        if self.dice.chance(pays) {
            self.khata_paid(door)?;
        }
        if self.dice.chance(often::GAVE) {
            let (n, amount) = (self.dice.regular(self.customers.len()), self.dice.between(2, 30));
            if let Some(customer) = self.customers.get_mut(n) {
                let entry = AddKhata {
                    id: None,
                    party: customer.id,
                    side: KhataSide::Gave,
                    amount: Paise::new(amount.saturating_mul(1_000), "amount")?,
                    mode: None,
                    opening: false,
                    date: None,
                    note: self.dice.pick(&NOTES).copied().unwrap_or_default().to_owned(),
                };
                customer.balance = door.ask(entry)?.balance;
            }
        }
        if self.dice.chance(often::WASTE) {
            let place = self.dice.index(self.goods.len());
            if let Some(good) = self.goods.get_mut(place).filter(|good| good.stock.get() > 2_000) {
                shelf::waste(door, good)?;
            }
        }
        Ok(())
    }

    /// Of a few who come by, the one who owes most pays most of it.
    fn khata_paid(&mut self, door: &mut impl Door) -> Result<()> {
        let met: Vec<usize> = (0..4).map(|_| self.dice.regular(self.customers.len())).collect();
        let owes = |n: &usize| self.customers.get(*n).map_or(Paise::ZERO, |customer| customer.balance);
        let Some(n) = met.into_iter().max_by_key(owes) else { return Ok(()) };
        let Some(customer) = self.customers.get_mut(n).filter(|customer| customer.balance >= Paise::rupees(50)) else {
            return Ok(());
        };
        let percent = if self.dice.chance(500) { 100 } else { self.dice.between(40, 90) };
        // Whole tens of rupees, as people pay.
        let amount = customer.balance.mul_div(percent, 100_000, "payment")?.get().max(1).saturating_mul(1_000);
        let amount = Paise::new(amount, "payment")?;
        customer.balance = if self.dice.chance(600) {
            let mode = if self.dice.chance(550) { Mode::Upi } else { Mode::Cash };
            self.till.take(&[Tender { mode, amount, reference: String::new() }], Paise::ZERO)?;
            let party = customer.id;
            let entry = AddKhata {
                id: None,
                party,
                side: KhataSide::Got,
                amount,
                mode: Some(mode),
                opening: false,
                date: None,
                note: String::new(),
            };
            door.ask(entry)?.balance
        } else {
            // Half in notes, half by UPI.
            let cash = amount.mul_div(1, 2, "cash")?.round_to_rupee()?;
            let tender = |mode, amount| Tender { mode, amount, reference: String::new() };
            let tenders = vec![tender(Mode::Cash, cash), tender(Mode::Upi, amount.sub(cash, "upi")?)];
            self.till.take(&tenders, Paise::ZERO)?;
            door.ask(SavePayment {
                id: None,
                direction: Direction::In,
                party: customer.id,
                tenders,
                date: None,
                settle: Settle::OldestFirst,
                note: String::new(),
            })?
            .balance
        };
        Ok(())
    }

    /// The counter is left with a bill half typed.
    pub(super) fn leave_a_draft(&self, door: &mut impl Door) -> Result<()> {
        let basket = self.basket(self.calendar.last(), None);
        let draft = self.draft(self.customers.first(), basket.into_iter().map(|(_, line)| line).collect());
        door.ask(SaveDraft { draft })?;
        Ok(())
    }
}

/// Something sold without being in the list of items.
fn open_item(dice: &super::dice::Dice) -> DraftLine {
    DraftLine {
        item: None,
        name: "Misc".into(),
        hsn: String::new(),
        unit: String::new(),
        quantity: crate::quantity::Milli::units(1),
        price: crate::money::UnitPrice::new(dice.between(5, 50).saturating_mul(10_000)).unwrap_or_default(),
        price_includes_tax: true,
        discount: Discount::None,
        rate: crate::money::Rate::ZERO,
        cess: Default::default(),
        retail_price: None,
        rate_of_item: false,
        treatment: crate::tax::rate::Treatment::Exempt,
    }
}
