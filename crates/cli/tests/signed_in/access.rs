//! What an account may not read, and what it lacks for it.

use serde_json::{Value, json};

use crate::world::{INGRID, World};

fn permission(world: &World) -> Value {
    let document = world.run(&["tenant", "check", "--json"]).document();
    let checks = document["checks"].as_array().unwrap();
    checks.iter().find(|one| one["check"] == "graph-permission").unwrap().clone()
}

#[test]
fn a_check_says_which_permission_is_missing_for_which_job() {
    let world = World::signed_in(INGRID, "own");
    let found = permission(&world);
    assert_eq!(
        (&found["outcome"], &found["reason"]),
        (&json!("fail"), &json!("permission-missing")),
        "{found}"
    );
    let missing = found["evidence"]["permissions"].to_string();
    assert!(missing.contains("desk: ") && missing.contains("Policy.Read.All"), "{missing}");
    assert!(missing.contains("reports: AuditLog.Read.All"), "{missing}");
    assert_eq!(found["evidence"]["consent"], Value::Null, "practice has no such page");
    let run = world.run(&["tenant", "check"]);
    let role = "a role for change-policy: Authentication Policy Administrator";
    assert!(run.out.contains(role), "{}", run.out);
    // readiness.md: the runbook names it besides.
    assert!(run.out.contains("Global Administrator"), "{}", run.out);
    world.sign_in(INGRID, "own,desk", &[]);
    let found = permission(&world);
    assert_eq!((&found["outcome"], &found["reason"]), (&json!("pass"), &Value::Null), "{found}");
    assert!(!found["evidence"]["permissions"].to_string().contains("Policy.Read.All"));
}
