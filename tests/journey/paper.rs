//! Reports on paper, from their screens: what the screen shows is what the PDF says.

use smartkhata_tests::browser::{Browser, Size};

use super::shop::{NAME, Shop, words_of};

#[tokio::test]
async fn every_report_has_its_pdf() {
    let (shop, _, party) = Shop::busy();
    for size in [Size::Wide, Size::Phone] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        let party = format!("#/khata/{party}");
        for (hash, screen, button, words) in [
            ("#/day-book", "day-book-row", "report-pdf", ["Day book", "14,205.00"]),
            ("#/profit-loss", "pl-profit", "report-pdf", ["Profit and loss", "Net profit"]),
            ("#/trial-balance", "trial-says", "report-pdf", ["Trial balance", "UPI"]),
            ("#/outstanding", "outstanding-row", "report-pdf", ["Ramesh Kumar", "7,640.00"]),
            ("#/items", "item-row", "report-pdf", ["Stock", "Mustard oil"]),
            (&party, "statement-row", "party-pdf", ["Ramesh Kumar", "7,640.00"]),
        ] {
            page.go(hash).await;
            page.see(screen).await;
            page.tap(button).await;
            let file = browser.saved("pdf").await;
            let pdf = words_of(&file);
            std::fs::remove_file(file).unwrap();
            for word in words.iter().chain(&[NAME]) {
                assert!(pdf.contains(word), "{hash}: {word:?} is not in the PDF:\n{pdf}");
            }
        }
        browser.close().await;
    }
    shop.close();
}
