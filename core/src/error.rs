//! The one error of the core: a stable code, the field it is about, a sentence a shopkeeper understands.
//!
//! Screens translate by [`Code`]; the English sentence is what scripts and logs show.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The result of everything in the core that can be refused.
pub type Result<T> = std::result::Result<T, Error>;

macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident = $text:literal,)+) => {
        /// Why something was refused. The text form (`invalid_amount`) never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])+ $name,)+ }

        impl Code {
            /// Every code, for tests that want words for each.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The stable text of the code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }
        }
    };
}

codes! {
    /// A figure left the range that books can hold.
    Overflow = "overflow",
    /// What was typed is no amount of money.
    InvalidAmount = "invalid_amount",
    /// An amount or a quantity that may be nothing, but not less.
    BelowZero = "below_zero",
    /// A price that includes tax is less than the cess inside it.
    CessOverPrice = "cess_over_price",
    /// A price that includes tax is less than the tax, which is worked out on the printed retail price.
    TaxOverPrice = "tax_over_price",
    /// The tax is worked out on the printed retail price, and there is none.
    RetailPriceMissing = "retail_price_missing",
    /// What was typed is no quantity.
    InvalidQuantity = "invalid_quantity",
    /// No such day, or outside the years that books can hold (2000 to 2099).
    InvalidDate = "invalid_date",
    /// A date that is still to come.
    FutureDate = "future_date",
    /// Payment is due before the bill's own date.
    DueBeforeBill = "due_before_bill",
    /// An item has another tax rate on the bill's date than its line says.
    RatesChanged = "rates_changed",
    /// Goods come back before the day on which they were sold.
    ReturnBeforeSale = "return_before_sale",
    /// The first of some days is after the last.
    DaysOutOfOrder = "days_out_of_order",
    /// More days, or more entries in them, than are listed or printed at once.
    TooManyDays = "too_many_days",
    /// The GSTIN is mistyped: shape, State or check character.
    InvalidGstin = "invalid_gstin",
    /// The PAN is mistyped.
    InvalidPan = "invalid_pan",
    /// The HSN or SAC is not 4, 6 or 8 digits.
    InvalidHsn = "invalid_hsn",
    /// The phone number is not an Indian mobile or landline number.
    InvalidPhone = "invalid_phone",
    /// The UPI id is not of the form name@bank.
    InvalidUpi = "invalid_upi",
    /// No such State code.
    InvalidState = "invalid_state",
    /// A State that is not the one in the GSTIN.
    StateNotOfGstin = "state_not_of_gstin",
    /// A composition shop may not sell to another State (section 10 of the Act).
    CompositionOtherState = "composition_other_state",
    /// The tax rate is out of range.
    InvalidRate = "invalid_rate",
    /// The PIN code is mistyped.
    InvalidPin = "invalid_pin",
    /// The IFSC of a bank is mistyped.
    InvalidIfsc = "invalid_ifsc",
    /// The e-mail address is mistyped.
    InvalidEmail = "invalid_email",
    /// A password that is too short or too long.
    InvalidPassword = "invalid_password",
    /// No one-time code can be sent to such a number or address here.
    NotReached = "not_reached",
    /// A backend's address that does not begin with https://.
    InvalidAddress = "invalid_address",
    /// Must be given.
    Required = "required",
    /// Longer than the books keep.
    TooLong = "too_long",
    /// The value does not suit the field.
    InvalidValue = "invalid_value",
    /// The same line, bill or day is named more than once.
    NamedTwice = "named_twice",
    /// More of a kind than are kept together: parts of a payment, rates of an item, photos of a record.
    TooMany = "too_many",
    /// A number that has to be more than zero.
    NotPositive = "not_positive",
    /// A discount larger than what it is taken from.
    DiscountTooLarge = "discount_too_large",
    /// A bill without lines.
    EmptyBill = "empty_bill",
    /// More lines than one bill may hold.
    TooManyLines = "too_many_lines",
    /// A credit note without goods.
    NothingReturned = "nothing_returned",
    /// The tenders do not pay the bill and there is no customer to owe the rest.
    CustomerNeeded = "customer_needed",
    /// More than the bill was paid by other ways than cash, and there is no customer to hold it as an advance.
    Overpaid = "overpaid",
    /// Goods that came in are not paid for and there is no supplier to owe the rest to.
    SupplierNeeded = "supplier_needed",
    /// Less is given back than the goods come to, and there is no customer whose khata holds the rest.
    RefundShort = "refund_short",
    /// More is given back than the goods come to.
    RefundTooLarge = "refund_too_large",
    /// More is given back than was paid for the bill.
    RefundOverPaid = "refund_over_paid",
    /// More was paid for goods than they cost.
    PaidOverCost = "paid_over_cost",
    /// The goods of a purchase cost more than its bill.
    GoodsOverAmount = "goods_over_amount",
    /// GST of a purchase that the shop does not get back, or that is more than the bill.
    InvalidInputTax = "invalid_input_tax",
    /// Goods that went out have no cost.
    CostOfGoodsOut = "cost_of_goods_out",
    /// A service has no stock.
    ServiceInStock = "service_in_stock",
    /// A balance from before the books began is recorded for a new party, and moves no money.
    InvalidOpening = "invalid_opening",
    /// Opening stock is recorded with a new item; later it is goods that came in.
    OpeningOfKnownItem = "opening_of_known_item",
    /// Opening stock has no supplier.
    OpeningFromSupplier = "opening_from_supplier",
    /// The document number is longer than 16 characters or has other characters than Rule 46(b) allows.
    InvalidNumber = "invalid_number",
    /// A number series is 1 to 3 letters or digits and does not begin with 0.
    InvalidSeries = "invalid_series",
    /// Numbers of the series would read like those of another device of the shop, or like older ones of this device.
    SeriesTaken = "series_taken",
    /// Money set against a bill is more than the bill still owes.
    OverAllocated = "over_allocated",
    /// Money set against bills is more than the payment still holds.
    PaymentUsedUp = "payment_used_up",
    /// What is to be taken back was taken back before.
    TakenBack = "taken_back",
    /// More comes back than was sold on the bill and is not back yet.
    OverReturned = "over_returned",
    /// The charges of a bill were given back before.
    ChargesReturned = "charges_returned",
    /// Already cancelled.
    AlreadyCancelled = "already_cancelled",
    /// A bill of which goods came back: its credit note is cancelled first.
    HasCreditNote = "has_credit_note",
    /// Money of a walk-in's bill or return, which goes only with that.
    WalkInMoney = "walk_in_money",
    /// What was not taken back cannot be put back.
    StillStands = "still_stands",
    /// A bill or credit note that was cancelled is not put back, but written anew.
    WriteAnew = "write_anew",
    /// The draft became a bill before it was changed: what was changed is not on that bill.
    AlreadySaved = "already_saved",
    /// Sold in another unit than the one that its stock is counted in.
    UnitMismatch = "unit_mismatch",
    /// Out of the lists: to be shown again before it is used.
    Archived = "archived",
    /// A khata that is not settled cannot go out of the lists.
    Unsettled = "unsettled",
    /// A shop keeps at least one owner.
    LastOwner = "last_owner",
    /// Nothing with that id.
    NotFound = "not_found",
    /// Something with that id is there and says something else.
    Conflict = "conflict",
    /// The shop has no name yet: finish the first run.
    NoShop = "no_shop",
    /// The shop is already set up.
    ShopExists = "shop_exists",
    /// Postings that do not sum to zero.
    Unbalanced = "unbalanced",
    /// No request of that name.
    UnknownRequest = "unknown_request",
    /// The request is no JSON of the right shape.
    InvalidRequest = "invalid_request",
    /// The request is larger than the door takes.
    TooLarge = "too_large",
    /// Another process has this data folder open for writing.
    FolderInUse = "folder_in_use",
    /// This folder was opened to read only.
    ReadOnly = "read_only",
    /// The database was written by a newer SmartKhata.
    NewerDatabase = "newer_database",
    /// An entry of a newer SmartKhata whose details this version cannot read.
    NewerEntry = "newer_entry",
    /// The database file is damaged; it is left as it is.
    CorruptDatabase = "corrupt_database",
    /// The hash chain of the journal does not verify.
    BrokenChain = "broken_chain",
    /// The disk is full; nothing was written.
    DiskFull = "disk_full",
    /// Reading or writing the books failed.
    Storage = "storage",
    /// A file that is not the books could not be written.
    FileNotSaved = "file_not_saved",
    /// This device has no program that opens a file or a link.
    NoViewer = "no_viewer",
    /// There is no file at the place that was named.
    NoSuchFile = "no_such_file",
    /// The backup file is not one of SmartKhata's.
    InvalidBackup = "invalid_backup",
    /// The picture cannot be used as a logo.
    InvalidImage = "invalid_image",
    /// A file of a kind that cannot be attached, or that is not what it says.
    InvalidFile = "invalid_file",
    /// Bytes that are not those of the digest they go by.
    WrongBytes = "wrong_bytes",
    /// The bytes of an attachment are on another device and have not come here yet.
    NotArrived = "not_arrived",
    /// The shop's room for attachments is used up.
    QuotaFull = "quota_full",
    /// This version of the app is too old to sync; selling goes on.
    UpdateNeeded = "update_needed",
    /// The shop has shut this device out.
    DeviceRemoved = "device_removed",
    /// The shop is served by another backend now; `field` says at which address.
    Moved = "moved",
    /// The caller has not shown the door's token.
    Unauthorized = "unauthorized",
    /// The caller comes from a place the door does not serve.
    Forbidden = "forbidden",
    /// The one-time code is wrong, or its time is over.
    InvalidCode = "invalid_code",
    /// Asked too often; later it is answered.
    TooManyRequests = "too_many_requests",
    /// Somebody else is writing; in a moment it can be tried again.
    Busy = "busy",
    /// The server cannot reach its books; later it can be tried again.
    Unavailable = "unavailable",
    /// The request took too long to arrive.
    TimedOut = "timed_out",
    /// A fault of SmartKhata itself.
    Internal = "internal",
}

/// By hand: what is derived is several times the size, and every phone fetches it.
impl Serialize for Code {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let known = Self::ALL.iter().find(|code| code.as_str() == text);
        known.copied().ok_or_else(|| de::Error::custom("no code of a refusal"))
    }
}

/// A refusal or a fault. Carries no personal data beyond what the caller sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Error {
    /// The stable code.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub code: Code,
    /// The field of the request it is about, in the request's own names (`lines.2.quantity`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// A plain English sentence.
    pub message: String,
}

impl Error {
    /// A refusal that is about no single field.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, field: None, message: message.into() }
    }

    /// A refusal about one field.
    pub fn field(code: Code, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, field: Some(field.into()), message: message.into() }
    }

    /// A figure that left its range; names the figure.
    pub fn overflow(figure: &str) -> Self {
        Self::field(Code::Overflow, figure, format!("The {} is too large to keep.", figure.replace('_', " ")))
    }

    /// Nothing of that kind with that id.
    pub fn not_found(what: &str) -> Self {
        Self::field(Code::NotFound, what, format!("This {what} is not in the books."))
    }

    /// The error that a text says as [`Display`](std::fmt::Display) writes it; none for any other text. Who reads JSON for
    /// us carries errors as texts alone.
    pub fn said(text: &str) -> Option<Self> {
        let (head, message) = text.split_once(": ")?;
        let (code, field) = match head.split_once(" (") {
            Some((code, field)) => (code, Some(field.strip_suffix(')')?)),
            None => (head, None),
        };
        let code = Code::ALL.iter().find(|known| known.as_str() == code)?;
        Some(Self { code: *code, field: field.map(str::to_owned), message: message.to_owned() })
    }

    /// The stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Whether a bill is saved once a customer is named: somebody owes what is not paid, or holds what is too much.
    pub const fn wants_customer(&self) -> bool {
        matches!(self.code, Code::CustomerNeeded | Code::Overpaid)
    }

    /// The same error, said of a field inside `outer`: `quantity` within `lines.2` is `lines.2.quantity`.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.field = Some(match self.field.take() {
            Some(inner) => format!("{outer}.{inner}"),
            None => outer.to_owned(),
        });
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{} ({field}): {}", self.code.as_str(), self.message),
            None => write!(f, "{}: {}", self.code.as_str(), self.message),
        }
    }
}

impl std::error::Error for Error {}

/// Turns "no value" into the error that fits.
pub trait OrError<T> {
    /// `None` is an overflow of the named figure.
    fn or_overflow(self, figure: &str) -> Result<T>;
    /// `None` is a missing thing.
    fn or_not_found(self, what: &str) -> Result<T>;
}

impl<T> OrError<T> for Option<T> {
    fn or_overflow(self, figure: &str) -> Result<T> {
        self.ok_or_else(|| Error::overflow(figure))
    }
    fn or_not_found(self, what: &str) -> Result<T> {
        self.ok_or_else(|| Error::not_found(what))
    }
}
