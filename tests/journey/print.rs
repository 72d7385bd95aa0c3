//! A screen that is printed by the browser itself: its figures are on the paper, what is pressed is not, and paper is
//! white whatever the screen is.

use std::path::Path;
use std::process::Command;

use smartkhata_tests::browser::{Browser, Size};
use smartkhata_tests::program;

use super::shop::{Shop, words_of};

/// How light a printed page is on the whole, out of 255.
fn lightness(pdf: &Path) -> u32 {
    let drawn = Command::new(program::installed("pdftoppm", "poppler-utils"))
        .args(["-gray", "-r", "20", "-f", "1", "-l", "1"])
        .arg(pdf)
        .output()
        .unwrap();
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
    // A head of three lines, then a byte a point.
    let head: usize = drawn.stdout.split(|byte| *byte == b'\n').take(3).map(|line| line.len() + 1).sum();
    let points = &drawn.stdout[head..];
    points.iter().map(|point| u32::from(*point)).sum::<u32>() / u32::try_from(points.len()).unwrap()
}

#[tokio::test]
async fn a_printed_screen_is_its_figures_on_white_paper() {
    let (shop, _, party) = Shop::busy();
    let folder = tempfile::tempdir().unwrap();
    let party = format!("#/khata/{party}");
    for size in [Size::Wide, Size::Phone] {
        let browser = Browser::chromium(size).await;
        let page = &browser.page;
        page.open(&shop.address).await;
        page.see("shell").await;
        page.go("#/settings").await;
        page.tap("setting-theme-dark").await;
        page.root_is("data-theme", "dark").await;
        for (hash, screen, on_paper, pressed) in [
            (
                "#/day-book",
                "day-book-row",
                ["Day book", "14,205", "Ramesh Kumar"].as_slice(),
                ["Count the drawer", "PDF"],
            ),
            (&party, "statement-row", &["Ramesh Kumar", "7,640", "12,400", "5,000"], ["Remind", "You'll give"]),
            (
                "#/profit-loss",
                "pl-profit",
                &["Profit and loss", "This year", "Net profit", "14,205"],
                ["PDF", "Last month"],
            ),
            ("#/trial-balance", "trial-says", &["Trial balance", "UPI", "5,000"], ["PDF", "Share"]),
            ("#/outstanding", "outstanding-row", &["Ramesh Kumar", "7,640"], ["PDF", "Remind"]),
        ] {
            page.go(hash).await;
            page.see(screen).await;
            page.settled().await;
            let pdf = folder.path().join("printed.pdf");
            std::fs::write(&pdf, page.print().await).unwrap();
            let words = words_of(&pdf);
            for word in on_paper {
                assert!(words.contains(word), "{hash} on {size:?}: {word:?} is not printed:\n{words}");
            }
            // The bars to go round by, and what is pressed, are for the screen.
            let rail = ["Items", "Settings", "More", "Skip to"];
            for word in pressed.iter().chain(&rail) {
                assert!(!words.contains(word), "{hash} on {size:?}: {word:?} is printed:\n{words}");
            }
            let light = lightness(&pdf);
            assert!(light > 225, "{hash} on {size:?}: as dark as {light} of 255");
        }
        browser.close().await;
    }
    shop.close();
}
