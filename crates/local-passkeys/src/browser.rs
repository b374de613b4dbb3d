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

/// Whether a browser has WebAuthn, by a desktop file's name without `.desktop` (Linux). Those of the matrix have
/// it, Chromium was seen to; those that draw no pages of today have none.
pub(crate) fn webauthn_of_desktop_id(id: &str) -> Option<bool> {
    match id {
        "chromium" | "chromium-browser" | "org.chromium.Chromium" => Some(true),
        "dillo" | "elinks" | "links2" | "lynx" | "w3m" => Some(false),
        _ => webauthn(of_desktop_id(id)),
    }
}

/// The same by a ProgID (Windows): Internet Explorer never had it.
pub(crate) fn webauthn_of_prog_id(id: &str) -> Option<bool> {
    match id {
        "IE.HTTP" | "IE.HTTPS" => Some(false),
        _ => webauthn(of_prog_id(id)),
    }
}

/// The same of the matrix' browsers; of another one nothing is known.
pub(crate) fn webauthn(browser: Browser) -> Option<bool> {
    match browser {
        Browser::Chrome | Browser::Edge | Browser::Firefox | Browser::Safari => Some(true),
        Browser::Other => None,
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
