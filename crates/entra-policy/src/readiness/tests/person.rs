//! The checks of one person.

use serde_json::{Value, json};

use super::{BOUND, NOBODY_KNOWS, STAFF, facts_of, models, policy, refused, unreachable, with};
use crate::{
    Capability, KeyFacts, PasskeyType, Subject,
    readiness::{
        Check, Finding, Outcome, Pass, PersonFacts, Reading, Registered, TenantFacts, Why,
        for_person, person, tenant,
    },
};

fn ada() -> PersonFacts {
    PersonFacts {
        subject: Subject { user: None, groups: Some([STAFF.parse().unwrap()].into()) },
        user_type: Reading::Read(Some("Member".to_owned())),
        registered: Registered {
            fido2: Reading::Read(1),
            authenticator: Reading::Read(0),
            windows_hello: Reading::Read(0),
            platform: Reading::Read(0),
        },
        pass: Reading::Read(None),
        key: Some(key(BOUND)),
    }
}

fn key(model: &str) -> KeyFacts {
    KeyFacts {
        aaguid: Some(model.parse().unwrap()),
        passkey_type: PasskeyType::DeviceBound,
        packed_attestation: Capability::Present,
        resident_key: Capability::Present,
        user_verification: Capability::Present,
    }
}

fn found(facts: &TenantFacts, ada: &PersonFacts, check: Check) -> Finding {
    person(facts, ada, &models).into_iter().find(|one| one.check == check).unwrap()
}

fn came_to(ada: &PersonFacts, check: Check) -> (Outcome, Option<Why>) {
    let found = found(&facts_of(policy()), ada, check);
    (found.outcome, found.reason)
}

#[test]
fn excluded_beats_included_and_unknown_groups_decide_nothing() {
    for (check, at) in [(Check::UserInFidoScope, 0), (Check::UserInAuthScope, 1)] {
        assert_eq!(came_to(&ada(), check), (Outcome::Pass, None));
        let nobody =
            PersonFacts { subject: Subject { groups: Some([].into()), ..ada().subject }, ..ada() };
        assert_eq!(came_to(&nobody, check), (Outcome::Fail, Some(Why::NotIncluded)));
        let unread = PersonFacts { subject: Subject::default(), ..ada() };
        assert_eq!(came_to(&unread, check), (Outcome::Unknown, Some(Why::GroupsUnknown)));
        let list = format!("/authenticationMethodConfigurations/{at}/excludeTargets");
        let excluded = with(&list, json!([{ "id": STAFF, "targetType": "group" }]));
        let found = found(&facts_of(excluded), &ada(), check);
        assert_eq!((found.outcome, found.reason), (Outcome::Fail, Some(Why::Excluded)));
        assert_eq!(found.evidence["line"], "excludeTargets[0]");
    }
}

/// What the targets of Authenticator come to for Ada, who is in STAFF.
fn mode_of(targets: &Value, ada: &PersonFacts) -> (Outcome, Option<Why>) {
    let policy = with("/authenticationMethodConfigurations/1/includeTargets", targets.clone());
    let found = found(&facts_of(policy), ada, Check::AuthModePasswordless);
    assert!(found.fix.is_none(), "a change would be for others too");
    (found.outcome, found.reason)
}

fn aimed(id: &str, mode: &str) -> Value {
    json!({ "id": id, "targetType": "group", "authenticationMode": mode })
}

#[test]
fn the_mode_that_counts_is_that_of_the_targets_that_reach_the_person() {
    const OTHERS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30002";
    let of_ada = |targets: Value| mode_of(&targets, &ada());
    let (pass, fail) = ((Outcome::Pass, None), (Outcome::Fail, Some(Why::PushOnly)));
    let unknown = |why| (Outcome::Unknown, Some(why));
    for allowed in ["any", "deviceBasedPush"] {
        assert_eq!(of_ada(json!([aimed(OTHERS, "push"), aimed(STAFF, allowed)])), pass);
    }
    assert_eq!(of_ada(json!([aimed(OTHERS, "any"), aimed(STAFF, "push")])), fail);
    let both = json!([aimed("all_users", "any"), aimed(STAFF, "push")]);
    assert_eq!(of_ada(both.clone()), unknown(Why::TargetsDiffer));
    assert_eq!(
        of_ada(json!([aimed("all_users", "any"), aimed(STAFF, "x")])),
        unknown(Why::WordUnknown)
    );
    assert_eq!(of_ada(json!([aimed(OTHERS, "any")])), unknown(Why::NotIncluded));
    assert_eq!(of_ada(json!([aimed(STAFF, "x")])), unknown(Why::WordUnknown));
    let unsaid = json!([{ "id": STAFF, "targetType": "group" }]);
    assert_eq!(of_ada(unsaid), unknown(Why::NotSaid));
    // Nobody knows their groups: what differs by group is open, and what everybody has they have.
    let somebody = PersonFacts { subject: Subject::default(), ..ada() };
    let of_somebody = |targets: Value| mode_of(&targets, &somebody);
    assert_eq!(of_somebody(json!([aimed(STAFF, "any")])), unknown(Why::GroupsUnknown));
    assert_eq!(of_somebody(both), unknown(Why::GroupsUnknown));
    assert_eq!(of_somebody(json!([aimed("all_users", "any"), aimed(STAFF, "any")])), pass);
    assert_eq!(of_somebody(json!([aimed("all_users", "push"), aimed(STAFF, "push")])), fail);
}

#[test]
fn what_is_said_of_the_person_stands_in_place_of_what_is_said_of_the_organisation() {
    let targets = json!([aimed(STAFF, "any"), aimed(NOBODY_KNOWS, "push")]);
    let facts = facts_of(with("/authenticationMethodConfigurations/1/includeTargets", targets));
    let all = for_person(&tenant(&facts, &models), &person(&facts, &ada(), &models));
    let of_mode: Vec<_> =
        all.iter().filter(|one| one.check == Check::AuthModePasswordless).collect();
    let [found] = of_mode[..] else { panic!("{of_mode:?}") };
    assert_eq!(found.outcome, Outcome::Pass, "{found:?}");
    assert!(all.iter().any(|one| one.check == Check::AuthEnabled), "the others stay");
}

#[test]
fn a_passkey_is_there_or_not_or_cannot_be_seen() {
    let with =
        |fido2| PersonFacts { registered: Registered { fido2, ..ada().registered }, ..ada() };
    assert_eq!(came_to(&ada(), Check::UserRegistered), (Outcome::Pass, None));
    let none = came_to(&with(Reading::Read(0)), Check::UserRegistered);
    assert_eq!(none, (Outcome::Fail, Some(Why::NotRegistered)));
    let hidden = came_to(&with(Reading::Not(refused())), Check::UserRegistered);
    assert_eq!(hidden, (Outcome::Unknown, Some(Why::Forbidden)));
    // What one of the other kinds has is not known: neither is whether there is nothing. A passkey that
    // is there is there.
    let hide: [fn(&mut Registered); 3] = [
        |all| all.authenticator = Reading::Not(refused()),
        |all| all.windows_hello = Reading::Not(refused()),
        |all| all.platform = Reading::Not(refused()),
    ];
    for hide in hide {
        let mut person = with(Reading::Read(0));
        hide(&mut person.registered);
        assert_eq!(came_to(&person, Check::UserRegistered), hidden);
        person.registered.fido2 = Reading::Read(1);
        assert_eq!(came_to(&person, Check::UserRegistered), (Outcome::Pass, None));
    }
}

#[test]
fn guests_cannot_register_passkeys() {
    let of = |kind: Option<&str>| PersonFacts {
        user_type: Reading::Read(kind.map(str::to_owned)),
        ..ada()
    };
    assert_eq!(came_to(&ada(), Check::UserGuest), (Outcome::Pass, None));
    assert_eq!(came_to(&of(Some("Guest")), Check::UserGuest), (Outcome::Fail, Some(Why::Guest)));
    assert_eq!(came_to(&of(None), Check::UserGuest), (Outcome::Unknown, Some(Why::NotSaid)));
    let unread = |unread| PersonFacts { user_type: Reading::Not(unread), ..ada() };
    let hidden = came_to(&unread(refused()), Check::UserGuest);
    assert_eq!(hidden, (Outcome::Unknown, Some(Why::Forbidden)));
    let failed = came_to(&unread(unreachable()), Check::UserGuest);
    assert_eq!(failed, (Outcome::Unknown, Some(Why::Failed)));
}

/// Attestation is enforced here, and only a registration shows whether it holds.
#[test]
fn a_key_in_hand_is_held_against_the_persons_profiles() {
    let open = PersonFacts { key: None, ..ada() };
    assert_eq!(came_to(&open, Check::UserProfileFit), (Outcome::Unknown, Some(Why::NoKey)));
    let other = PersonFacts { key: Some(key(NOBODY_KNOWS)), ..ada() };
    let refused = (Outcome::Fail, Some(Why::NoProfileFits));
    assert_eq!(came_to(&other, Check::UserProfileFit), refused);
    let profile = "/authenticationMethodConfigurations/0/passkeyProfiles/0/attestationEnforcement";
    let unenforced = facts_of(with(profile, json!("disabled")));
    assert_eq!(found(&unenforced, &ada(), Check::UserProfileFit).outcome, Outcome::Pass);
}

#[test]
fn a_pass_that_is_there_can_be_used_now_or_later() {
    let of = |usable, reason: Option<&str>| {
        let start = Some("2026-12-01T08:00:00Z".to_owned());
        let pass = Pass { is_usable: usable, reason: reason.map(str::to_owned), start };
        PersonFacts { pass: Reading::Read(Some(pass)), ..ada() }
    };
    let tap = |usable, reason| came_to(&of(usable, reason), Check::UserTap);
    assert_eq!(came_to(&ada(), Check::UserTap), (Outcome::Pass, None));
    assert_eq!(tap(Some(true), Some("EnabledByPolicy")), (Outcome::Pass, None));
    // graph.md, section 5: a new pass would replace the one that is good tomorrow.
    let later = Some("NotYetValid");
    assert_eq!(tap(Some(false), later), (Outcome::Advice, Some(Why::PassNotYetValid)));
    let shown = found(&facts_of(policy()), &of(Some(false), later), Check::UserTap).evidence;
    assert_eq!(shown["start"], "2026-12-01T08:00:00Z");
    for over in ["Expired", "OneTimeUsed"] {
        assert_eq!(tap(Some(false), Some(over)), (Outcome::Fail, Some(Why::PassNotUsable)));
    }
    let new_word = tap(Some(false), Some("SomethingNew"));
    assert_eq!(new_word, (Outcome::Unknown, Some(Why::WordUnknown)));
    assert_eq!(tap(Some(false), None), (Outcome::Unknown, Some(Why::NotSaid)));
    assert_eq!(tap(None, later), (Outcome::Unknown, Some(Why::NotSaid)));
    let hidden = PersonFacts { pass: Reading::Not(refused()), ..ada() };
    assert_eq!(came_to(&hidden, Check::UserTap), (Outcome::Unknown, Some(Why::Forbidden)));
}

#[test]
fn what_leaves_a_key_in_hand_open_is_the_first_doubt_that_decides() {
    let fit = |facts: &TenantFacts, ada: &PersonFacts| {
        let found = found(facts, ada, Check::UserProfileFit);
        (found.outcome, found.reason)
    };
    let open = |why| (Outcome::Unknown, Some(why));
    let tenant = facts_of(policy());
    assert_eq!(fit(&tenant, &ada()), open(Why::OnlyARegistrationShows));
    let silent = KeyFacts { user_verification: Capability::Unknown, ..key(BOUND) };
    let silent = PersonFacts { key: Some(silent), ..ada() };
    assert_eq!(fit(&tenant, &silent), open(Why::CapabilityUnknown));
    let unread = PersonFacts { key: Some(KeyFacts { aaguid: None, ..key(BOUND) }), ..ada() };
    assert_eq!(fit(&tenant, &unread), open(Why::ModelUnread));
    let profile = "/authenticationMethodConfigurations/0/passkeyProfiles/0";
    let unsaid = facts_of(with(&format!("{profile}/passkeyTypes"), json!("somethingNew")));
    assert_eq!(fit(&unsaid, &ada()), open(Why::PolicyUnclear));
    // Whose profile it is would decide: with another one, the key is refused.
    let mut two = with(&format!("{profile}/attestationEnforcement"), json!("disabled"));
    let fido2 = &mut two["authenticationMethodConfigurations"][0];
    let mut strict = fido2["passkeyProfiles"][0].clone();
    strict["id"] = json!(NOBODY_KNOWS);
    strict["keyRestrictions"]["enforcementType"] = json!("block");
    fido2["passkeyProfiles"].as_array_mut().unwrap().push(strict);
    fido2["includeTargets"].as_array_mut().unwrap().push(json!({
        "id": BOUND, "targetType": "group", "allowedPasskeyProfiles": [NOBODY_KNOWS],
    }));
    let somebody = PersonFacts { subject: Subject::default(), ..ada() };
    assert_eq!(fit(&facts_of(two), &somebody), open(Why::GroupsUnknown));
}
