//! Every table of the books, its columns, key and indexes.

use super::{Column, Kind, Role, Table};

const fn col(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, default: None }
}

const fn with(name: &'static str, kind: Kind, default: &'static str) -> Column {
    Column { name, kind, default: Some(default) }
}

const BUSINESS: Column = col("business_id", Kind::Bytes);

/// Every table.
pub const TABLES: &[Table] = &[
    Table {
        name: "change",
        role: Role::Journal,
        columns: &[
            BUSINESS,
            col("op_id", Kind::Bytes),
            col("dev", Kind::Bytes),
            col("dseq", Kind::Int),
            col("prev", Kind::Bytes),
            col("hash", Kind::Bytes),
            col("ms", Kind::Int),
            col("kind", Kind::Text),
            col("v", Kind::Int),
            col("rec_id", Kind::Bytes),
            col("body", Kind::Bytes),
            // Its place in the shop's log, the digest of the log up to there, and the stamp granted there; absent
            // until the change was seen on the log.
            col("seq", Kind::OptInt),
            col("granted", Kind::OptInt),
            with("chain", Kind::OptBytes, "null"),
            // How it counts: `journal::change::Standing`.
            with("standing", Kind::Int, "0"),
        ],
        key: "business_id, dev, dseq",
        indexes: &[
            ("change_op", "unique (business_id, op_id) where standing < 2"),
            ("change_rec", "(business_id, rec_id, kind)"),
            ("change_seq", "unique (business_id, seq) where seq is not null"),
            ("change_odd", "(business_id, standing, op_id) where standing > 0"),
        ],
    },
    // The head of a shop's log where devices meet: the last place, the newest stamp granted, the log's digest.
    Table {
        name: "head",
        role: Role::Host,
        columns: &[BUSINESS, col("seq", Kind::Int), col("cap", Kind::Int), col("chain", Kind::Bytes)],
        key: "business_id",
        indexes: &[],
    },
    // How far each device has read the log, and when it was last there.
    Table {
        name: "reader",
        role: Role::Host,
        columns: &[BUSINESS, col("dev", Kind::Bytes), col("seq", Kind::Int), col("ms", Kind::Int)],
        key: "business_id, dev",
        indexes: &[],
    },
    // Record ids that two devices derive alike: the first change that claims one is projected.
    Table {
        name: "claim",
        role: Role::Projection,
        columns: &[BUSINESS, col("rec_id", Kind::Bytes)],
        key: "business_id, rec_id",
        indexes: &[],
    },
    Table {
        name: "local",
        role: Role::Local,
        columns: &[BUSINESS, col("key", Kind::Text), col("value", Kind::Text)],
        key: "business_id, key",
        indexes: &[],
    },
    Table {
        name: "draft",
        role: Role::Local,
        columns: &[BUSINESS, col("id", Kind::Bytes), col("ms", Kind::Int), col("body", Kind::Text)],
        key: "business_id, id",
        indexes: &[],
    },
    // Bytes of attachments that lie on this device, and when the host acknowledged them; 0 before it has.
    Table {
        name: "held",
        role: Role::Local,
        columns: &[BUSINESS, col("sha256", Kind::Bytes), col("size", Kind::Int), col("sent_ms", Kind::Int)],
        key: "business_id, sha256",
        indexes: &[("held_waiting", "(business_id, sha256) where sent_ms = 0")],
    },
    // The winning value of each field of each master, as JSON.
    Table {
        name: "field",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("rec_id", Kind::Bytes),
            col("name", Kind::Text),
            col("ms", Kind::Int),
            col("op_id", Kind::Bytes),
            col("value", Kind::Text),
        ],
        key: "business_id, rec_id, name",
        indexes: &[],
    },
    Table {
        name: "party",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("id", Kind::Bytes),
            with("name", Kind::Text, "''"),
            with("phone", Kind::Text, "''"),
            with("role", Kind::Text, "'customer'"),
            with("registration", Kind::Text, "'unregistered'"),
            with("gstin", Kind::Text, "''"),
            with("state", Kind::Text, "''"),
            with("address", Kind::Text, "''"),
            with("pin", Kind::Text, "''"),
            with("email", Kind::Text, "''"),
            with("credit_limit", Kind::Int, "0"),
            with("note", Kind::Text, "''"),
            with("archived", Kind::Int, "0"),
            // Sum of the party's postings, the newest entry's stamp and day: kept by vouchers.
            with("balance", Kind::Int, "0"),
            with("last_ms", Kind::Int, "0"),
            with("last_date", Kind::OptInt, "null"),
            // Within how many days the party pays, if that was agreed.
            with("credit_days", Kind::OptInt, "null"),
        ],
        key: "business_id, id",
        indexes: &[
            ("party_recent", "(business_id, archived, last_ms, id)"),
            ("party_balance", "(business_id, balance, id)"),
            ("party_phone", "(business_id, phone)"),
        ],
    },
    Table {
        name: "item",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("id", Kind::Bytes),
            with("name", Kind::Text, "''"),
            with("code", Kind::Text, "''"),
            with("hsn", Kind::Text, "''"),
            with("unit", Kind::Text, "''"),
            with("price", Kind::Int, "0"),
            with("price_includes_tax", Kind::Int, "0"),
            with("mrp", Kind::Int, "0"),
            with("treatment", Kind::Text, "'taxable'"),
            with("rates", Kind::Text, "'[]'"),
            with("track_stock", Kind::Int, "0"),
            with("low_stock", Kind::Int, "0"),
            with("archived", Kind::Int, "0"),
            // Sum of the item's movements: kept by vouchers.
            with("stock", Kind::Int, "0"),
        ],
        key: "business_id, id",
        indexes: &[
            ("item_name", "(business_id, archived, name, id)"),
            ("item_code", "(business_id, code)"),
            ("item_oversold", "(business_id, id) where track_stock = 1 and stock < 0"),
        ],
    },
    Table {
        name: "voucher",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("id", Kind::Bytes),
            col("op_id", Kind::Bytes),
            col("ms", Kind::Int),
            col("kind", Kind::Text),
            col("date", Kind::Int),
            col("fy", Kind::Int),
            col("series", Kind::Text),
            col("serial", Kind::Int),
            col("number", Kind::Text),
            col("party_id", Kind::OptBytes),
            col("party_name", Kind::Text),
            col("note", Kind::Text),
            // The one way that its money came or went; empty where there was none or several.
            col("mode", Kind::Text),
            col("amount", Kind::Int),
            // What pays it (a bill), or what of it is set against bills (a payment; more than it comes to where two devices
            // set the same money).
            col("paid", Kind::Int),
            col("cancelled", Kind::Int),
            // Until when a bill is to be paid, if that was agreed.
            with("due", Kind::OptInt, "null"),
        ],
        key: "business_id, id",
        indexes: &[
            ("voucher_kind", "(business_id, kind, date, id)"),
            ("voucher_date", "(business_id, date, id)"),
            ("voucher_number", "(business_id, series, fy, serial)"),
            ("voucher_serial", "(business_id, serial)"),
            ("voucher_party", "(business_id, party_id, kind, date, id) where party_id is not null"),
            ("voucher_unpaid", "(business_id, date, id) where kind = 'sale' and cancelled = 0 and amount > paid"),
            ("voucher_cancelled", "(business_id, date, id) where kind = 'sale' and cancelled = 1"),
            ("voucher_over", "(business_id, id) where paid > amount"),
            (
                "voucher_open",
                "(business_id, party_id, date, id) where cancelled = 0 and amount > paid and party_id is not null",
            ),
        ],
    },
    Table {
        name: "posting",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("voucher_id", Kind::Bytes),
            col("reversal", Kind::Int),
            col("n", Kind::Int),
            col("account", Kind::Text),
            col("party_id", Kind::OptBytes),
            col("date", Kind::Int),
            col("month", Kind::Int),
            col("amount", Kind::Int),
        ],
        key: "business_id, voucher_id, reversal, n",
        indexes: &[(
            "posting_party",
            "(business_id, party_id, date, voucher_id, reversal, amount) where party_id is not null",
        )],
    },
    Table {
        name: "movement",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("voucher_id", Kind::Bytes),
            col("reversal", Kind::Int),
            col("n", Kind::Int),
            col("item_id", Kind::Bytes),
            col("date", Kind::Int),
            col("fy", Kind::Int),
            col("quantity", Kind::Int),
            col("value", Kind::Int),
        ],
        key: "business_id, voucher_id, reversal, n",
        indexes: &[],
    },
    // Numbers that two vouchers have: both stand, and the shop is told.
    Table {
        name: "same_number",
        role: Role::Projection,
        columns: &[BUSINESS, col("series", Kind::Text), col("fy", Kind::Int), col("serial", Kind::Int)],
        key: "business_id, series, fy, serial",
        indexes: &[],
    },
    // Vouchers dated after the day on which the shop's log took them in: the clock of their device was ahead.
    Table {
        name: "ahead",
        role: Role::Projection,
        columns: &[BUSINESS, col("voucher_id", Kind::Bytes)],
        key: "business_id, voucher_id",
        indexes: &[],
    },
    // Who cancelled and why: of several, the earliest stamp.
    Table {
        name: "cancellation",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("voucher_id", Kind::Bytes),
            col("ms", Kind::Int),
            col("op_id", Kind::Bytes),
            col("reason", Kind::Text),
        ],
        key: "business_id, voucher_id",
        indexes: &[],
    },
    // Of one that takes another back whole, `op_id` is the record that both devices derive, not the change's own id.
    Table {
        name: "allocation",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("op_id", Kind::Bytes),
            col("n", Kind::Int),
            col("payment_id", Kind::Bytes),
            col("bill_id", Kind::Bytes),
            col("amount", Kind::Int),
            // The stamp of the act; 0 for what a payment was made with, and for what takes an act back.
            col("ms", Kind::Int),
        ],
        key: "business_id, op_id, n",
        indexes: &[("allocation_bill", "(business_id, bill_id)"), ("allocation_payment", "(business_id, payment_id)")],
    },
    Table {
        name: "account_month",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("account", Kind::Text),
            col("month", Kind::Int),
            col("debit", Kind::Int),
            col("credit", Kind::Int),
        ],
        key: "business_id, account, month",
        indexes: &[],
    },
    Table {
        name: "party_month",
        role: Role::Projection,
        columns: &[BUSINESS, col("party_id", Kind::Bytes), col("month", Kind::Int), col("amount", Kind::Int)],
        key: "business_id, party_id, month",
        indexes: &[],
    },
    Table {
        name: "stock_year",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("item_id", Kind::Bytes),
            col("fy", Kind::Int),
            col("quantity_in", Kind::Int),
            col("value_in", Kind::Int),
            col("quantity_out", Kind::Int),
            // At the end of the year, the years before counted in.
            col("quantity_left", Kind::Int),
            col("value_left", Kind::Int),
        ],
        key: "business_id, item_id, fy",
        indexes: &[],
    },
    // By how much all stock rose or fell in value over a year.
    Table {
        name: "stock_worth",
        role: Role::Projection,
        columns: &[BUSINESS, col("fy", Kind::Int), col("gained", Kind::Int)],
        key: "business_id, fy",
        indexes: &[],
    },
    // Photos and PDFs that are kept with a record; whether one is hidden is a field.
    Table {
        name: "attachment",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("id", Kind::Bytes),
            col("op_id", Kind::Bytes),
            col("ms", Kind::Int),
            col("owner", Kind::Text),
            col("owner_id", Kind::Bytes),
            col("sha256", Kind::Bytes),
            col("size", Kind::Int),
            col("mime", Kind::Text),
            col("name", Kind::Text),
        ],
        key: "business_id, id",
        indexes: &[
            ("attachment_owner", "(business_id, owner_id, ms, id)"),
            ("attachment_bytes", "(business_id, sha256, id)"),
        ],
    },
    // Search terms of parties and items; `field` is where a term comes from.
    Table {
        name: "term",
        role: Role::Projection,
        columns: &[
            BUSINESS,
            col("kind", Kind::Text),
            col("term", Kind::Text),
            col("rec_id", Kind::Bytes),
            col("field", Kind::Text),
        ],
        key: "business_id, kind, term, rec_id, field",
        indexes: &[("term_rec", "(business_id, rec_id, field)")],
    },
];
