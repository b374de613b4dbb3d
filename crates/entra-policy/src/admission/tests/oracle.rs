//! An independent, simple reading of the same rules, in yes and no only: whatever is not known is
//! tried both ways. It must share nothing with the code that it judges but the documents.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;

const MODELS: [&str; 2] = [MODEL, OTHER_MODEL];
const GROUPS: [&str; 2] = [PILOT, CONTRACTORS];
/// The last one is in no generated policy.
const PROFILES: [&str; 3] = [DEFAULT, STRICT, "00000000-0000-0000-0000-000000000009"];
const ODD: &str = "unknownFutureValue";

/// A policy as it was made up, before it became JSON.
#[derive(Clone, Debug)]
struct Made {
    state: &'static str,
    self_service: Option<bool>,
    profiles: Vec<MadeProfile>,
    default: Option<&'static str>,
    legacy: (Option<bool>, Option<MadeList>),
    include: Vec<(MadeTarget, Vec<&'static str>)>,
    exclude: Vec<MadeTarget>,
}

#[derive(Clone, Debug)]
struct MadeProfile {
    types: Option<&'static str>,
    enforcement: Option<&'static str>,
    list: Option<MadeList>,
}

#[derive(Clone, Debug)]
struct MadeList {
    enforced: Option<bool>,
    kind: Option<&'static str>,
    models: Vec<&'static str>,
}

#[derive(Clone, Debug)]
struct MadeTarget {
    id: &'static str,
    kind: &'static str,
}

/// A registration and a person as they were made up.
#[derive(Clone, Debug)]
struct MadeCase {
    model: Option<&'static str>,
    synced: Option<bool>,
    attested: Attested,
    user: Option<&'static str>,
    groups: Option<Vec<&'static str>>,
}

/// What came of verifying the attestation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attested {
    Proved,
    Open,
    Worthless,
}

/// What was assumed about each thing that is not known.
type Assumed = BTreeMap<String, bool>;

/// The thing that has to be assumed next.
struct Missing(String);

fn assume(assumed: &Assumed, what: impl Into<String>) -> Result<bool, Missing> {
    let what = what.into();
    assumed.get(&what).copied().ok_or(Missing(what))
}

/// Whether the person is in scope, and whether the passkey is taken.
type Answer = (bool, bool);

/// The answer in every world that fits what is known.
fn worlds(policy: &Made, case: &MadeCase) -> Vec<Answer> {
    let (mut found, mut open) = (Vec::new(), vec![Assumed::new()]);
    while let Some(assumed) = open.pop() {
        match answer(policy, case, &assumed) {
            Ok(answer) => found.push(answer),
            Err(Missing(what)) => open.extend([true, false].map(|one| {
                let mut assumed = assumed.clone();
                assumed.insert(what.clone(), one);
                assumed
            })),
        }
    }
    found
}

fn answer(policy: &Made, case: &MadeCase, assumed: &Assumed) -> Result<Answer, Missing> {
    let mut excluded = false;
    for target in &policy.exclude {
        excluded |= is_in(target, case, assumed)?;
    }
    let mut mine = Vec::new();
    for (target, profiles) in &policy.include {
        if is_in(target, case, assumed)? {
            mine.push(profiles);
        }
    }
    let in_scope = !excluded && !mine.is_empty();
    let mut met = false;
    for profiles in mine {
        if policy.profiles.is_empty() && policy.default.is_none() {
            let (enforced, list) = &policy.legacy;
            met |= listed(list.as_ref(), case, assumed)?
                & attestation_suffices(
                    enforced.map(|yes| if yes { "registrationOnly" } else { "disabled" }),
                    case,
                    assumed,
                )?;
        } else if profiles.is_empty() {
            if assume(assumed, "no profiles means the default one")? {
                met |= profile_met(policy, policy.default, case, assumed)?;
            }
        } else {
            for id in profiles {
                met |= profile_met(policy, Some(id), case, assumed)?;
            }
        }
    }
    let on = match policy.state {
        "enabled" => true,
        "disabled" => false,
        _ => assume(assumed, "the state is on")?,
    };
    let self_service = match policy.self_service {
        Some(yes) => yes,
        None => assume(assumed, "self-service is on")?,
    };
    Ok((in_scope, in_scope && met && on && self_service))
}

fn is_in(target: &MadeTarget, case: &MadeCase, assumed: &Assumed) -> Result<bool, Missing> {
    let MadeTarget { id, kind } = target;
    match (*id, *kind) {
        (_, ODD) | (ODD, _) => assume(assumed, format!("{id} as {kind}")),
        ("all_users", _) => Ok(true),
        (id, "group") => match &case.groups {
            Some(groups) => Ok(groups.contains(&id)),
            None => assume(assumed, format!("in group {id}")),
        },
        (id, _) => match case.user {
            Some(user) => Ok(user == id),
            None => assume(assumed, format!("is user {id}")),
        },
    }
}

fn profile_met(
    policy: &Made,
    id: Option<&str>,
    case: &MadeCase,
    assumed: &Assumed,
) -> Result<bool, Missing> {
    let at = id.and_then(|id| PROFILES.iter().position(|one| *one == id));
    let Some(profile) = at.and_then(|at| policy.profiles.get(at)) else {
        return assume(assumed, format!("the profile {id:?} that is not there is met"));
    };
    let synced = match case.synced {
        Some(synced) => synced,
        None => assume(assumed, "it is synced")?,
    };
    let word = if synced { "synced" } else { "deviceBound" };
    let types = match profile.types {
        Some(types) if types.split(',').any(|one| one == word) => true,
        Some(types) if types.contains(ODD) => assume(assumed, format!("{types} covers {word}"))?,
        Some(_) => false,
        None => assume(assumed, "types that are not said cover it")?,
    };
    Ok(types
        & listed(profile.list.as_ref(), case, assumed)?
        & attestation_suffices(profile.enforcement, case, assumed)?)
}

fn listed(list: Option<&MadeList>, case: &MadeCase, assumed: &Assumed) -> Result<bool, Missing> {
    let Some(list) = list else { return Ok(true) };
    let enforced = match list.enforced {
        Some(enforced) => enforced,
        None => assume(assumed, "a list that does not say so is in force")?,
    };
    if !enforced {
        return Ok(true);
    }
    let mut on_it = false;
    for model in &list.models {
        on_it |= match case.model {
            Some(one) => one == *model,
            None => assume(assumed, format!("the model is {model}"))?,
        };
    }
    match list.kind {
        Some("allow") => Ok(on_it),
        Some("block") => Ok(!on_it),
        kind => assume(assumed, format!("a list of kind {kind:?} lets it through")),
    }
}

fn attestation_suffices(
    enforcement: Option<&str>,
    case: &MadeCase,
    assumed: &Assumed,
) -> Result<bool, Missing> {
    let enforced = match enforcement {
        Some("disabled") => false,
        Some("registrationOnly") => true,
        Some(word) => return assume(assumed, format!("{word} is content")),
        None => assume(assumed, "attestation is enforced though nothing says so")?,
    };
    let synced = match case.synced {
        Some(synced) => synced,
        None => assume(assumed, "it is synced")?,
    };
    let proved = match case.attested {
        Attested::Proved => true,
        Attested::Open => assume(assumed, "the attestation leads to a root")?,
        Attested::Worthless => false,
    };
    Ok(!enforced || (proved && !synced))
}

impl Made {
    fn document(&self) -> Value {
        let list = |list: &Option<MadeList>| {
            list.as_ref().map(|list| {
                json!({
                    "isEnforced": list.enforced,
                    "enforcementType": list.kind,
                    "aaGuids": list.models,
                })
            })
        };
        let profile = |(id, profile): (&&str, &MadeProfile)| {
            json!({
                "id": id,
                "passkeyTypes": profile.types,
                "attestationEnforcement": profile.enforcement,
                "keyRestrictions": list(&profile.list),
            })
        };
        let include = |(target, profiles): &(MadeTarget, Vec<&str>)| {
            json!({
                "id": target.id, "targetType": target.kind, "allowedPasskeyProfiles": profiles,
            })
        };
        let exclude = |target: &MadeTarget| json!({ "id": target.id, "targetType": target.kind });
        json!({
            "id": "Fido2",
            "state": self.state,
            "isSelfServiceRegistrationAllowed": self.self_service,
            "isAttestationEnforced": self.legacy.0,
            "keyRestrictions": list(&self.legacy.1),
            "defaultPasskeyProfile": self.default,
            "passkeyProfiles": PROFILES.iter().zip(&self.profiles).map(profile).collect::<Value>(),
            "includeTargets": self.include.iter().map(include).collect::<Value>(),
            "excludeTargets": self.exclude.iter().map(exclude).collect::<Value>(),
        })
    }
}

impl MadeCase {
    fn subject(&self) -> Subject {
        let ids = |groups: &Vec<&str>| groups.iter().map(|group| id(group)).collect();
        Subject { user: self.user.map(id), groups: self.groups.as_ref().map(ids) }
    }

    fn facts(&self) -> RegistrationFacts {
        let attested = match self.attested {
            Attested::Proved => attested("packed", AttestationType::Basic, Some(true)),
            Attested::Open => attested("packed", AttestationType::Basic, None),
            Attested::Worthless => attested("none", AttestationType::None, None),
        };
        RegistrationFacts {
            aaguid: self.model.map(|model| model.parse().unwrap()),
            passkey_type: self
                .synced
                .map(|synced| if synced { PasskeyType::Synced } else { PasskeyType::DeviceBound }),
            ..attested
        }
    }

    fn person_is_known(&self) -> bool {
        self.user.is_some() && self.groups.is_some()
    }
}

fn made_list() -> impl Strategy<Value = MadeList> {
    let kind = prop_oneof![
        6 => select(vec![Some("allow"), Some("block")]),
        1 => select(vec![Some("audit"), None]),
    ];
    let enforced = prop_oneof![6 => Just(Some(true)), 2 => Just(Some(false)), 1 => Just(None)];
    (enforced, kind, vec(select(&MODELS[..]), 0..3)).prop_map(|(enforced, kind, models)| MadeList {
        enforced,
        kind,
        models,
    })
}

fn made_profile() -> impl Strategy<Value = MadeProfile> {
    let types = prop_oneof![
        9 => select(vec![Some("deviceBound"), Some("synced"), Some("deviceBound,synced")]),
        1 => select(vec![Some("synced,unknownFutureValue"), Some(""), None]),
    ];
    let enforcement = prop_oneof![
        9 => select(vec![Some("disabled"), Some("registrationOnly")]),
        1 => select(vec![Some(ODD), None]),
    ];
    (types, enforcement, option::of(made_list()))
        .prop_map(|(types, enforcement, list)| MadeProfile { types, enforcement, list })
}

fn made_target() -> impl Strategy<Value = MadeTarget> {
    let known = vec![
        ("all_users", "group"),
        (PILOT, "group"),
        (CONTRACTORS, "group"),
        (ADA, "user"),
        (PILOT, "user"),
    ];
    let odd = vec![(PILOT, ODD), (ODD, "group")];
    prop_oneof![9 => select(known), 1 => select(odd)].prop_map(|(id, kind)| MadeTarget { id, kind })
}

prop_compose! {
    fn made()(
        state in prop_oneof![8 => Just("enabled"), 1 => Just("disabled"), 1 => Just(ODD)],
        self_service in prop_oneof![8 => Just(Some(true)), 1 => Just(Some(false)), 1 => Just(None)],
        profiles in vec(made_profile(), 0..3),
        default in option::of(Just(DEFAULT)),
        legacy in (option::weighted(0.9, any::<bool>()), option::of(made_list())),
        include in vec((made_target(), vec(select(&PROFILES[..]), 0..3)), 0..4),
        exclude in vec(made_target(), 0..2),
    ) -> Made {
        Made { state, self_service, profiles, default, legacy, include, exclude }
    }
}

prop_compose! {
    fn made_case()(
        model in option::weighted(0.8, select(vec![
            MODEL, OTHER_MODEL, "00000000-0000-0000-0000-000000000000",
        ])),
        synced in option::weighted(0.9, any::<bool>()),
        attested in select(vec![Attested::Proved, Attested::Open, Attested::Worthless]),
        user in option::weighted(0.7, select(vec![ADA, "88888888-8888-8888-8888-888888888888"])),
        groups in option::weighted(0.7, vec(select(&GROUPS[..]), 0..3)),
    ) -> MadeCase {
        MadeCase { model, synced, attested, user, groups }
    }
}

/// What may be said, and what must be.
fn judge(policy: &Made, case: &MadeCase) -> Standing {
    let parsed = super::policy(&policy.document());
    let admission = admit(&parsed, &case.subject(), Registrant::Oneself, &case.facts());
    let worlds = worlds(policy, case);
    let standing = admission.standing;
    match standing {
        // Of a person who is not known, it is said for those whom the policy is aimed at.
        Standing::Admitted if case.person_is_known() => {
            assert!(worlds.iter().all(|(_, taken)| *taken), "a wrong yes: {admission:#?}");
        }
        Standing::Admitted => {
            let wrong = |(in_scope, taken): &Answer| *in_scope && !taken;
            assert!(!worlds.iter().any(wrong), "a wrong yes: {admission:#?}");
        }
        Standing::Refused => {
            assert!(!worlds.iter().any(|(_, taken)| *taken), "a wrong no: {admission:#?}");
        }
        Standing::Undetermined => {
            assert!(worlds.len() > 1, "everything is known: {admission:#?}");
        }
    }
    let verdict = match standing {
        Standing::Admitted => Verdict::Admitted,
        Standing::Refused => Verdict::Refused,
        Standing::Undetermined => Verdict::Undetermined,
    };
    assert_eq!(Verdict::of(&admission.findings), verdict, "{admission:#?}");
    let line = admission.decided_by.as_ref().unwrap();
    assert_eq!(line.value, parsed.value_at(&line.path));
    let named: BTreeSet<_> = admission
        .findings
        .iter()
        .filter(|one| one.check == Check::PolicyProfile)
        .filter_map(|one| Some(one.evidence.get("profile")?.get("id")?.as_str()?.to_owned()))
        .collect();
    let profiles = parsed.passkey_profiles().iter().map(|one| one.id.to_string());
    for profile in profiles {
        assert!(named.contains(profile.as_str()), "{profile} is not reported");
    }
    standing
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_answer_is_wrong_in_any_world_and_what_is_known_is_answered(
        policy in made(),
        case in made_case(),
    ) {
        judge(&policy, &case);
    }

    #[test]
    fn a_policy_is_written_back_as_it_was_read(policy in made(), more in any::<u8>()) {
        let mut document = policy.document();
        document["somethingNew"] = json!({ "value": more });
        if let Some(profile) = document["passkeyProfiles"].get_mut(0) {
            profile["somethingNew"] = json!([more]);
        }
        let back = super::policy(&document).to_json();
        prop_assert_eq!(back.to_string(), document.to_string());
    }

    /// No key is refused that could have been registered, and none let pass that could not.
    #[test]
    fn before_and_after_the_touch_a_policy_says_the_same(policy in made(), case in made_case()) {
        let parsed = super::policy(&policy.document());
        let subject = case.subject();
        let key = |packed_attestation| KeyFacts {
            aaguid: Some(MODEL.parse().unwrap()),
            packed_attestation,
            ..key()
        };
        let before = |packed| {
            preflight(&parsed, &subject, Registrant::Oneself, &key(packed)).standing
        };
        let after = |attested| {
            let made = MadeCase {
                model: Some(MODEL), synced: Some(false), attested, ..case.clone()
            };
            admit(&parsed, &subject, Registrant::Oneself, &made.facts()).standing
        };
        let (proved, worthless) = (after(Attested::Proved), after(Attested::Worthless));
        prop_assert_eq!(before(Capability::Absent), worthless);
        match before(Capability::Unknown) {
            Standing::Admitted | Standing::Refused => {
                prop_assert_eq!(before(Capability::Unknown), proved);
                prop_assert_eq!(before(Capability::Unknown), worthless);
            }
            Standing::Undetermined => {
                let depends = proved != worthless;
                prop_assert!(depends || proved == Standing::Undetermined);
            }
        }
    }

    /// More knowledge of the person turns no yes for everybody into a no by a profile.
    #[test]
    fn knowing_the_person_changes_a_sure_answer_by_scope_only(
        policy in made(),
        case in made_case(),
    ) {
        let unknown = MadeCase { user: None, groups: None, ..case.clone() };
        let known = MadeCase {
            user: case.user.or(Some(ADA)), groups: Some(case.groups.unwrap_or_default()), ..unknown.clone()
        };
        match (judge(&policy, &unknown), judge(&policy, &known)) {
            (Standing::Refused, then) => prop_assert_eq!(then, Standing::Refused),
            (Standing::Admitted, Standing::Undetermined) => {
                prop_assert!(false, "the policy did not become less clear");
            }
            (Standing::Admitted, Standing::Refused) => {
                let parsed = super::policy(&policy.document());
                let admission =
                    admit(&parsed, &known.subject(), Registrant::Oneself, &known.facts());
                let scope = found(&admission, Check::PolicyScope);
                prop_assert_eq!(scope[0].0, Outcome::Fail);
            }
            (Standing::Admitted, Standing::Admitted) | (Standing::Undetermined, _) => {}
        }
    }
}
