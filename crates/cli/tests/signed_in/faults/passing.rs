//! The directory asks to wait or has a problem of its own. What passes is waited for; what stays may not be waited
//! for in vain, and is said with what to do.

use serde_json::json;

use super::{STEPS, befall, provision, says};
use crate::world::{MIRA, World};

#[test]
fn what_passes_is_waited_for_and_what_stays_is_said() {
    let world = World::signed_in(MIRA, "desk");
    for step in STEPS.into_iter().filter(|(method, _)| *method == "GET") {
        for action in [
            json!({ "do": "answer", "status": 429, "retryAfter": 1 }),
            json!({ "do": "answer", "status": 429 }),
            json!({ "do": "answer", "status": 503 }),
            json!({ "do": "delay", "milliseconds": 1200 }),
        ] {
            befall(&world, step, json!(1), action.clone());
            provision(&world, &format!("{step:?} {action}"), &[0]);
        }
        // Longer than anybody waits.
        for (status, error, words) in [
            (
                429,
                "tenant-throttled",
                ["asks to wait 900 seconds", "not done", "run this again after that"],
            ),
            (503, "tenant-failing", ["status 503", "Nothing was changed", "in a few minutes"]),
        ] {
            let stays = json!({ "do": "answer", "status": status, "retryAfter": 900 });
            befall(&world, step, json!("always"), stays);
            let what = format!("{step:?} {status} stays");
            let document = provision(&world, &what, &[3]);
            assert_eq!(document["error"], error, "{what}");
            assert!(document["credential_id"].is_null(), "{what}: a key was used");
            says(&document, &words, &what);
        }
    }
}
