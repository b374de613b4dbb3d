//! A lost key: listed, deleted with a word, replaced by a pass.

use practice::tenant::{StepUp, Switches};
use serde_json::{Value, json};

use crate::{
    support::talk::Talk,
    work::record,
    world::{ADA, INGRID, MIRA, World},
};

fn methods(world: &World, upn: &str) -> Value {
    let run = world.run(&["tenant", "methods", "list", "--for", upn, "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    run.document()["methods"].clone()
}

#[test]
fn a_key_is_listed_with_model_and_date_and_goes_when_somebody_agreed() {
    let world = World::signed_in(MIRA, "desk,methods");
    assert_eq!(methods(&world, ADA), json!([]));
    let registered = world.register(ADA, &[]).document();
    let listed = methods(&world, ADA);
    let one = &listed[0];
    assert_eq!(one["id"], registered["registered"]["method_id"]);
    assert_eq!(one["credential_id"], registered["id"]);
    assert_eq!(one["model"], "Practice key C");
    assert_eq!(
        (&one["passkey_type"], &one["attestation_level"]),
        (&json!("deviceBound"), &json!("attested"))
    );
    assert!(one["created"].as_str().unwrap().starts_with("20"), "{one}");
    let text = world.run(&["tenant", "methods", "list", "--for", ADA]);
    assert!(text.out.contains("Practice key C") && text.out.contains("--method "), "{}", text.out);
    let id = one["id"].as_str().unwrap();
    let delete = ["tenant", "methods", "delete", "--for", ADA, "--method", id, "--json"];
    let run = world.run(&delete);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("consent-needed")));
    assert!(run.err.contains("LOCKS OUT") && run.err.contains("the last such"), "{}", run.err);
    assert_eq!(world.methods(ADA).len(), 1);
    let run = world.run(&[&delete[..], &["--yes"]].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    assert_eq!(document["left_with"]["loss"], "last-phishing-resistant");
    assert_eq!(document["deleted"]["id"], id);
    assert!(world.methods(ADA).is_empty());
    let (actor, event) = record(&world).pop().unwrap();
    assert_eq!((actor.as_str(), &event["kind"]), (MIRA, &json!("unregistered")));
    assert_eq!((&event["methodId"], &event["account"]), (&json!(id), &json!(ADA)));
    let run = world.run(&[&delete[..], &["--yes"]].concat());
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("no-such-method")));
}

#[test]
fn who_has_another_way_in_is_not_locked_out() {
    // Ingrid has Windows Hello; only a privileged administrator may touch her.
    let world = World::signed_in(INGRID, "desk,methods");
    let registered = world.register(MIRA, &[]);
    assert_eq!(registered.status, 0, "{}", registered.err);
    let id = world.methods(MIRA)[0].id.0.clone();
    let run = world.run(&["tenant", "methods", "delete", "--for", MIRA, "--method", &id, "--json"]);
    assert!(run.err.contains("keeps another way in"), "{}", run.err);
    world.sign_in(MIRA, "desk", &["--select-account"]);
    let run = world.run(&["tenant", "methods", "list", "--for", INGRID, "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let refused = world.register(INGRID, &["--json"]);
    assert_eq!(refused.status, 1, "an administrator's key was registered: {}", refused.err);
    assert_eq!(refused.document()["code"], "Authorization_RequestDenied");
}

#[test]
fn a_deletion_that_was_not_answered_is_looked_up_and_not_sent_twice() {
    let world = World::signed_in(MIRA, "desk,methods");
    assert_eq!(world.register(ADA, &[]).status, 0);
    let id = world.methods(ADA)[0].id.0.clone();
    let delete = ["tenant", "methods", "delete", "--for", ADA, "--method", &id, "--yes", "--json"];
    let befall = |action: Value| {
        let fault = json!({ "match": { "method": "DELETE" }, "times": "always", "action": action });
        world.script(&json!([fault]));
    };
    befall(json!({ "do": "cut-before" }));
    let run = world.run(&delete);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("tenant-unanswered")));
    assert_eq!(world.methods(ADA).len(), 1);
    befall(json!({ "do": "answer", "status": 503 }));
    assert_eq!(world.run(&delete).status, 3);
    befall(json!({ "do": "cut-after-commit" }));
    let run = world.run(&delete);
    assert_eq!(run.status, 0, "it is gone, and said not to be: {}", run.err);
    assert!(world.methods(ADA).is_empty());
    let asked = world.running.control().journal();
    let asked = asked.iter().filter(|one| one.method == "DELETE").count();
    assert_eq!(asked, 3, "one for each time");
    let how = || {
        let (_, event) = record(&world).pop().unwrap();
        (event["kind"].clone(), event["how"].clone())
    };
    assert_eq!(how(), (json!("unregistered"), Value::Null), "done, as older programs say it");
    // Nobody answers at all: it goes on record as what it is.
    assert_eq!(world.register(ADA, &[]).status, 0);
    let id = world.methods(ADA)[0].id.0.clone();
    let delete = ["tenant", "methods", "delete", "--for", ADA, "--method", &id, "--yes", "--json"];
    let list = json!({ "match": { "method": "GET", "path": "*/fido2Methods" }, "nth": 2,
        "times": "always", "action": { "do": "answer", "status": 403 } }); // nothing that is waited for
    let fault = |action: Value| {
        let delete = json!({ "match": { "method": "DELETE" }, "action": action });
        world.script(&json!([delete, list]));
    };
    fault(json!({ "do": "cut-before" }));
    let run = world.run(&delete);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("deletion-unsure")));
    assert_eq!(how(), (json!("unregistered"), json!("unsure")));
    // Who answers has not heard of it, and lists it all the same: it is there.
    let only = |action: Value| {
        world.script(&json!([{ "match": { "method": "DELETE" }, "action": action }]));
    };
    only(json!({ "do": "answer", "status": 404, "code": "ResourceNotFound" }));
    assert_ne!(world.run(&delete).status, 0);
    assert_eq!(how().1, json!("unsure"), "nothing more is on record");
    assert_eq!(world.methods(ADA).len(), 1);
    // Somebody was faster.
    only(json!({ "do": "fail-after-commit", "status": 404 }));
    let run = world.run(&delete);
    assert_eq!((run.status, &run.document()["gone_before"]), (0, &json!(true)), "{}", run.err);
    assert_eq!(how(), (json!("unregistered"), json!("by-somebody-else")));
}

#[test]
fn a_pass_is_shown_once_and_only_where_somebody_reads_along_or_asked() {
    let world = World::signed_in(MIRA, "desk,pass");
    let run = world.run(&["tenant", "pass", "--for", ADA, "--json"]);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("nobody-sees")));
    assert_eq!(world.run(&["tenant", "pass", "--for", ADA]).status, 2);
    let passes = || {
        let owner = world.owner();
        let ada = enrollment::tenant::Tenant::person(&owner, ADA).unwrap();
        owner.access_passes(&ada.id).unwrap()
    };
    assert!(passes().is_empty(), "one was issued that nobody saw");
    let run = world.run(&["tenant", "pass", "--for", ADA, "--print-pass", "--once", "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    let pass = document["pass"].as_str().unwrap();
    assert_eq!((pass.len(), &document["is_usable_once"]), (8, &json!(true)));
    assert!(!run.err.contains(pass));
    let (actor, event) = record(&world).pop().unwrap();
    assert_eq!((actor.as_str(), &event["kind"]), (MIRA, &json!("pass-issued")));
    assert!(!event.to_string().contains(pass));
    assert_eq!(passes()[0].id, document["id"].as_str().unwrap());
    let run = world.run(&["tenant", "pass", "--for", ADA, "--print-pass"]);
    assert_eq!(run.out.trim().len(), 8, "{}", run.out);
    assert!(run.err.contains("this once"), "{}", run.err);
    assert!(run.err.contains("finish registering within 10 minutes"), "{}", run.err);
    // One that nobody has seen is on record as that.
    world.script(&json!([{ "match": { "method": "POST", "path": "*/temporaryAccessPassMethods" },
        "action": { "do": "cut-after-commit" } }]));
    let run = world.run(&["tenant", "pass", "--for", ADA, "--print-pass", "--json"]);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("pass-unsure")), "{}", run.err);
    let (_, event) = record(&world).pop().unwrap();
    assert_eq!((&event["kind"], &event["how"]), (&json!("pass-issued"), &json!("unsure")));
    assert_eq!(passes().len(), 1, "there is one");
    // Longer than the policy allows.
    let long = ["tenant", "pass", "--for", ADA, "--print-pass", "--minutes", "9999", "--json"];
    let run = world.run(&long);
    let refused = run.document();
    assert_eq!((run.status, &refused["error"]), (1, &json!("pass-not-allowed")));
    assert_eq!((&refused["reason"], &refused["policy"]["most"]), (&json!("too-long"), &json!(480)));
    let often = ["tenant", "pass", "--for", ADA, "--print-pass", "--reusable"];
    let run = world.run(&often);
    assert!(run.status == 1 && run.err.contains("only passes that are good once"), "{}", run.err);
    // For an administrator, and for oneself.
    let run = world.run(&["tenant", "pass", "--for", INGRID, "--print-pass", "--json"]);
    assert_eq!(run.document()["code"], "Authorization_RequestDenied", "{}", run.err);
    let issued = || {
        let all = world.running.control().journal();
        let of_passes = |path: &str| path.ends_with("/temporaryAccessPassMethods");
        all.iter().filter(|one| one.method == "POST" && of_passes(&one.path)).count()
    };
    let before = issued();
    let run = world.run(&["tenant", "pass", "--for", MIRA, "--print-pass", "--json"]);
    let error = run.document()["error"].clone();
    assert_eq!((run.status, error), (2, json!("pass-for-oneself")), "{}", run.err);
    assert!(before > 0 && issued() == before, "nothing was asked for");
}

#[test]
fn a_pass_needs_a_permission_of_its_own() {
    let world = World::signed_in(MIRA, "desk");
    let run = world.run(&["tenant", "pass", "--for", ADA, "--print-pass", "--json"]);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("consent-missing")));
    assert_eq!(run.document()["jobs"], json!(["pass"]));
    world.switch(Switches { step_up: StepUp::Forbidden, ..Switches::default() });
    assert_eq!(world.register(ADA, &["--json"]).document()["error"], "step-up-needed");
}

fn others(world: &World) -> Vec<Value> {
    let run = world.run(&["tenant", "methods", "list", "--all", "--for", MIRA, "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    run.document()["others"].as_array().unwrap().clone()
}

/// graph.md §5: an app and Windows Hello can be deleted; of other kinds no document says so.
#[test]
fn an_app_goes_with_its_word_and_what_no_document_deletes_is_refused() {
    let world = World::signed_in(INGRID, "desk,methods,pass");
    let listed = others(&world);
    let of = |kind: &str| listed.iter().find(|one| one["kind"] == kind).unwrap().clone();
    let (app, hello) = (of("authenticator"), of("windows-hello"));
    let text = world.run(&["tenant", "methods", "list", "--all", "--for", MIRA]);
    assert!(text.out.contains("Phone (Microsoft Authenticator, version "), "{}", text.out);
    assert!(text.out.contains("--kind authenticator --method "), "{}", text.out);
    let delete = |kind: &'static str, id: &Value, more: &[&'static str]| {
        let id = id["id"].as_str().unwrap().to_owned();
        let named = ["tenant", "methods", "delete", "--for", MIRA, "--kind", kind, "--method"];
        let mut all: Vec<String> = named.into_iter().map(str::to_owned).collect();
        all.push(id);
        all.extend(more.iter().map(|one| (*one).to_owned()));
        all
    };
    let run = |all: Vec<String>| world.run(&all.iter().map(String::as_str).collect::<Vec<_>>());
    for kind in ["platform", "pass"] {
        let run = run(delete(kind, &app, &["--yes", "--json"]));
        assert_eq!((run.status, &run.document()["error"]), (2, &json!("not-deletable")), "{kind}");
        assert!(run.err.contains("name no deletion") && run.err.contains("Nothing was deleted"));
    }
    // A passkey's command does not take it out either, nor the other kind's.
    for kind in ["passkey", "windows-hello"] {
        let run = run(delete(kind, &app, &["--yes", "--json"]));
        assert_eq!((run.status, &run.document()["error"]), (2, &json!("no-such-method")), "{kind}");
    }
    let asked = run(delete("authenticator", &app, &["--json"]));
    assert_eq!((asked.status, &asked.document()["error"]), (2, &json!("consent-needed")));
    assert!(asked.err.contains("keeps another way in"), "{}", asked.err);
    let deletes = |world: &World| {
        let journal = world.running.control().journal();
        journal.iter().filter(|one| one.method == "DELETE").count()
    };
    assert_eq!(deletes(&world), 0);
    for (typed, status) in [("yes\n", 1), ("delete\n", 0)] {
        let all = delete("authenticator", &app, &[]);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let mut talk = Talk::begin(&mut world.place.command(&all));
        talk.expect("the phone or computer itself is not touched");
        talk.expect("Type delete, then Enter, to go on: ");
        talk.type_in(typed);
        let (ended, _, screen) = talk.end();
        assert_eq!(ended, status, "{screen}");
    }
    assert_eq!((deletes(&world), others(&world).len()), (1, 1));
    let (actor, event) = record(&world).pop().unwrap();
    assert_eq!((actor.as_str(), &event["kind"]), (INGRID, &json!("unregistered")));
    assert_eq!(event["name"], "Phone (Microsoft Authenticator)");
    // The last that cannot be phished.
    let run = run(delete("windows-hello", &hello, &["--json"]));
    assert_eq!(run.document()["error"], "consent-needed");
    assert!(run.err.contains("LOCKS OUT"), "{}", run.err);
}
