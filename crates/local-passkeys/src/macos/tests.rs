//! Texts in the shapes that are known, none of which was taken on a real machine.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;

const HANDLERS: &str = "{\n    LSHandlers =     (\n                {\n            LSHandlerPreferredVersions = \
    \"-\";\n            LSHandlerRoleAll = \"com.google.chrome\";\n            LSHandlerURLScheme = https;\n\
            }\n    );\n}\n";

const SSO: &str = "{\n  \"loginType\" : \"POLoginTypeUserSecureEnclaveKey (2)\",\n  \
    \"registrationCompleted\" : true,\n}\n";

#[test]
fn the_browser_of_https_links_is_known_by_its_bundle() {
    assert_eq!(default_browser(HANDLERS), Some(Browser::Chrome));
    let of = |id: &str| default_browser(&HANDLERS.replace("com.google.chrome", id));
    assert_eq!(of("com.apple.Safari"), Some(Browser::Safari));
    assert_eq!(of("com.example.browser"), Some(Browser::Other));
    let nobody_chose = HANDLERS.replace("https", "mailto");
    assert_eq!(default_browser(&nobody_chose), Some(Browser::Safari));
    assert_eq!(default_browser("does not exist"), None);
}

#[test]
fn only_a_key_in_the_secure_enclave_is_a_passkey() {
    assert_eq!(platform_sso(SSO), Found::Found);
    let password = SSO.replace("UserSecureEnclaveKey", "Password");
    assert_eq!(platform_sso(&password), Found::Unknown);
    assert_eq!(platform_sso(&SSO.replace("true", "false")), Found::NotFound);
    assert_eq!(platform_sso(""), Found::Unknown);
}

proptest! {
    #[test]
    fn a_cut_text_says_the_same_or_nothing(cut in 0_usize..SSO.len(), noise in any::<String>()) {
        let half: String = SSO.chars().take(cut).collect();
        prop_assert_ne!(platform_sso(&half), Found::NotFound);
        let _ = platform_sso(&noise);
        let _ = default_browser(&noise);
    }
}

/// Without its end a list may go on with the very line.
#[test]
fn a_list_that_is_cut_off_names_no_browser() {
    for end in 0..HANDLERS.trim_end().len() {
        assert_eq!(default_browser(&HANDLERS[..end]), None, "{end}");
    }
}
