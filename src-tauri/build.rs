//! Prepares the shell: a page where none was built yet, and the commands that a window may be
//! granted. It must never grant one; that is done by the files in `capabilities/`.

use std::{error::Error, fs, path::Path};

/// Shown by a build from a clean clone, before `make ui` has made the real page.
const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<title>Touchstone</title><p>The page is not built yet. Run <code>make ui</code>.</p></html>\n";

fn main() -> Result<(), Box<dyn Error>> {
    ensure_page(Path::new("ui/dist"))?;
    // Naming permissions makes every command of ours deny-by-default, and a plugin's stays so.
    let manifest =
        tauri_build::AppManifest::new().permissions_path_pattern("src-tauri/permissions/*.toml");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .app_manifest(manifest)
            .capabilities_path_pattern("src-tauri/capabilities/*.json"),
    )?;
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    Ok(())
}

/// Embedding the assets fails where their folder does not exist, so that without this a Rust
/// developer could build nothing before npm has run.
fn ensure_page(folder: &Path) -> std::io::Result<()> {
    let page = folder.join("index.html");
    if page.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    fs::write(page, PLACEHOLDER)
}
