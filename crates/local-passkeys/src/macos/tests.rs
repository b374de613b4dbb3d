//! Texts in the shapes that are known, none of which was taken on a real machine.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;
use crate::damage::damages;

/// Mail is chosen for mail, Chrome for links.
fn handlers() -> String {
    let one = |role: &str, of: &str| {
        format!(
            "                {{\n            LSHandlerPreferredVersions =             {{\n\
            \x20               LSHandlerRoleAll = \"-\";\n            }};\n\
            \x20           LSHandlerRoleAll = \"{role}\";\n            {of};\n        }}"
        )
    };
    let all = [
        one("com.apple.mail", "LSHandlerURLScheme = mailto"),
        one("com.google.chrome", "LSHandlerContentType = \"public.html\""),
        one("com.google.chrome", "LSHandlerURLScheme = http"),
        one("com.google.chrome", "LSHandlerURLScheme = https"),
    ];
    format!("{{\n    LSHandlers =     (\n{}\n    );\n}}\n", all.join(",\n"))
}

fn default_browser(handlers: &str) -> Option<Browser> {
    let known = ["com.apple.mail", "com.example.browser"];
    super::default_browser(handlers, |id| known.contains(&id))
}

const SSO: &str = "{\n  \"loginType\" : \"POLoginTypeUserSecureEnclaveKey (2)\",\n  \
    \"registrationCompleted\" : true,\n}\n";

#[test]
fn the_browser_of_https_links_is_known_by_its_bundle() {
    assert_eq!(default_browser(&handlers()), Some(Browser::Chrome));
    let of = |id: &str| default_browser(&handlers().replace("com.google.chrome", id));
    assert_eq!(of("com.apple.Safari"), Some(Browser::Safari));
    assert_eq!(of("com.example.browser"), Some(Browser::Other));
    assert_eq!(of("com.example.browse"), None, "macOS knows of no such application");
    let nobody_chose = handlers().replace("= http", "= ftp");
    assert_eq!(default_browser(&nobody_chose), Some(Browser::Safari));
    assert_eq!(default_browser("{\n    LSHandlers =     (\n    );\n}\n"), Some(Browser::Safari));
    for odd in ["does not exist", "", "{\n}\n", "(\n)\n"] {
        assert_eq!(default_browser(odd), None, "{odd}");
    }
}

#[test]
fn who_opens_one_kind_of_links_only_is_not_taken_for_who_opens_both() {
    let chrome = "com.google.chrome\";\n            LSHandlerURLScheme = http;";
    let other = handlers().replace(chrome, &chrome.replace("com.google.chrome", "com.apple.mail"));
    assert_eq!(default_browser(&other), None);
    assert_eq!(default_browser(&handlers().replace("= https", "= ftp")), None);
    assert_eq!(default_browser(&handlers().replace("= http;", "= ftp;")), Some(Browser::Chrome));
    let of_nothing = handlers().replace("            LSHandlerURLScheme = mailto;\n", "");
    assert_eq!(default_browser(&of_nothing), None, "it may be of links");
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

/// Whatever happens to a text, its answer is the true one or none.
#[test]
fn no_damage_makes_another_answer() {
    let nobody_chose = handlers().replace("= http", "= ftp");
    for (text, truth) in [(handlers(), Browser::Chrome), (nobody_chose, Browser::Safari)] {
        for one in damages(&text) {
            let read = default_browser(&one.text);
            assert!(read.is_none_or(|read| read == truth), "{}: {read:?}\n{}", one.how, one.text);
        }
    }
    for one in damages(SSO) {
        assert_ne!(platform_sso(&one.text), Found::NotFound, "{}", one.how);
    }
    for one in damages(&SSO.replace("true", "false")) {
        assert_ne!(platform_sso(&one.text), Found::Found, "{}", one.how);
    }
}
