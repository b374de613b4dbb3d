//! Ten broken registrations for those who show how one is diagnosed (tests/window): made here, with the
//! link and the reason that must be named. None may hold a key that anybody uses.

use std::{env, fs, path::Path};

use serde_json::{Value, json};

use crate::{
    defects,
    plan::{Fmt, Plan},
    random::Random,
};

/// The defect, on which format, and which check must name which reason.
const TEN: [(&str, Fmt, &str, &str); 10] = [
    ("challenge of another", Fmt::Packed, "challenge", "challenge-mismatch"),
    ("origin of another", Fmt::Packed, "origin", "origin-mismatch"),
    ("RP ID of another", Fmt::None, "rp-id", "rp-id-mismatch"),
    ("a point of zeros", Fmt::None, "public-key", "public-key-not-on-curve"),
    ("object cut", Fmt::Packed, "statement-structure", "cbor-malformed"),
    (
        "a signature with its last bit bent",
        Fmt::SelfPacked,
        "statement-signature",
        "statement-signature-invalid",
    ),
    ("leaf expired", Fmt::U2f, "certificate", "certificate-expired"),
    ("an AAGUID of zeros", Fmt::Packed, "certificate-aaguid", "certificate-aaguid-mismatch"),
    ("another root of the same name", Fmt::Tpm, "chain", "chain-untrusted"),
    ("Apple for another nonce", Fmt::Apple, "statement-signature", "nonce-mismatch"),
];

fn kept() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/window/fixtures/broken.json")
}

fn made() -> Value {
    let mut random = Random::new(Random::seed());
    let one = |(name, fmt, check, reason): &(&str, Fmt, &str, &str)| {
        let all = defects::all();
        let defect = all.iter().find(|one| one.name == *name).unwrap();
        assert!(defect.on.contains(fmt) && defect.reasons.contains(reason), "{name}");
        let mut plan = Plan::good(*fmt, &mut random);
        (defect.apply)(&mut plan);
        json!({ "record": plan.record(name), "check": check, "reason": reason })
    };
    TEN.iter().map(one).collect()
}

#[test]
fn the_broken_registrations_that_are_kept_are_of_these_defects() {
    if env::var_os("TOUCHSTONE_WRITE_BROKEN").is_some() {
        fs::create_dir_all(kept().parent().unwrap()).unwrap();
        fs::write(kept(), serde_json::to_string_pretty(&made()).unwrap() + "\n").unwrap();
    }
    let kept: Value = serde_json::from_slice(&fs::read(kept()).unwrap()).unwrap();
    let kept = kept.as_array().unwrap().iter().map(|one| {
        let word = |of: &Value| of.as_str().unwrap().to_owned();
        (word(&one["record"]["id"]), word(&one["check"]), word(&one["reason"]))
    });
    let named =
        TEN.map(|(name, _, check, reason)| (name.to_owned(), check.to_owned(), reason.to_owned()));
    assert_eq!(kept.collect::<Vec<_>>(), named, "TOUCHSTONE_WRITE_BROKEN=1 writes them anew");
}
