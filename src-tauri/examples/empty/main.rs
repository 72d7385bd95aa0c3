//! The empty window that the shop's start and memory are measured against (`cargo xtask bench`): Tauri as the product
//! has it, with the page of `app/examples/empty.rs` and nothing behind it.

fn main() {
    if let Err(error) = tauri::Builder::default().run(tauri::generate_context!("examples/empty/tauri.conf.json")) {
        eprintln!("The empty window could not be opened: {error}");
        std::process::exit(1);
    }
}
