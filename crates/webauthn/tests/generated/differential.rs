//! The same registrations for other judges: `scripts/test/differential.sh` asks them, and holds what they
//! say against our verdict. What they are asked must never be easier than what we were.

use std::{env, fs::File, io::Write};

use serde_json::{Value, json};
use webauthn::{UserVerification, Verdict, base64url};

use crate::{
    defects,
    plan::{Fmt, Plan},
    random::Random,
};

/// Good ones of each format: algorithms and lengths of paths differ.
const GOOD: usize = 20;

fn line(case: &str, fmt: Fmt, round: usize, plan: &Plan) -> Value {
    let object = plan.object();
    let ours = plan.judge_object(&object).judgement;
    let id = base64url::encode(&plan.response_id);
    let mut request = json!({
        "id": format!("{case} | {fmt:?} | {round}"),
        "origin": plan.expected.origins.first(),
        "rp_id": plan.expected.rp_id,
        "challenge": plan.expected.challenge,
        "require_uv": plan.expected.user_verification == UserVerification::Required,
        "response": {
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url::encode(plan.client_data().as_bytes()),
                "attestationObject": base64url::encode(&object),
                "transports": [],
            },
        },
    });
    if let Some(algorithms) = &plan.expected.algorithms {
        request["algs"] = algorithms.iter().map(|one| one.0).collect();
    }
    let attested = ours.attestation.trusted.is_some();
    if let Some(root) = plan.root_der().filter(|_| attested) {
        request["trust_roots"] = json!([data_encoding::BASE64.encode(&root)]);
    }
    let reasons: Vec<_> = ours
        .findings
        .iter()
        .filter(|finding| finding.outcome == webauthn::Outcome::Fail)
        .filter_map(|finding| Some(finding.reason?.as_str()))
        .collect();
    let verdict = match ours.verdict {
        Verdict::Admitted => "accepts",
        Verdict::Invalid | Verdict::Refused => "refuses",
        Verdict::Undetermined => "leaves open",
    };
    json!({
        "case": case, "fmt": format!("{fmt:?}"), "ours": verdict, "reasons": reasons,
        "alg": plan.credential.alg, "attestation_alg": plan.alg, "request": request,
    })
}

#[test]
fn every_registration_is_written_for_other_judges() {
    let Ok(path) = env::var("TOUCHSTONE_DIFFERENTIAL") else { return };
    let mut random = Random::new(Random::seed());
    let mut out = File::create(path).unwrap();
    for fmt in Fmt::ALL {
        for round in 0..GOOD {
            let plan = Plan::good(fmt, &mut random);
            writeln!(out, "{}", line("nothing wrong", fmt, round, &plan)).unwrap();
        }
    }
    for defect in defects::all() {
        for fmt in defect.on {
            let mut plan = Plan::good(*fmt, &mut random);
            (defect.apply)(&mut plan);
            writeln!(out, "{}", line(defect.name, *fmt, 0, &plan)).unwrap();
        }
    }
}
