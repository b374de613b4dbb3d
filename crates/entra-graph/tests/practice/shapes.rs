//! Each shape that Graph is known to answer in, read by the client to the same end (graph.md §4).

use enrollment::tenant::ChallengeLife;
use enrollment::tenant::Tenant;
use entra_graph::{Settings, Version};
use practice::{
    models,
    tenant::{Envelope, ExcludeIds, InnerErrorSpelling, Members, Switches},
};

use crate::{
    dress::is_every_asked,
    support::{MIRA, Practice},
};

/// The twelve of creation options, each with whole members and with sparse ones; pages and spellings take turns.
/// With `TOUCHSTONE_DRESSES=all` every one.
pub(crate) fn every_shape() -> Vec<Switches> {
    if is_every_asked() {
        return Switches::every();
    }
    let has_its_turn = |dress: &Switches| {
        let small = (dress.members == Members::Sparse) != (dress.envelope == Envelope::Value);
        let lower = dress.inner_error == InnerErrorSpelling::Lower;
        (dress.page_size.is_some(), lower) == (small, small)
    };
    Switches::every().into_iter().filter(has_its_turn).collect()
}

#[test]
fn a_registered_key_is_excluded_and_another_registered_whatever_the_shape() {
    let practice = Practice::new();
    let mira = practice.mira();
    let first = practice.parcel(&mira, &models::PRACTICE_KEY_C);
    practice.client().register(&mira.id, &first).unwrap();
    for (at, switches) in every_shape().into_iter().enumerate() {
        practice.running().control().set_switches(switches);
        for version in [Version::V1, Version::Beta] {
            let client = practice.client_with(Settings { version, ..Settings::default() });
            let options = client.creation_options(&mira.id, ChallengeLife::Standard).unwrap();
            assert_eq!(options.rp.id.as_deref(), Some("login.microsoft.com"));
            assert_eq!(
                options.algorithms().iter().map(|alg| alg.0).collect::<Vec<_>>(),
                [-7, -257]
            );
            let excluded = options.excluded_credential_ids();
            assert!(excluded.contains(first.credential_id()), "{switches:?}");
            assert_eq!(options.exclude_credentials.len(), 1);
            assert!(options.challenge_timeout.is_some());
            // graph.md §4.2: 51 bytes beginning `OF:`; a challenge of several thousand characters.
            assert!(options.user.id.as_bytes().starts_with(b"OF:"));
            assert_eq!(options.user.id.as_bytes().len(), 51);
            assert!(options.challenge.as_bytes().len() > 2000);
        }
        if at % 3 == 0 {
            let second = practice.parcel(&mira, &models::PRACTICE_KEY_BIO);
            let method = practice.client().register(&mira.id, &second).unwrap();
            practice.client().delete_fido2_method(&mira.id, &method.id).unwrap();
        }
    }
}

/// The three spellings, as they stand in the JSON.
#[test]
fn excluded_ids_are_written_in_each_of_the_three_encodings() {
    let practice = Practice::new();
    let mira = practice.mira();
    let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
    practice.client().register(&mira.id, &parcel).unwrap();
    let written = |exclude_ids| {
        let switches = Switches { exclude_ids, ..Switches::default() };
        practice.running().control().set_switches(switches);
        let options = practice.options(MIRA);
        options["publicKey"]["excludeCredentials"][0]["id"].as_str().unwrap().to_owned()
    };
    let unpadded = parcel.credential_id().to_string();
    // A practice key's IDs have 64 bytes: 86 characters and two `=`.
    assert_eq!(unpadded.len(), 86);
    assert_eq!(written(ExcludeIds::Unpadded), unpadded);
    assert_eq!(written(ExcludeIds::PadDigit), format!("{unpadded}2"));
    let standard = written(ExcludeIds::Base64);
    assert_eq!(standard.replace('+', "-").replace('/', "_"), format!("{unpadded}=="));
}

/// graph.md §4.1: v1.0 has no parameter; beta has it in two spellings, 5 to 43,200.
#[test]
fn the_challenges_time_can_be_asked_for_in_beta_only() {
    let practice = Practice::new();
    let base = format!("users/{MIRA}/authentication/fido2Methods/creationOptions");
    let status = |path: String| practice.raw("GET", &path, None).status;
    for spelling in ["(challengeTimeoutInMinutes=60)", "?challengeTimeoutInMinutes=60"] {
        assert_eq!(status(format!("/v1.0/{base}{spelling}")), 400);
        assert_eq!(status(format!("/beta/{base}{spelling}")), 200);
    }
    for (minutes, expected) in [("4", 400), ("5", 200), ("43200", 200), ("43201", 400), ("x", 400)]
    {
        let path = format!("/beta/{base}(challengeTimeoutInMinutes={minutes})");
        assert_eq!(status(path), expected, "{minutes}");
    }
    assert_eq!(status(format!("/beta/{base}(other=5)")), 400);
    let settings = Settings { version: Version::Beta, ..Settings::default() };
    let life = ChallengeLife::Minutes(ChallengeLife::LONGEST);
    let client = practice.client_with(settings);
    let options = client.creation_options(&practice.mira().id, life).unwrap();
    let left = options.challenge_timeout.unwrap().0 - crate::support::now().0;
    assert!((43_199 * 60..=43_200 * 60).contains(&left), "{left}");
}

#[test]
fn both_spellings_of_the_inner_error_hold_the_ids() {
    let practice = Practice::new();
    for (inner_error, name) in
        [(InnerErrorSpelling::Camel, "innerError"), (InnerErrorSpelling::Lower, "innererror")]
    {
        let switches = Switches { inner_error, ..Switches::default() };
        practice.running().control().set_switches(switches);
        let raw = practice.raw("GET", "/v1.0/users/nobody", None);
        let inner = &raw.body["error"][name];
        assert_eq!(inner["request-id"].as_str(), raw.headers["request-id"].to_str().ok());
        // graph.md §6.1: the inner date has no zone.
        assert!(!inner["date"].as_str().unwrap().ends_with('Z'));
    }
}

#[test]
fn good_answers_have_their_ids_and_their_context() {
    let practice = Practice::new();
    let raw = practice.raw("GET", "/v1.0/organization", None);
    assert!(raw.headers["content-type"].to_str().unwrap().contains("odata.metadata=minimal"));
    assert_eq!(raw.headers["request-id"].len(), 36);
    let context = raw.body["@odata.context"].as_str().unwrap();
    assert!(context.ends_with("/v1.0/$metadata#organization"), "{context}");
}
