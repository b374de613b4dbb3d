use std::collections::BTreeSet;

use super::*;

#[test]
fn no_two_models_share_an_aaguid_or_a_name() {
    let all = || MODELS.iter().chain([&PRACTICE_PROVIDER]);
    let aaguids: BTreeSet<_> = all().map(|model| model.aaguid).collect();
    let names: BTreeSet<_> = all().map(|model| model.name).collect();
    assert_eq!((aaguids.len(), names.len()), (MODELS.len() + 1, MODELS.len() + 1));
}

/// design/look/register-5-refused.html and keys.html.
#[test]
fn models_have_the_aaguids_that_the_drawings_show() {
    assert_eq!(PRACTICE_KEY_N.aaguid.to_string(), "70726163-7469-6365-4b45-590000000009");
    assert_eq!(PRACTICE_KEY_C.aaguid.to_string(), "70726163-7469-6365-4b45-590000000005");
    assert_eq!(find(PRACTICE_KEY_BIO.aaguid), Some(&PRACTICE_KEY_BIO));
    assert_eq!(find(Aaguid::ZERO), None);
}

/// It has a name, as keys have, and is none: taken for one, it would end a campaign on every computer.
#[test]
fn the_practice_password_manager_is_no_security_key() {
    assert!(MODELS.iter().all(|model| is_security_key(model.aaguid)));
    assert!(find(PRACTICE_PROVIDER.aaguid).is_some() && !is_security_key(PRACTICE_PROVIDER.aaguid));
}
