//! Which browser of the matrix a name stands for. One that only resembles a browser of the matrix must be
//! another one: what its passkeys can do is not documented.

use entra_policy::campaign::Browser;

/// By a desktop file's name without `.desktop` (Linux).
pub(crate) fn of_desktop_id(id: &str) -> Browser {
    match id {
        "google-chrome" | "google-chrome-stable" | "com.google.Chrome" => Browser::Chrome,
        "microsoft-edge" | "microsoft-edge-stable" | "com.microsoft.Edge" => Browser::Edge,
        "firefox" | "firefox-esr" | "firefox_firefox" | "org.mozilla.firefox" => Browser::Firefox,
        _ => Browser::Other,
    }
}

/// By the ProgID of `https` links (Windows).
pub(crate) fn of_prog_id(id: &str) -> Browser {
    match id {
        "ChromeHTML" => Browser::Chrome,
        "MSEdgeHTM" => Browser::Edge,
        _ if id == "FirefoxURL" || id.starts_with("FirefoxURL-") => Browser::Firefox,
        _ => Browser::Other,
    }
}

/// By a bundle identifier (macOS, which writes them in either case).
pub(crate) fn of_bundle(id: &str) -> Browser {
    match id.to_ascii_lowercase().as_str() {
        "com.google.chrome" => Browser::Chrome,
        "com.microsoft.edgemac" => Browser::Edge,
        "org.mozilla.firefox" => Browser::Firefox,
        "com.apple.safari" => Browser::Safari,
        _ => Browser::Other,
    }
}
