//! The names of accounts on paper, as the shopkeeper says them.

use crate::business::Language;

/// Code, English, Hindi.
const WORDS: &[(&str, &str, &str)] = &[
    ("asset.cash", "Cash", "नकद"),
    ("asset.bank", "Bank", "बैंक"),
    ("asset.upi", "UPI", "UPI"),
    ("asset.card", "Card", "कार्ड"),
    ("asset.cheque", "Cheques in hand", "हाथ के चेक"),
    ("asset.input_tax", "GST paid on purchases", "ख़रीद पर दिया GST"),
    ("party.debtors", "Customers owe you", "ग्राहकों से लेने हैं"),
    ("party.creditors", "Suppliers and advances", "सप्लायर और एडवांस"),
    ("party.account", "Khata", "खाता"),
    ("liability.output_cgst", "CGST collected", "वसूला CGST"),
    ("liability.output_sgst", "SGST collected", "वसूला SGST"),
    ("liability.output_utgst", "UTGST collected", "वसूला UTGST"),
    ("liability.output_igst", "IGST collected", "वसूला IGST"),
    ("liability.output_cess", "Cess collected", "वसूला सेस"),
    ("equity.opening", "Opening balances", "शुरू का बाक़ी"),
    ("income.sales", "Sales on bills", "बिल से बिक्री"),
    ("income.sales_returns", "Sales returned", "बिक्री वापसी"),
    ("income.khata_sales", "Given on khata without a bill", "बिना बिल उधार दिया"),
    ("income.charges", "Packing, freight and charges", "पैकिंग, भाड़ा और ख़र्च"),
    ("income.round_off", "Round-off", "राउंड-ऑफ़"),
    ("income.discount_received", "Discount from suppliers", "सप्लायर से मिली छूट"),
    ("expense.opening_stock", "Opening stock", "शुरू का स्टॉक"),
    ("expense.purchases", "Goods bought", "ख़रीदा माल"),
    ("expense.discount_allowed", "Discount given when paid", "भुगतान पर दी छूट"),
    ("expense.rent", "Rent", "किराया"),
    ("expense.wages", "Wages", "तनख़्वाह"),
    ("expense.electricity", "Electricity", "बिजली"),
    ("expense.transport", "Freight and petrol", "भाड़ा और पेट्रोल"),
    ("expense.tea", "Tea and snacks", "चाय-नाश्ता"),
    ("expense.repairs", "Repairs", "मरम्मत"),
    ("expense.phone", "Phone and internet", "फ़ोन और इंटरनेट"),
    ("expense.cash_short", "Cash short or over", "गल्ले में कम या ज़्यादा"),
    ("expense.general", "Other running costs", "दूसरे ख़र्च"),
];

/// The name of an account; one that this version does not know shows its code.
pub fn account(code: &str, language: Language) -> String {
    let words = WORDS.iter().find(|(known, ..)| *known == code).map(|(_, english, hindi)| match language {
        Language::Hindi => *hindi,
        Language::English | Language::Hinglish => *english,
    });
    words.unwrap_or(code).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Account;

    #[test]
    fn every_account_has_its_words() {
        for known in Account::KNOWN {
            assert_ne!(account(known.code(), Language::English), known.code());
        }
    }
}
