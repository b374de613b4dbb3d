//! The checks of a key and a browser: each passes, fails, and stays open (runbook T2).

use serde_json::json;
use webauthn::{Check as Link, Finding as LinkFinding, Outcome as LinkOutcome};

use super::{BOUND, STAFF, SYNCED, facts_of, policy, with};
use crate::{
    Capability, KeyFacts, PasskeyType, Subject,
    campaign::{Browser, Os},
    readiness::{
        AtHand, BrowserSeen, Check, Finding, KeyInHand, Outcome, TenantFacts, Trial, Why, key,
    },
};

fn ada() -> Subject {
    Subject { user: None, groups: Some([STAFF.parse().unwrap()].into()) }
}

fn facts(model: &str) -> KeyFacts {
    KeyFacts {
        aaguid: Some(model.parse().unwrap()),
        passkey_type: PasskeyType::DeviceBound,
        packed_attestation: Capability::Present,
        resident_key: Capability::Present,
        user_verification: Capability::Present,
    }
}

fn link(check: Link, outcome: LinkOutcome) -> LinkFinding {
    LinkFinding { check, outcome, reason: None, evidence: Default::default(), spec: "x".into() }
}

/// A trial whose every link holds.
fn trial() -> Trial {
    let links = [
        Link::StatementStructure,
        Link::StatementSignature,
        Link::Certificate,
        Link::Chain,
        Link::Metadata,
        Link::MetadataRequirements,
    ];
    let findings = links.map(|check| link(check, LinkOutcome::Pass)).into();
    Trial { fmt: Some("packed".to_owned()), findings }
}

fn in_hand(model: &str) -> KeyInHand {
    KeyInHand {
        facts: facts(model),
        algorithms: Some(vec![-8, -7]),
        room: Some(3),
        trial: Some(trial()),
    }
}

fn at_hand() -> AtHand {
    AtHand { browser: Some(edge()), key: Some(in_hand(BOUND)), second: Some(facts(BOUND)) }
}

fn edge() -> BrowserSeen {
    BrowserSeen {
        os: Os::Windows,
        browser: Some(Browser::Edge),
        webauthn: Some(true),
        installed: None,
    }
}

fn of(tenant: &TenantFacts, at_hand: &AtHand, check: Check) -> Finding {
    key(tenant, &ada(), at_hand).into_iter().find(|one| one.check == check).unwrap()
}

fn came_to(at_hand: &AtHand, check: Check) -> (Outcome, Option<Why>) {
    let found = of(&facts_of(policy()), at_hand, check);
    (found.outcome, found.reason)
}

fn with_key(change: impl FnOnce(&mut KeyInHand)) -> AtHand {
    let mut key = in_hand(BOUND);
    change(&mut key);
    AtHand { key: Some(key), ..at_hand() }
}

const NOTHING: AtHand = AtHand { browser: None, key: None, second: None };
const PASSES: (Outcome, Option<Why>) = (Outcome::Pass, None);

fn fails(why: Why) -> (Outcome, Option<Why>) {
    (Outcome::Fail, Some(why))
}

fn open(why: Why) -> (Outcome, Option<Why>) {
    (Outcome::Unknown, Some(why))
}

#[test]
fn a_browser_makes_passkeys_or_not_or_nobody_can_tell() {
    let check = Check::BrowserWebauthn;
    assert_eq!(came_to(&at_hand(), check), PASSES);
    let of = |change: &dyn Fn(&mut BrowserSeen)| {
        let mut seen = edge();
        change(&mut seen);
        came_to(&AtHand { browser: Some(seen), ..at_hand() }, check)
    };
    assert_eq!(of(&|seen| seen.webauthn = Some(false)), fails(Why::NoWebauthn));
    assert_eq!(of(&|seen| seen.webauthn = None), open(Why::BrowserUnknown));
    let none = |installed: Option<Vec<String>>| {
        of(&|seen| {
            (seen.browser, seen.webauthn, seen.installed) = (None, None, installed.clone());
        })
    };
    assert_eq!(none(Some(Vec::new())), fails(Why::NoBrowser));
    // What brings no desktop file is on no list of Linux.
    let mut on_linux = BrowserSeen { os: Os::Linux, browser: None, ..edge() };
    (on_linux.webauthn, on_linux.installed) = (None, Some(Vec::new()));
    let on_linux = AtHand { browser: Some(on_linux), ..at_hand() };
    assert_eq!(came_to(&on_linux, check), open(Why::NoBrowserListed));
    // One that is there may be able to, and a list that is not complete is none.
    assert_eq!(none(Some(vec!["Another".to_owned()])), open(Why::BrowserUnknown));
    assert_eq!(none(None), open(Why::BrowserUnknown));
    assert_eq!(came_to(&NOTHING, check), open(Why::NotAsked));
}

#[test]
fn a_model_is_on_a_list_or_not_or_not_told() {
    let check = Check::KeyModelAllowed;
    assert_eq!(came_to(&at_hand(), check), PASSES);
    let other = AtHand { key: Some(in_hand(SYNCED)), ..at_hand() };
    assert_eq!(came_to(&other, check), fails(Why::ModelNotAllowed));
    assert_eq!(came_to(&with_key(|key| key.facts.aaguid = None), check), open(Why::ModelUnread));
    assert_eq!(came_to(&NOTHING, check), open(Why::NoKey));
    // Without a list every model will do.
    let list = "/authenticationMethodConfigurations/0/passkeyProfiles/0/keyRestrictions/isEnforced";
    let unlisted = facts_of(with(list, json!(false)));
    assert_eq!(of(&unlisted, &other, check).outcome, Outcome::Pass);
}

/// Before a registration an AAGUID of zeros is no model.
#[test]
fn a_model_that_is_not_told_says_whose_fault_that_is() {
    let check = Check::KeyModelAllowed;
    let zero = with_key(|key| key.facts.aaguid = Some(webauthn::Aaguid::ZERO));
    assert_eq!(came_to(&zero, check), open(Why::ModelUnread));
    // Without a list it stays open too.
    let list = "/authenticationMethodConfigurations/0/passkeyProfiles/0/keyRestrictions/isEnforced";
    let unlisted = of(&facts_of(with(list, json!(false))), &zero, check);
    assert_eq!((unlisted.outcome, unlisted.reason), open(Why::ModelUnread));
    let at = |who: &Subject, policy| {
        let all = key(&facts_of(policy), who, &at_hand());
        let found = all.into_iter().find(|one| one.check == check).unwrap();
        (found.outcome, found.reason, found.evidence.get("reason").cloned())
    };
    let word =
        "/authenticationMethodConfigurations/0/passkeyProfiles/0/keyRestrictions/enforcementType";
    let unclear = at(&ada(), with(word, json!("only")));
    let own = Some(json!("policy-unknown"));
    assert_eq!(unclear, (Outcome::Unknown, Some(Why::PolicyUnclear), own));
    let nobody = Subject { groups: Some([].into()), ..ada() };
    let outside = at(&nobody, policy());
    assert_eq!(outside, (Outcome::Unknown, Some(Why::NotIncluded), None));
    let exclude = "/authenticationMethodConfigurations/0/excludeTargets";
    let excluded =
        at(&nobody, with(exclude, json!([{ "id": "all_users", "targetType": "group" }])));
    assert_eq!(excluded, (Outcome::Unknown, Some(Why::Excluded), None));
    // In scope, and the target's profile is not there.
    let named = "/authenticationMethodConfigurations/0/includeTargets/0/allowedPasskeyProfiles";
    let missing = at(&ada(), with(named, json!([BOUND])));
    assert_eq!(missing, (Outcome::Unknown, Some(Why::PolicyUnclear), None));
}

#[test]
fn an_attestation_holds_link_by_link_or_names_the_one_that_does_not() {
    let check = Check::KeyAttestationFit;
    assert_eq!(came_to(&at_hand(), check), PASSES);
    let changed = |link_of: Link, outcome| {
        with_key(|key| {
            let findings = &mut key.trial.as_mut().unwrap().findings;
            findings.retain(|one| one.check != link_of);
            findings.push(link(link_of, outcome));
        })
    };
    let broken = changed(Link::Chain, LinkOutcome::Fail);
    assert_eq!(came_to(&broken, check), fails(Why::AttestationLacks));
    let named = of(&facts_of(policy()), &broken, check).evidence["links"].clone();
    assert_eq!(named, json!(["chain"]));
    for (link, outcome) in [
        (Link::Metadata, LinkOutcome::Unknown),
        (Link::MetadataRequirements, LinkOutcome::Skipped),
        (Link::Chain, LinkOutcome::Skipped),
    ] {
        assert_eq!(came_to(&changed(link, outcome), check), open(Why::AttestationOpen), "{link:?}");
    }
    // That nobody was verified in a trial says nothing of the attestation.
    assert_eq!(came_to(&changed(Link::Flags, LinkOutcome::Fail), check), PASSES);
    let none = with_key(|key| key.trial.as_mut().unwrap().fmt = Some("none".to_owned()));
    assert_eq!(came_to(&none, check), fails(Why::AttestationLacks));
    let named = of(&facts_of(policy()), &none, check).evidence["links"].clone();
    assert_eq!(named, json!(["packed"]));
    assert_eq!(came_to(&with_key(|key| key.trial = None), check), open(Why::NoTrial));
}

#[test]
fn a_key_can_do_what_entra_needs_or_says_not() {
    let check = Check::KeyCapabilities;
    assert_eq!(came_to(&at_hand(), check), PASSES);
    for (change, missing) in [
        (with_key(|key| key.facts.resident_key = Capability::Absent), "rk"),
        (with_key(|key| key.facts.user_verification = Capability::Absent), "uv"),
        (with_key(|key| key.algorithms = Some(vec![-8])), "algorithm"),
        (with_key(|key| key.room = Some(0)), "room"),
    ] {
        assert_eq!(came_to(&change, check), fails(Why::CapabilityMissing), "{missing}");
        let named = of(&facts_of(policy()), &change, check).evidence["missing"].clone();
        assert_eq!(named, json!([missing]));
    }
    let silent = with_key(|key| key.algorithms = None);
    assert_eq!(came_to(&silent, check), open(Why::NotSaid));
    assert_eq!(came_to(&NOTHING, check), open(Why::NoKey));
}

#[test]
fn a_second_key_tells_the_key_from_the_policy() {
    let check = Check::KeyKnownGood;
    // Attestation is enforced: only a registration shows it.
    assert_eq!(came_to(&at_hand(), check), open(Why::OnlyARegistrationShows));
    let path = "/authenticationMethodConfigurations/0/passkeyProfiles/0/attestationEnforcement";
    let tenant = facts_of(with(path, json!("disabled")));
    assert_eq!(of(&tenant, &at_hand(), check).outcome, Outcome::Pass);
    let refused = AtHand { second: Some(facts(SYNCED)), ..at_hand() };
    assert_eq!(of(&tenant, &refused, check).reason, Some(Why::SecondKeyRefused));
    let silent = KeyFacts { resident_key: Capability::Unknown, ..facts(BOUND) };
    let silent = AtHand { second: Some(silent), ..at_hand() };
    assert_eq!(of(&tenant, &silent, check).reason, Some(Why::CapabilityUnknown));
    assert_eq!(came_to(&NOTHING, check), open(Why::NoSecondKey));
}
