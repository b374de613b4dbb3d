//! Texts in the shape that Microsoft's pages show, and what is left of them when they are cut.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;
use crate::damage::damages;

const USER_CHOICE: &str = "\r\nHKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\Shell\\Associations\\\
    UrlAssociations\\https\\UserChoice\r\n    ProgId    REG_SZ    MSEdgeHTM\r\n\r\n";

const STATUS: &str = "+----------------------------------------------------------------------+\r\n\
    | Device State                                                         |\r\n\
    \r\n             AzureAdJoined : YES\r\n              DomainJoined : NO\r\n\
    \r\n                  DeviceId : 96fa76d0-0000-4000-8000-000000000001\r\n\
    \r\n                    NgcSet : YES\r\n";

/// A ProgID that Windows knows, of a browser that the matrix does not have.
fn default_browser(reg_query: &str) -> Option<Browser> {
    super::default_browser(reg_query, |id| id == "ChromeBHTML")
}

#[test]
fn the_browser_of_https_links_is_known_by_its_prog_id() {
    assert_eq!(default_browser(USER_CHOICE), Some(Browser::Edge));
    let of = |id: &str| default_browser(&USER_CHOICE.replace("MSEdgeHTM", id));
    assert_eq!(of("ChromeHTML"), Some(Browser::Chrome));
    assert_eq!(of("FirefoxURL-308046B0AF4A39CB"), Some(Browser::Firefox));
    assert_eq!(of("ChromeBHTML"), Some(Browser::Other), "a beta is none of the matrix's");
    assert_eq!(of(""), None);
    assert_eq!(of("ChromeHTMLx"), None, "Windows knows of no such thing");
    assert_eq!(default_browser("ERROR: The system was unable to find it."), None);
}

#[test]
fn internet_explorer_has_no_webauthn_and_another_browser_is_not_known() {
    let of = |id: &str| has_webauthn(&USER_CHOICE.replace("MSEdgeHTM", id));
    assert_eq!(has_webauthn(USER_CHOICE), Some(true));
    assert_eq!((of("IE.HTTPS"), of("IE.HTTP")), (Some(false), Some(false)));
    assert_eq!((of("ChromeBHTML"), of("")), (None, None));
}

#[test]
fn the_state_of_the_device_is_read_field_by_field() {
    let state = device_state(STATUS);
    assert_eq!((state.entra_joined, state.domain_joined), (Some(true), Some(false)));
    assert_eq!(state.device_id.as_deref(), Some("96fa76d0-0000-4000-8000-000000000001"));
    assert_eq!(hello_for_business(&state), Found::Found);
    let without = device_state(&STATUS.replace("NgcSet : YES", "NgcSet : NO"));
    assert_eq!(hello_for_business(&without), Found::NotFound);
    assert_eq!(hello_for_business(&device_state("")), Found::Unknown);
    // Two answers are none.
    let twice = format!("{STATUS}                    NgcSet : NO\r\n");
    assert_eq!(hello_for_business(&device_state(&twice)), Found::Unknown);
}

/// `reg query ... /v Enabled`, of a policy that is set.
fn policy(value: &str) -> String {
    format!(
        "\r\nHKEY_CURRENT_USER\\...\\PassportForWork\r\n    Enabled    REG_DWORD    {value}\r\n\r\n"
    )
}

#[test]
fn what_windows_hello_needs_is_read_where_it_is_said() {
    let version =
        "HKEY_LOCAL_MACHINE\\...\\CurrentVersion\r\n    CurrentBuild    REG_SZ    22631\r\n";
    let status = STATUS.replace("NgcSet", "TpmProtected : YES\r\n NgcSet");
    let (on, off) = (policy("0x1"), policy("0x0"));
    let of = |status: &str, policies| windows_hello(version, &device_state(status), policies);
    let read = of(&status, [Some(&on), Some(&off)]);
    assert_eq!((read.build, read.tpm, read.key), (Some(22_631), Some(true), Some(true)));
    assert_eq!(read.policies, Some(vec![true, false]));
    // A key outside a TPM proves no lack of one, and a policy that is not set says nothing.
    let read = of(&status.replace("TpmProtected : YES", "TpmProtected : NO"), [None, None]);
    assert_eq!((read.tpm, read.policies), (None, Some(vec![])));
    let odd = policy("0x7");
    assert_eq!(of("", [Some(&odd), None]).policies, Some(vec![]));
}

proptest! {
    /// A text that was cut or mixed never turns an answer into the opposite one.
    #[test]
    fn a_cut_text_says_the_same_or_nothing(cut in 0_usize..STATUS.len(), noise in "[ -~\\r\\n]{0,40}") {
        let half: String = STATUS.chars().take(cut).collect();
        prop_assert_ne!(hello_for_business(&device_state(&half)), Found::NotFound);
        let state = device_state(&format!("{noise}\r\n{half}"));
        prop_assert!(state.domain_joined != Some(true) || noise.contains("YES"));
        let _ = registry_value(&noise, "ProgId");
    }
}

/// Whatever a text is cut to, it says the truth or nothing.
#[test]
fn what_is_cut_off_is_not_read_as_something_shorter() {
    let version =
        "HKEY_LOCAL_MACHINE\\...\\CurrentVersion\r\n    CurrentBuild    REG_SZ    22631\r\n";
    for end in 0..USER_CHOICE.len() {
        assert!(
            matches!(default_browser(&USER_CHOICE[..end]), None | Some(Browser::Edge)),
            "{end}"
        );
    }
    for end in 0..version.len() {
        let build = windows_hello(&version[..end], &DeviceState::default(), [None, None]).build;
        assert!(matches!(build, None | Some(22_631)), "{end}");
    }
    let whole = device_state(STATUS);
    for end in 0..STATUS.len() {
        let cut = device_state(&STATUS[..end]);
        assert!(cut.device_id.is_none() || cut.device_id == whole.device_id, "{end}");
        assert!(cut.hello_key.is_none() || cut.hello_key == whole.hello_key, "{end}");
        assert!(cut.entra_joined.is_none() || cut.entra_joined == whole.entra_joined, "{end}");
    }
}

/// Whatever happens to a text, its answer is the true one or none.
#[test]
fn no_damage_makes_another_answer() {
    for one in damages(USER_CHOICE) {
        let browser = default_browser(&one.text);
        assert!(matches!(browser, None | Some(Browser::Edge)), "{}: {browser:?}", one.how);
        assert_ne!(has_webauthn(&one.text), Some(false), "{}", one.how);
    }
    let whole = device_state(STATUS);
    for one in damages(STATUS) {
        let read = device_state(&one.text);
        let pairs = [
            (read.entra_joined, whole.entra_joined),
            (read.domain_joined, whole.domain_joined),
            (read.hello_key, whole.hello_key),
            (read.tpm_protected, whole.tpm_protected),
        ];
        assert!(pairs.iter().all(|(read, whole)| read.is_none() || read == whole), "{}", one.how);
    }
}
