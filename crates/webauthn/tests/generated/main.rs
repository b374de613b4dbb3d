//! Registrations made here and now, of every format, by a CA of our own, with one defect each or
//! none. No defect must ever be admitted, and nothing that is right refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, missing_docs)]

mod broken;
mod certificate;
mod defects;
mod der;
mod differential;
mod key;
mod plan;
mod random;
mod statement;

use std::collections::BTreeSet;

use webauthn::{Outcome, Verdict, Verification};

use self::{
    defects::{Defect, Expected},
    plan::{Fmt, Plan},
    random::Random,
};

fn notable(verification: &Verification) -> Vec<String> {
    let findings = verification.judgement.findings.iter();
    findings
        .filter(|finding| finding.reason.is_some())
        .map(|finding| format!("{finding} {}", serde_json::to_string(&finding.evidence).unwrap()))
        .collect()
}

#[test]
fn nothing_that_is_right_is_refused() {
    let seed = Random::seed();
    println!("TOUCHSTONE_SEED={seed}");
    let mut random = Random::new(seed);
    for round in 0..12 {
        for fmt in Fmt::ALL {
            let verification = Plan::good(fmt, &mut random).judge();
            let notable = notable(&verification);
            let admitted = verification.judgement.verdict == Verdict::Admitted;
            assert!(admitted, "seed {seed}, round {round}, {fmt:?}: {notable:#?}");
            // The compound has a self attestation in it, and says no more than that.
            let attested = !matches!(fmt, Fmt::None | Fmt::SelfPacked | Fmt::Compound);
            assert_eq!(verification.judgement.attestation.trusted, attested.then_some(true));
        }
    }
}

fn found(verification: &Verification, defect: &Defect) -> bool {
    let (verdict, outcome) = match defect.expected {
        Expected::Fails => (Verdict::Invalid, Outcome::Fail),
        Expected::Unknown => (Verdict::Undetermined, Outcome::Unknown),
        Expected::Warns => (Verdict::Admitted, Outcome::Warn),
    };
    let mut findings = verification.judgement.findings.iter();
    verification.judgement.verdict == verdict
        && findings.any(|finding| {
            let reason = finding.reason.map(|reason| reason.as_str());
            finding.outcome == outcome
                && reason.is_some_and(|reason| defect.reasons.contains(&reason))
        })
}

#[test]
fn each_defect_is_found_and_named() {
    let seed = Random::seed();
    println!("TOUCHSTONE_SEED={seed}");
    let mut random = Random::new(seed);
    let mut names = BTreeSet::new();
    let mut missed = Vec::new();
    let mut made = 0;
    for defect in defects::all() {
        assert!(names.insert(defect.name), "{} twice", defect.name);
        for fmt in defect.on {
            let mut plan = Plan::good(*fmt, &mut random);
            (defect.apply)(&mut plan);
            let verification = plan.judge();
            made += 1;
            if !found(&verification, &defect) {
                let verdict = verification.judgement.verdict;
                let notable = notable(&verification);
                missed.push(format!("{} on {fmt:?}: {verdict:?} {notable:#?}", defect.name));
            }
        }
    }
    println!("{} kinds of defects in {made} registrations", names.len());
    assert!(missed.is_empty(), "seed {seed}: {}", missed.join("\n"));
    assert!(names.len() >= 100);
}
