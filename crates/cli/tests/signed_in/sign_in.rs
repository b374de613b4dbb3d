//! Signing in, being told so, and signing out.

use std::{fs, net::TcpListener};

use practice::tenant::{Consent, Licence, Switches};
use serde_json::{Value, json};

use crate::{
    support::Place,
    world::{ADA, INGRID, MIRA, World, browse, get},
};

#[test]
fn somebody_signs_in_with_the_browser_and_every_command_works_for_their_organisation() {
    for world in World::in_each_dress() {
        let before = world.run(&["tenant", "status", "--json"]).document();
        assert_eq!((&before["signed_in"], &before["practice"]), (&json!(false), &json!(true)));
        let document = world.sign_in(MIRA, "desk", &[]);
        assert_eq!(document["account"], MIRA);
        assert_eq!(document["organisation"], "Harbour & Pine");
        assert_eq!((&document["practice"], &document["cloud"]), (&json!(true), &json!("practice")));
        assert_eq!(document["jobs"], json!(["desk"]));
        let status = world.run(&["tenant", "status", "--json"]);
        assert_eq!(status.status, 0, "{}", status.err);
        assert_eq!(status.document()["account"], MIRA);
        let check = world.run(&["tenant", "check", "--json"]);
        let document = check.document();
        assert_eq!(document["signed_in_as"], MIRA);
        assert_eq!(document["organisation"], "Harbour & Pine");
        assert!(check.err.contains("reports"), "what is missing is said: {}", check.err);
        // It went over the wire to the organisation of the other program; none was started here.
        assert!(!world.place.path("state/practice-tenant").exists());
        let out = world.run(&["tenant", "sign-out", "--json"]);
        assert_eq!((out.status, &out.document()["was"]), (0, &json!(MIRA)));
        assert!(!world.place.path("state/sign-in").exists());
        let after = world.run(&["tenant", "check", "--json"]).document();
        assert_eq!((&after["signed_in_as"], &after["practice"]), (&Value::Null, &json!(true)));
    }
}

#[test]
fn a_code_on_another_device_signs_in_too() {
    for world in World::in_each_dress() {
        let begun = world.begin("desk", &["--device-code"]);
        let code = begun.said.split("type the code ").nth(1).unwrap().split('.').next().unwrap();
        let page = get(&format!("{}?user_code={code}&practice_person={INGRID}", begun.address));
        assert!(page.body.contains("Done"), "{}", page.body);
        let run = begun.end();
        assert_eq!(run.status, 0, "{}", run.err);
        assert_eq!(run.document()["account"], INGRID);
        assert_eq!(world.run(&["tenant", "status", "--json"]).document()["account"], INGRID);
        // How somebody signed in is remembered; the practice authority's address is not.
        let settings = fs::read_to_string(world.place.path("state/settings.toml")).unwrap();
        assert!(settings.contains("by = \"device-code\""), "{settings}");
        assert!(!settings.contains("http"), "{settings}");
    }
}

#[test]
fn the_browser_is_opened_with_the_address_and_nothing_else() {
    let world = World::new();
    let opener = world.place.browser();
    let file = world.practice_file();
    let arguments = ["tenant", "sign-in", "--practice", &file, "--json"];
    let mut command = world.place.command(&arguments);
    command.env("PATH", &opener);
    let running = std::thread::spawn(move || crate::support::run(&mut command, ""));
    let address = world.place.opened();
    assert!(address.contains("/oauth2/v2.0/authorize?"), "{address}");
    assert_eq!(browse(&address, MIRA).status, 200);
    let run = running.join().unwrap();
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("opens in your browser") && run.err.contains(&address));
    assert_eq!(run.document()["account"], MIRA);
}

#[test]
fn asking_for_more_keeps_what_was_agreed_to() {
    for world in World::in_each_dress() {
        world.sign_in(MIRA, "desk", &[]);
        let more = world.sign_in(MIRA, "reports", &[]);
        assert_eq!(more["jobs"], json!(["desk", "reports"]));
        let other = world.sign_in(INGRID, "own", &["--select-account"]);
        assert_eq!((&other["account"], &other["jobs"]), (&json!(INGRID), &json!(["own"])));
    }
}

#[test]
fn what_others_sign_in_with_besides_passkeys_is_another_job_and_named_where_it_lacks() {
    for world in World::in_each_dress() {
        world.sign_in(MIRA, "desk", &[]);
        let checked = |world: &World| {
            let run = world.run(&["tenant", "check", "--for", ADA, "--json"]);
            let document = run.document();
            let checks = document["checks"].as_array().unwrap().clone();
            let one = checks.into_iter().find(|one| one["check"] == "user-registered");
            let one = one.unwrap_or_else(|| panic!("{document}"));
            (one, run.err)
        };
        let (one, said) = checked(&world);
        assert_eq!(
            (&one["outcome"], &one["reason"]),
            (&json!("unknown"), &json!("forbidden")),
            "{one}"
        );
        assert!(said.contains("methods: look at the methods of others"), "{said}");
        assert!(said.contains("--jobs methods,reports"), "{said}");
        world.sign_in(MIRA, "methods", &[]);
        let (one, said) = checked(&world);
        assert_ne!(one["reason"], json!("forbidden"), "{one}");
        assert!(!said.contains("methods: look"), "{said}");
    }
}

#[test]
fn a_licence_that_is_missing_is_said_as_that_and_asks_nobody_to_sign_in_again() {
    for world in World::in_each_dress() {
        world.sign_in(MIRA, "desk,reports", &[]);
        let checked = || {
            let run = world.run(&["tenant", "check", "--json"]);
            let document = run.document();
            let checks = document["checks"].as_array().unwrap().clone();
            let one = checks.into_iter().find(|one| one["check"] == "sms-only-users");
            (one.unwrap_or_else(|| panic!("{document}")), run.err)
        };
        assert_ne!(checked().0["outcome"], "unknown");
        world.switch(Switches { licence: Licence::Free, ..world.dress });
        let (one, said) = checked();
        assert_eq!(
            (&one["outcome"], &one["reason"]),
            (&json!("unknown"), &json!("licence-missing"))
        );
        assert!(!said.contains("--jobs"), "{said}");
        let run = world.run(&["tenant", "check"]);
        assert!(run.out.contains("Microsoft Entra ID P1 or P2"), "{}", run.out);
        let run = world.run(&["tenant", "forecast", "--json"]);
        assert_eq!((run.status, &run.document()["error"]), (1, &json!("tenant-refused")));
        let said = run.document()["message"].as_str().unwrap().to_owned();
        assert!(said.contains("P1 or P2") && !said.contains("lacks a role"), "{said}");
    }
}

#[test]
fn a_sign_in_that_is_declined_or_not_allowed_says_so_and_changes_nothing() {
    for world in World::in_each_dress() {
        let begun = world.begin("desk", &["--no-browser"]);
        let back = get(&format!("{}&practice_decision=decline", begun.address)).location.unwrap();
        get(&back);
        let run = begun.end();
        assert_eq!((run.status, &run.document()["error"]), (1, &json!("declined")), "{}", run.err);
        world.switch(Switches { consent: Consent::ByAdministrator, ..world.dress });
        let begun = world.begin("desk", &["--no-browser"]);
        browse(&begun.address, MIRA);
        let run = begun.end();
        assert_eq!((run.status, &run.document()["error"]), (3, &json!("consent-missing")));
        assert_eq!(run.document()["error_codes"], json!([90094]));
        assert!(run.err.contains("An administrator has to"), "{}", run.err);
        let status = world.run(&["tenant", "status", "--json"]).document();
        assert_eq!((&status["signed_in"], &status["practice"]), (&json!(false), &json!(true)));
    }
}

/// 503 at the token endpoint, and a redirect of it to somewhere else, which nobody follows.
#[test]
fn an_authority_in_trouble_or_elsewhere_signs_nobody_in() {
    let world = World::new();
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let away = format!("http://{}/", elsewhere.local_addr().unwrap());
    for (action, code) in [
        (json!({ "do": "answer", "status": 503 }), "authority-failing"),
        (json!({ "do": "redirect", "location": away }), "authority-malformed"),
        (json!({ "do": "cut-within-answer" }), "authority-unreachable"),
    ] {
        world.script(&json!([{ "match": { "path": "*/token" }, "action": action }]));
        let begun = world.begin("desk", &["--no-browser"]);
        browse(&begun.address, MIRA);
        let run = begun.end();
        let document = run.document();
        assert_eq!((run.status, &document["error"]), (3, &json!(code)), "{}", run.err);
        let says = document["message"].as_str().unwrap();
        let next = says.contains("run this again") || says.contains("Try again");
        assert!(next || code == "authority-malformed", "nobody says what to do next: {says}");
    }
    assert!(elsewhere.accept().is_err(), "somebody followed");
}

#[test]
fn what_no_sign_in_can_begin_with_is_said() {
    let place = Place::new();
    let refused = |arguments: &[&str], code: &str| {
        let all = [&["tenant", "sign-in", "--json"], arguments].concat();
        let run = place.run(&all, "");
        assert_eq!((run.status, &run.document()["error"]), (2, &json!(code)), "{}", run.err);
    };
    refused(&[], "application-needed");
    refused(&["--client-id", "x", "--tenant", "contoso.example"], "application-malformed");
    let id = "7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001";
    refused(&["--client-id", id, "--tenant", "common"], "application-malformed");
    refused(
        &["--client-id", id, "--tenant", "a.example", "--cloud", "moon"],
        "application-malformed",
    );
    refused(&["--client-id", id, "--tenant", "a", "--cloud", "practice"], "application-malformed");
    refused(&["--client-id", id], "usage");
    refused(&["--jobs", "everything"], "usage");
    // A practice organisation is on this computer and nowhere else.
    let file = |authority: &str, base: &str| {
        let document = json!({ "authority": authority, "base_url": base, "client_id": id });
        place.file("p.json", document.to_string())
    };
    for (authority, base) in [
        ("http://practice.example/x", "http://127.0.0.1:1"),
        ("http://127.0.0.1:1/x", "http://practice.example"),
        ("https://login.microsoftonline.com/x", "http://127.0.0.1:1"),
        ("http://127.0.0.1:1/x", "https://graph.microsoft.com"),
    ] {
        refused(&["--practice", &file(authority, base)], "practice-malformed");
    }
    assert!(!place.path("state/settings.toml").exists());
}

/// Nothing of the sign-in is left, as without a keyring: the program says so and does not practise instead.
#[test]
fn a_sign_in_that_is_gone_is_said_and_practice_is_no_substitute() {
    let world = World::signed_in(MIRA, "desk");
    fs::remove_file(world.place.path("state/sign-in")).unwrap();
    for arguments in [
        &["tenant", "check", "--json"][..],
        &["register", "--for", ADA, "--key", "practice", "--json"],
        &["tenant", "campaign", "get", "--json"],
    ] {
        let run = world.run(arguments);
        assert_eq!((run.status, &run.document()["error"]), (3, &json!("sign-in-needed")));
        assert!(run.err.contains("touchstone tenant sign-in"), "{}", run.err);
    }
    assert_eq!(world.run(&["tenant", "status"]).status, 3);
    assert!(!world.place.path("state/practice-tenant").exists());
    assert_eq!(world.run(&["tenant", "sign-out"]).status, 0);
    assert_eq!(world.run(&["tenant", "status"]).status, 0);
}
