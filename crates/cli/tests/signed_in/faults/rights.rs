//! Tokens that are over, proofs that are wanted and rights that are missing, at each request. No key may be told
//! anything before that is settled.

use serde_json::json;

use super::{STEPS, befall, provision, says};
use crate::world::{MIRA, World};

/// The token is over in mid-flow: each request in turn is told so once.
#[test]
fn a_token_that_is_over_in_mid_flow_is_renewed_and_nobody_notices() {
    let world = World::signed_in(MIRA, "desk");
    for step in STEPS.into_iter().filter(|(_, path)| *path != "*/token") {
        let over = json!({ "do": "answer", "status": 401, "code": "InvalidAuthenticationToken" });
        befall(&world, step, json!(1), over);
        provision(&world, &format!("{step:?}"), &[0]);
    }
}

/// A refusal at each request that reads: nothing is on the key or in the directory, and what to do is said.
#[test]
fn a_refusal_before_the_key_is_said_with_what_to_do_about_it() {
    let world = World::signed_in(MIRA, "desk");
    let code = |status: u16, code: &str| json!({ "do": "answer", "status": status, "code": code });
    for step in STEPS.into_iter().filter(|(method, _)| *method == "GET") {
        // Without the groups or the name it goes on: the directory itself judges whom the policy is for.
        let needed = !["*/transitiveMemberOf", "/organization"].contains(&step.1);
        let proof = ["stronger sign-in", "In a terminal that is offered", "not done"];
        let role = ["lacks a role", "the application a permission", "docs/app-registration.md"];
        let over = ["sign-in is over", "`touchstone tenant sign-in`", "not done"];
        for (action, error, status, words) in [
            (json!({ "do": "claims-forbidden" }), "step-up-needed", 3, proof),
            (json!({ "do": "claims-challenge" }), "step-up-needed", 3, proof),
            (code(403, "Authorization_RequestDenied"), "tenant-refused", 1, role),
            (code(401, "InvalidAuthenticationToken"), "sign-in-needed", 3, over),
        ] {
            befall(&world, step, json!("always"), action.clone());
            let what = format!("{step:?} {action}");
            let denied = error == "tenant-refused";
            let allowed = if needed || !denied { vec![status] } else { vec![0, 1] };
            let document = provision(&world, &what, &allowed);
            if needed || !denied {
                assert_eq!(document["error"], error, "{what}: {document}");
                assert!(document["credential_id"].is_null(), "{what}: a key was used");
                says(&document, &words, &what);
            }
        }
    }
}
