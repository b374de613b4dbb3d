//! Who could no longer sign in.

use serde_json::{Value, json};

use super::{BOUND, NOBODY_KNOWS, STAFF, SYNCED, models, policy, with};
use crate::{
    Fido2Policy, Subject,
    readiness::{Holder, Passkey, preview},
};

const PROFILE: &str = "/authenticationMethodConfigurations/0/passkeyProfiles/0";

fn read(policy: &Value) -> Fido2Policy {
    Fido2Policy::parse(policy).unwrap()
}

fn holder(name: &str, models: &[Option<&str>]) -> Holder {
    let passkey = |model: &Option<&str>| Passkey {
        name: "A key".to_owned(),
        aaguid: model.map(|model| model.parse().unwrap()),
        synced: None,
    };
    Holder {
        name: name.to_owned(),
        subject: Subject { user: None, groups: Some([STAFF.parse().unwrap()].into()) },
        passkeys: models.iter().map(passkey).collect(),
    }
}

fn names(list: &[crate::readiness::LockedOut]) -> Vec<&str> {
    list.iter().map(|one| one.name.as_str()).collect()
}

#[test]
fn a_narrower_list_locks_out_whoever_has_no_other_key_the_administrator_first() {
    let wide = with(&format!("{PROFILE}/keyRestrictions"), Value::Null);
    let mut wide = wide;
    wide.pointer_mut(PROFILE).unwrap()["passkeyTypes"] = json!("deviceBound,synced");
    let holders = [
        holder("ada", &[Some(NOBODY_KNOWS)]),
        holder("bo", &[Some(BOUND)]),
        holder("cy", &[Some(BOUND), Some(SYNCED)]),
        holder("me", &[Some(SYNCED)]),
        holder("dee", &[None]),
    ];
    let preview = preview(&read(&wide), &read(&policy()), &holders, Some("me"), &models);
    assert_eq!(names(&preview.locked_out), ["me", "ada"]);
    // One loses one of two; of the other's key the model is not known.
    assert_eq!(names(&preview.touched), ["cy", "dee"]);
    assert_eq!(preview.of, 5);
    assert_eq!(preview.touched[0].loses[0].aaguid, Some(SYNCED.parse().unwrap()));
    assert_eq!(preview.touched[1].open.len(), 1);
}

/// graph.md, section 3.1: attestation is judged at registration only.
#[test]
fn enforcing_attestation_locks_nobody_out() {
    let before = with(&format!("{PROFILE}/attestationEnforcement"), json!("disabled"));
    let holders = [holder("ada", &[Some(BOUND)])];
    let preview = preview(&read(&before), &read(&policy()), &holders, None, &models);
    assert!(preview.locked_out.is_empty() && preview.touched.is_empty());
}

#[test]
fn switching_synced_passkeys_off_locks_their_holders_out() {
    let mut both = with(&format!("{PROFILE}/keyRestrictions"), Value::Null);
    both.pointer_mut(PROFILE).unwrap()["passkeyTypes"] = json!("deviceBound,synced");
    let mut bound = both.clone();
    bound.pointer_mut(PROFILE).unwrap()["passkeyTypes"] = json!("deviceBound");
    let mut synced = holder("ada", &[Some(NOBODY_KNOWS)]);
    synced.passkeys[0].synced = Some(true);
    let holders = [synced, holder("bo", &[Some(NOBODY_KNOWS)])];
    let preview = preview(&read(&both), &read(&bound), &holders, None, &models);
    assert_eq!(names(&preview.locked_out), ["ada"]);
    assert_eq!(names(&preview.touched), ["bo"], "what the model makes is not known");
}

#[test]
fn excluding_a_group_and_switching_the_method_off_lock_out_all_of_it() {
    let configuration = "/authenticationMethodConfigurations/0";
    let target = json!([{ "id": STAFF, "targetType": "group" }]);
    let excluded = with(&format!("{configuration}/excludeTargets"), target);
    let off = with(&format!("{configuration}/state"), json!("disabled"));
    let holders = [holder("ada", &[Some(BOUND)])];
    for after in [excluded, off] {
        let preview = preview(&read(&policy()), &read(&after), &holders, None, &models);
        assert_eq!(names(&preview.locked_out), ["ada"]);
    }
}

#[test]
fn a_key_that_is_not_taken_now_is_not_lost() {
    let off = with("/authenticationMethodConfigurations/0/state", json!("disabled"));
    let holders = [holder("ada", &[Some(SYNCED)])];
    let preview = preview(&read(&policy()), &read(&off), &holders, None, &models);
    assert!(preview.locked_out.is_empty() && preview.touched.is_empty());
}

/// It could not be told before, and a change that matters at sign-in may make it worse.
#[test]
fn a_key_of_an_unknown_model_is_open_under_a_new_list_and_untouched_by_what_does_not_matter() {
    let unlisted = with(&format!("{PROFILE}/keyRestrictions"), Value::Null);
    let holders = [holder("ada", &[None])];
    let listed = preview(&read(&unlisted), &read(&policy()), &holders, None, &models);
    assert!(listed.locked_out.is_empty());
    assert_eq!((names(&listed.touched), listed.touched[0].open.len()), (vec!["ada"], 1));
    let unenforced = with(&format!("{PROFILE}/attestationEnforcement"), json!("disabled"));
    let harmless = preview(&read(&unenforced), &read(&policy()), &holders, None, &models);
    assert!(harmless.locked_out.is_empty() && harmless.touched.is_empty());
}
