//! A change over HTTP: what nobody here knows must survive it, in every part of the document.

use enrollment::{
    campaign::{CampaignEdit, StandingCampaign},
    readiness::{mend, read_tenant, what_it_makes},
    tenant::{Administration, Editor, Tree},
};
use entra_policy::{
    Fido2Policy,
    campaign::RegistrationCampaign,
    readiness::{self, Change, Difference},
};
use serde_json::{Value, json};

use crate::{
    dress::{noisy, shape, with_one_word_unknown},
    server::Directory,
};

const POLICY: [&str; 2] = [
    "GET /v1.0/policies/authenticationMethodsPolicy",
    "GET /beta/policies/authenticationMethodsPolicy",
];
const CONFIGURATIONS: [(&str, &str); 2] = [
    (
        "Fido2",
        "GET /v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2",
    ),
    (
        "MicrosoftAuthenticator",
        "GET /v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/microsoftAuthenticator",
    ),
];
/// Members whose values are words that grow.
const WORDS: [&str; 8] = [
    "state",
    "targetType",
    "authenticationMode",
    "enforcementType",
    "attestationEnforcement",
    "passkeyTypes",
    "targetedAuthenticationMethod",
    "policyMigrationState",
];

/// A directory with this policy, its configurations also at their own addresses.
fn directory(v1: &Value, beta: &Value) -> Directory {
    let mut answers = vec![(POLICY[0], v1.clone()), (POLICY[1], beta.clone())];
    let configurations = v1["authenticationMethodConfigurations"].as_array().unwrap();
    for (id, line) in CONFIGURATIONS {
        let found = configurations.iter().find(|one| one["id"] == id);
        answers.extend(found.map(|one| (line, one.clone())));
    }
    Directory::that_says(answers)
}

/// Everything that stands there is as before but for what the change names.
fn assert_kept(before: &Value, after: &Value, change: &Change) {
    let mut expected = before.clone();
    for Difference { path, after, .. } in &change.differences {
        let mut at = &mut expected;
        for name in path.split('.') {
            at = at.as_object_mut().unwrap().entry(name).or_insert(Value::Null);
        }
        *at = after.clone();
    }
    assert_eq!(bare(after), bare(&expected), "{}", change.path);
}

/// Without OData's labels, which are the answer's and not the document's.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let own = object.iter().filter(|(name, _)| !name.contains("@odata."));
            Value::Object(own.map(|(name, value)| (name.clone(), bare(value))).collect())
        }
        Value::Array(entries) => entries.iter().map(bare).collect(),
        other => other.clone(),
    }
}

/// Makes every change that a check offers, each in a directory of its own; how many there were.
fn mend_all(v1: &Value, beta: &Value) -> usize {
    let facts = read_tenant(&directory(v1, beta).client(), None);
    let findings = readiness::tenant(&facts, &what_it_makes);
    let changes: Vec<&Change> = findings.iter().filter_map(|one| one.fix.as_ref()).collect();
    for change in &changes {
        let directory = directory(v1, beta);
        let line = format!("GET /{}/{}", change.version, change.path);
        let before = directory.says(&line);
        mend(&directory.client(), change, None).unwrap();
        assert_kept(&before, &directory.says(&line), change);
        assert_eq!(directory.sent("PATCH").len(), 1, "sent once");
    }
    changes.len()
}

#[test]
fn what_nobody_knows_survives_each_fix() {
    let (v1, beta) = (shape("2-policy-v1"), shape("2-policy-beta"));
    // Attestation off in a profile, a model listed twice, mode Passwordless: each has its fix.
    assert!(mend_all(&v1, &beta) >= 3);
    assert!(mend_all(&noisy(&v1), &noisy(&beta)) >= 3);
    let mut off = noisy(&v1);
    for method in off["authenticationMethodConfigurations"].as_array_mut().unwrap() {
        method["state"] = "disabled".into();
    }
    off["authenticationMethodConfigurations"][0]["isSelfServiceRegistrationAllowed"] = false.into();
    assert!(mend_all(&off, &noisy(&beta)) >= 5);
}

#[test]
fn a_word_of_next_year_survives_each_fix() {
    let (v1, beta) = (noisy(&shape("2-policy-v1")), noisy(&shape("2-policy-beta")));
    let changed = with_one_word_unknown(&v1, &WORDS);
    assert!(changed.len() > 20, "{}", changed.len());
    let fixes: usize = changed.iter().map(|(_, one)| mend_all(one, &beta)).sum();
    assert!(fixes > changed.len(), "{fixes}");
}

#[test]
fn documents_are_written_back_as_they_were_read() {
    for name in ["3.1-fido2-profiles", "3.1-fido2-legacy"] {
        let document = noisy(&shape(name));
        for (place, one) in with_one_word_unknown(&document, &WORDS) {
            let read = Fido2Policy::parse(&one).unwrap_or_else(|error| panic!("{place}: {error}"));
            assert_eq!(bare(&read.to_json()), bare(&one), "{place}");
        }
    }
    for name in ["2-policy-v1", "2-policy-beta"] {
        let document = noisy(&shape(name));
        let at = "/registrationEnforcement/authenticationMethodsRegistrationCampaign";
        for (place, one) in with_one_word_unknown(&document, &WORDS) {
            let read = RegistrationCampaign::parse(&one).unwrap();
            assert_eq!(bare(&read.to_json()), bare(one.pointer(at).unwrap()), "{place}");
        }
    }
}

#[test]
fn a_configuration_at_its_own_address_keeps_what_a_change_does_not_name() {
    let base = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations";
    for (name, tree, id) in [
        ("3.2-authenticator-v1", Tree::V1, "microsoftAuthenticator"),
        ("3.2-authenticator-beta", Tree::Beta, "microsoftAuthenticator"),
        ("3.3-temporary-access-pass", Tree::V1, "temporaryAccessPass"),
    ] {
        let path = format!("{base}/{id}");
        let line: &str = format!("GET /{}/{path}", tree.as_str()).leak();
        for (place, document) in with_one_word_unknown(&noisy(&shape(name)), &WORDS) {
            let directory = Directory::that_says([(line, document.clone())]);
            let client = directory.client();
            let read = client.document(tree, &path).unwrap();
            assert_eq!(read, document, "{place}");
            // Its targets as they were read, and one more.
            let mut targets = read["includeTargets"].clone();
            targets.as_array_mut().unwrap().push(json!({ "id": "g", "targetType": "group" }));
            let body = json!({ "@odata.type": read["@odata.type"], "includeTargets": targets });
            client.patch(tree, &path, &body).unwrap();
            let mut expected = document;
            expected["includeTargets"] = targets;
            assert_eq!(bare(&directory.says(line)), bare(&expected), "{place}");
        }
    }
}

#[test]
fn a_change_of_the_campaign_keeps_what_it_does_not_name() {
    for (tree, name) in [(Tree::V1, "2-policy-v1"), (Tree::Beta, "2-policy-beta")] {
        let (v1, beta) = (noisy(&shape("2-policy-v1")), noisy(&shape("2-policy-beta")));
        let directory = directory(&v1, &beta);
        let client = directory.client();
        let standing = StandingCampaign::of(client.methods_policy(tree).unwrap(), tree).unwrap();
        let edit = CampaignEdit {
            state: Some("enabled".to_owned()),
            snooze_days: Some(7),
            ..CampaignEdit::default()
        };
        let change = standing.change_to(&edit.apply(&standing.campaign).unwrap());
        mend(&client, &change, None).unwrap();
        let line = format!("GET /{}/policies/authenticationMethodsPolicy", tree.as_str());
        assert_kept(&noisy(&shape(name)), &directory.says(&line), &change);
    }
}

#[test]
fn what_is_patched_says_its_type_and_carries_no_other_label() {
    let (v1, beta) = (shape("2-policy-v1"), shape("2-policy-beta"));
    let directory = directory(&v1, &beta);
    let path = CONFIGURATIONS[0].1.strip_prefix("GET /v1.0/").unwrap();
    let of_type = "#microsoft.graph.fido2AuthenticationMethodConfiguration";
    let body = json!({ "@odata.type": of_type, "x@odata.context": "y", "state": "disabled" });
    directory.client().patch(Tree::V1, path, &body).unwrap();
    let [(_, sent)] = directory.sent("PATCH").try_into().unwrap();
    assert_eq!(sent, json!({ "@odata.type": of_type, "state": "disabled" }));
}
