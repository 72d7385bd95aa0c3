//! The chart of accounts. An account is a code like `income.sales`; the part before the dot is its class, so
//! that an older app sums the accounts of a newer one rightly.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What an account is in the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// What the shop has: cash, bank.
    Asset,
    /// Customers and suppliers: an asset where they owe, a liability where the shop owes.
    Party,
    /// What the shop owes: tax collected.
    Liability,
    /// Balances from before the books began.
    Equity,
    /// What sales bring.
    Income,
    /// What running the shop costs, goods bought included.
    Expense,
}

/// The code of an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String))]
#[serde(transparent)]
pub struct Account(Cow<'static, str>);

macro_rules! accounts {
    ($($(#[$doc:meta])+ $name:ident = $code:literal,)+) => {
        impl Account {
            $($(#[$doc])+ pub const $name: Account = Account(Cow::Borrowed($code));)+
            /// Every account this version posts to.
            pub const KNOWN: &'static [Account] = &[$(Account::$name,)+];
        }
    };
}

accounts! {
    /// Money in the drawer.
    CASH = "asset.cash",
    /// Money in the bank, transfers included.
    BANK = "asset.bank",
    /// Received or paid by UPI.
    UPI = "asset.upi",
    /// Received by card, until the bank settles.
    CARD = "asset.card",
    /// Cheques in hand.
    CHEQUE = "asset.cheque",
    /// Credit for tax paid on purchases.
    INPUT_TAX = "asset.input_tax",
    /// The running account of a customer or supplier; the posting names which.
    PARTY = "party.account",
    /// CGST collected.
    OUTPUT_CGST = "liability.output_cgst",
    /// SGST collected.
    OUTPUT_SGST = "liability.output_sgst",
    /// UTGST collected.
    OUTPUT_UTGST = "liability.output_utgst",
    /// IGST collected.
    OUTPUT_IGST = "liability.output_igst",
    /// Compensation cess collected.
    OUTPUT_CESS = "liability.output_cess",
    /// Balances from before the books began.
    OPENING = "equity.opening",
    /// Sales on bills, without tax.
    SALES = "income.sales",
    /// Sales that came back, without tax: stands against sales.
    SALES_RETURNS = "income.sales_returns",
    /// Goods given on khata without a bill.
    KHATA_SALES = "income.khata_sales",
    /// Packing, freight and other charges on bills.
    CHARGES = "income.charges",
    /// Paise lost or won by rounding bills to the rupee.
    ROUND_OFF = "income.round_off",
    /// What suppliers let the shop off when it paid.
    DISCOUNT_RECEIVED = "income.discount_received",
    /// What stock from before the books began had cost: stands against [`Self::OPENING`], and is neither bought nor a cost of
    /// any month.
    OPENING_STOCK = "expense.opening_stock",
    /// Goods bought for sale.
    PURCHASES = "expense.purchases",
    /// What customers were let off when they paid; no part of the value of supply, and so of no tax.
    DISCOUNT_ALLOWED = "expense.discount_allowed",
    /// Rent of the shop.
    RENT = "expense.rent",
    /// Wages and salaries.
    WAGES = "expense.wages",
    /// Electricity.
    ELECTRICITY = "expense.electricity",
    /// Freight, cartage, petrol.
    TRANSPORT = "expense.transport",
    /// Tea, snacks, small things for the shop.
    TEA = "expense.tea",
    /// Repairs and upkeep.
    REPAIRS = "expense.repairs",
    /// Phone and internet.
    PHONE = "expense.phone",
    /// What counts of the drawer found missing; below zero where more lay there than the books say.
    CASH_SHORT = "expense.cash_short",
    /// Running costs of any other kind.
    EXPENSES = "expense.general",
}

impl Account {
    /// An account by its stored code.
    pub fn from_code(code: String) -> Self {
        Self::KNOWN.iter().find(|known| known.0 == code).cloned().unwrap_or(Self(Cow::Owned(code)))
    }

    /// The code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The class; a code without a known prefix counts as an asset, so that it is seen in the trial balance.
    pub fn class(&self) -> Class {
        match self.0.split_once('.').map(|(class, _)| class) {
            Some("party") => Class::Party,
            Some("liability") => Class::Liability,
            Some("equity") => Class::Equity,
            Some("income") => Class::Income,
            Some("expense") => Class::Expense,
            _ => Class::Asset,
        }
    }
}

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
