//! Somebody changes the policy between the look at the key and the sending. What the directory then refuses must be
//! said with the line that does it, and what is left on the key may be lost to nobody.

use enrollment::{
    ledger::RefusedBy,
    recovery::{Left, NotToSend, Recovery},
    rooms::Kept,
};
use practice::models;
use serde_json::{Value, json};

use crate::{
    lockout::{change, standing},
    support::{PIN, Run, talk::Talk},
    work::record,
    world::{ADA, Begun, MIRA, World},
};

const EVERYBODY: &str = "all_users";

/// The passkey profiles with this list of models.
fn listing(world: &World, models: &[String]) -> Value {
    let mut profiles = standing(world)["passkeyProfiles"].clone();
    profiles[0]["keyRestrictions"]["aaGuids"] = json!(models);
    json!({ "passkeyProfiles": profiles })
}

/// A registration for Ada, during whose touch this happens.
fn meanwhile(world: &World, happens: impl FnOnce()) -> Run {
    let arguments = ["register", "--for", ADA, "--key", "practice", "--pin-fd", "0", "--json"];
    let arguments = [&arguments[..], &["--touch-ms", "3000"]].concat();
    let mut begun = Begun::of(&mut world.place.command(&arguments), PIN);
    begun.until("waits for a touch");
    happens();
    begun.end()
}

/// What is left of registrations, for the window to offer.
fn left(world: &World) -> Vec<Left> {
    let kept = Kept::open(&world.place.path("state")).unwrap();
    let now = webauthn::Timestamp(0);
    let found = Recovery::read(kept.ledger.as_ref(), kept.outbox.as_ref(), now).unwrap();
    assert!(found.stale.is_empty(), "a response is kept that nobody may send");
    found.unfinished.into_iter().map(|one| one.what).collect()
}

#[test]
fn a_model_that_is_taken_off_the_list_is_said_and_its_credential_is_on_record() {
    let world = World::signed_in(MIRA, "desk");
    let before = standing(&world);
    let none_of_ours = listing(&world, &[models::PRACTICE_KEY_N.aaguid.to_string()]);
    let run = meanwhile(&world, || change(&world, &none_of_ours));
    assert_eq!(run.status, 1, "{}", run.err);
    let document = run.document();
    assert_eq!(document["error"], "tenant-refused");
    assert_eq!(document["policy_changed"], true, "{document}");
    let line = &document["decided_by"]["path"];
    assert!(line.as_str().unwrap().contains("keyRestrictions"), "{document}");
    for said in ["directory refused", "policy was changed after it was looked at", "Remove it from"]
    {
        assert!(run.err.contains(said), "no {said:?}: {}", run.err);
    }
    assert!(run.err.contains("does not allow this key") && run.err.contains("keyRestrictions"));
    assert!(world.methods(ADA).is_empty());
    let record = record(&world);
    let kinds: Vec<_> = record.iter().map(|(_, event)| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["began", "created", "refused"]);
    assert_eq!(record[2].1["by"], "directory");
    let credential_id = Some(document["credential_id"].as_str().unwrap().to_owned());
    let why = NotToSend::Refused(RefusedBy::Directory);
    assert_eq!(left(&world), [Left::OnKey { credential_id, why }], "it is nowhere offered");
    // With the old policy the same key does.
    change(&world, &json!({ "passkeyProfiles": before["passkeyProfiles"] }));
    assert_eq!(world.register(ADA, &[]).status, 0);
    assert_eq!(world.methods(ADA).len(), 1);
}

/// Somebody is there and types the PIN after the change.
#[test]
fn a_person_who_is_excluded_meanwhile_is_said_in_a_terminal_too() {
    let world = World::signed_in(MIRA, "desk");
    assert_eq!(world.register(ADA, &[]).status, 0);
    world.clear(ADA);
    let register = ["register", "--for", ADA, "--key", "practice"];
    let mut talk = Talk::begin(&mut world.place.command(&register));
    talk.expect("PIN");
    change(&world, &json!({ "excludeTargets": [{ "id": EVERYBODY, "targetType": "group" }] }));
    talk.type_in(&format!("{PIN}\n"));
    talk.expect("error_user_group_restriction_policy_failure");
    talk.expect("The policy was changed after it was looked at");
    talk.expect("excludeTargets");
    talk.expect("is on the key. Remove it from");
    let (status, out, screen) = talk.end();
    assert_eq!((status, out.as_str()), (1, ""), "{screen}");
    assert!(world.methods(ADA).is_empty());
    assert_eq!(left(&world).len(), 1);
}

#[test]
fn a_change_that_does_not_concern_the_key_is_passed_over_and_a_no_is_not_blamed_on_it() {
    let world = World::signed_in(MIRA, "desk");
    let mut models: Vec<_> = models::LISTED.map(|one| one.aaguid.to_string()).into();
    models.push(models::PRACTICE_KEY_N.aaguid.to_string());
    let more = listing(&world, &models);
    let run = meanwhile(&world, || change(&world, &more));
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(world.methods(ADA).len(), 1);
    assert!(!run.err.contains("policy was changed"), "{}", run.err);
    world.clear(ADA);
    // Refused for another reason, while the policy still takes it.
    models.pop();
    let fewer = listing(&world, &models);
    let run = meanwhile(&world, || {
        change(&world, &fewer);
        let post = json!({ "method": "POST", "path": "*/fido2Methods" });
        let no = json!({ "do": "answer", "status": 400 });
        world.script(&json!([{ "match": post, "action": no }]));
    });
    assert_eq!((run.status, &run.document()["error"]), (1, &json!("tenant-refused")));
    assert_eq!(run.document()["policy_changed"], Value::Null);
    assert!(!run.err.contains("policy was changed"), "{}", run.err);
    assert!(world.methods(ADA).is_empty());
}
