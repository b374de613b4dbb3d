//! Clouds that lack something: said before anybody is asked anything, the network included.

use std::fs;

use enrollment::store::{SealedFile, Vault, keyring};
use serde_json::json;

use crate::support::{PIN, Place};

/// Somebody who signed in to an organisation of this cloud once; nobody answers for it here.
fn of_cloud(cloud: &str) -> Place {
    let place = Place::new();
    let state = place.path("state");
    fs::create_dir_all(&state).unwrap();
    let client_id = "7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001";
    let account = ["9d4b1f7a-3c2e-4a68-8f05-71c6d2e40001", "o", "mira@contoso.example", "Mira"];
    let kept = json!({
        "format": 1, "cloud": cloud, "authority": null, "graph": null, "client_id": client_id,
        "tenant": "contoso.example", "account": account, "refresh_token": "of nobody",
        "scopes": ["User.Read", "User.ReadBasic.All", "GroupMember.Read.All", "Policy.Read.All",
            "UserAuthMethod-Passkey.ReadWrite.All"],
    });
    let vault = SealedFile::at(&state.join("sign-in"), keyring::system());
    vault.keep(kept.to_string().as_bytes()).unwrap();
    let settings = format!(
        "[start]\naccount = \"tenant\"\n[sign-in]\napplication = \"{client_id}\"\n\
         tenant = \"contoso.example\"\ncloud = \"{cloud}\"\n"
    );
    fs::write(state.join("settings.toml"), settings).unwrap();
    place
}

/// graph.md, section 4.1: creation options are in the worldwide cloud only.
#[test]
fn a_cloud_without_creation_options_says_so_before_anything_is_asked() {
    for cloud in ["us-government-l4", "us-government-l5", "china"] {
        let place = of_cloud(cloud);
        let status = place.run(&["tenant", "status", "--json"], "").document();
        assert_eq!(status["cloud"], cloud);
        assert_eq!(status["cloud_lacks"], json!(["creation-options"]));
        let register = ["register", "--for", "ada@contoso.example", "--json"];
        let run = place.run(&register, "");
        assert_eq!(
            (run.status, &run.document()["error"]),
            (2, &json!("cloud-lacks")),
            "{}",
            run.err
        );
        assert!(run.err.contains("no creation options"), "{}", run.err);
    }
}

#[test]
fn the_practice_key_registers_nothing_in_a_real_organisation() {
    let place = of_cloud("worldwide");
    let status = place.run(&["tenant", "status", "--json"], "").document();
    assert_eq!((&status["practice"], &status["cloud_lacks"]), (&json!(false), &json!([])));
    let register =
        ["register", "--for", "ada@contoso.example", "--key", "practice", "--pin-fd", "0"];
    let run = place.run(&[&register[..], &["--json"]].concat(), PIN);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("practice-key-for-real")));
    assert!(
        !place.path("state/practice-key").exists() && !place.path("state/practice-tenant").exists()
    );
}
