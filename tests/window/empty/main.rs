//! A window with nothing in it, by the same Tauri with the same features: what ours is held against
//! (scripts/test/first-paint.sh). It must never have a part of the product.

fn main() -> Result<(), tauri::Error> {
    let context = tauri::generate_context!("tests/window/empty/tauri.conf.json");
    tauri::Builder::default().run(context)
}
