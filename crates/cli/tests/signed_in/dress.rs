//! A whole day's work in every dress that an answer may have: none of them changes what is done, or said to be.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use enrollment::tenant::Tenant;
use practice::tenant::{
    Entry, Envelope, ExcludeIds, InnerErrorSpelling, Members, ODataTypes, Protection, RefreshReuse,
    StepUp, Switches, Throttling,
};
use serde_json::{Map, Value, json};

use crate::{
    oneself::{KEY, as_a_browser_would, watch},
    world::{ADA, INGRID, MIRA, World},
};

const PILOT: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const JOBS: &str = "desk,pass,change-policy,reports";
const FIX: [&str; 8] =
    ["tenant", "check", "--pilot", PILOT, "--fix", "auth-targets", "--yes", "--json"];

/// The few that together wear each value of each shape, or with `TOUCHSTONE_DRESSES=all` every one.
fn dresses() -> Vec<Switches> {
    let all = std::env::var("TOUCHSTONE_DRESSES").is_ok_and(|asked| asked == "all");
    if all { Switches::every() } else { Switches::few().to_vec() }
}

/// Somebody signs in to an organisation in this dress.
fn dressed(dress: Switches, person: &str, jobs: &str) -> World {
    let world = World::new().wearing(dress);
    world.sign_in(person, jobs, &[]);
    world
}

impl World {
    /// A new organisation in each dress, one after the other, where nobody is signed in yet; which it is, is said of
    /// a test that fails.
    pub(crate) fn in_each_dress() -> impl Iterator<Item = Self> {
        dresses().into_iter().map(|dress| {
            eprintln!("{dress:?}");
            Self::new().wearing(dress)
        })
    }

    fn wearing(mut self, dress: Switches) -> Self {
        self.switch(dress);
        self.dress = dress;
        self
    }
}

/// What a command came to.
fn done(world: &World, arguments: &[&str], dress: Switches) -> Value {
    let run = world.run(&[arguments, &["--json"]].concat());
    assert_eq!(run.status, 0, "{arguments:?} {dress:?}: {}", run.err);
    run.document()
}

#[test]
fn a_days_work_is_the_same_in_every_dress() {
    for dress in dresses() {
        let world = dressed(dress, MIRA, "desk,own,pass");
        assert_eq!(done(&world, &["tenant", "status"], dress)["account"], MIRA);
        refused_once(&world, dress);
        let run = world.register(ADA, &["--json"]);
        assert_eq!(run.status, 0, "{dress:?}: {}", run.err);
        let registered = run.document()["registered"].clone();
        let id = registered["method_id"].as_str().unwrap();
        stored(&registered, dress);
        // The key that holds one is excluded, however its id is written.
        let again = world.register(ADA, &["--json"]);
        let error = again.document()["error"].clone();
        assert_eq!((again.status, error), (1, json!("already-registered")), "{dress:?}");
        let list = done(&world, &["tenant", "methods", "list", "--for", ADA], dress);
        assert_eq!(list["methods"].as_array().map(Vec::len), Some(1), "{dress:?}");
        assert_eq!(list["methods"][0]["id"], id, "{dress:?}");
        her_own(&world, dress);
        let pass = done(&world, &["tenant", "pass", "--for", ADA, "--print-pass"], dress);
        assert_eq!(pass["pass"].as_str().map(str::len), Some(8), "{dress:?}");
        let delete = ["tenant", "methods", "delete", "--for", ADA, "--method", id, "--yes"];
        assert_eq!(done(&world, &delete, dress)["deleted"]["id"], id, "{dress:?}");
        assert!(world.methods(ADA).is_empty(), "{dress:?}");
        wears(&world, dress, id);
        pages(&world.wire.seen(), dress, &["/transitiveMemberOf?"]);
    }
}

/// A no is said with the directory's own name for it, wherever that stands in the answer.
fn refused_once(world: &World, dress: Switches) {
    let options = json!({ "path": "*creationOptions*" });
    world.script(&json!([{ "match": options, "action": { "do": "answer", "status": 403 } }]));
    let run = world.register(ADA, &["--json"]);
    let document = run.document();
    assert_eq!((run.status, &document["error"]), (1, &json!("tenant-refused")), "{dress:?}");
    let journal = world.running.control().journal();
    let refused = journal.iter().find(|one| one.fault.is_some()).unwrap();
    assert_eq!(document["request_id"], refused.request_id, "{dress:?}: {}", run.err);
}

/// What the directory stored is as it was made, as far as it says.
fn stored(registered: &Value, dress: Switches) {
    let all = registered["stored"].as_array().unwrap();
    for one in all {
        let unsaid = dress.members == Members::Sparse && one["member"] == "passkeyType";
        let alike = if unsaid { Value::Null } else { json!(true) };
        assert_eq!(one["alike"], alike, "{dress:?}: {one}");
    }
    assert_eq!(all.len(), 4, "{dress:?}");
}

/// For herself: refused by Graph, made in the browser, and seen to come.
fn her_own(world: &World, dress: Switches) {
    let own = world.register(MIRA, &["--json"]);
    assert_eq!(own.document()["error"], "not-for-oneself", "{dress:?}: {}", own.err);
    let watching = watch(world, &[], "");
    let method = as_a_browser_would(world, KEY, Protection::NotAsked);
    let run = watching.end();
    assert_eq!(run.status, 0, "{dress:?}: {}", run.err);
    let came = run.document()["registered"].clone();
    assert_eq!(came.as_array().map(Vec::len), Some(1), "{dress:?}: {came}");
    assert_eq!((&came[0]["method_id"], &came[0]["on_key"]), (&json!(method), &json!(KEY)));
}

/// The organisation wore what it was to wear.
fn wears(world: &World, dress: Switches, id: &str) {
    let wire = world.wire.seen();
    let has = |words: &str| wire.contains(words);
    assert_eq!(has("{\"value\":{\"@odata.context\""), dress.envelope == Envelope::Value);
    let types = dress.odata_types == ODataTypes::Everywhere;
    assert_eq!(has("\"@odata.type\":\"microsoft.graph.webauthn"), types, "{dress:?}");
    assert_eq!(has("\"businessPhones\""), dress.members == Members::Whole, "{dress:?}");
    assert_eq!(has("\"innererror\""), dress.inner_error == InnerErrorSpelling::Lower);
    let unpadded = id.split_at(id.len() - 1).0;
    let id = match dress.exclude_ids {
        ExcludeIds::PadDigit => id.to_owned(),
        ExcludeIds::Unpadded => unpadded.to_owned(),
        ExcludeIds::Base64 => BASE64.encode(&BASE64URL_NOPAD.decode(unpadded.as_bytes()).unwrap()),
    };
    let lists = wire.split("\"excludeCredentials\":[{").skip(1);
    let mut first = lists.filter_map(|rest| rest.split('}').next());
    assert!(first.any(|one| one.contains(&format!("\"id\":\"{id}\""))), "{id} is not excluded");
}

/// Where one entry is a page, each that follows was asked for by the link that an answer gave.
fn pages(wire: &str, dress: Switches, lists: &[&str]) {
    let requests = wire.split("GET ").skip(1).filter_map(|rest| rest.split(' ').next());
    let more: Vec<_> = requests.filter(|path| path.contains("skiptoken")).collect();
    for path in &more {
        assert!(wire.contains(&format!("{path}\"")), "nobody gave {path}");
    }
    for list in lists {
        let is_paged = more.iter().any(|path| path.contains(list));
        assert_eq!(is_paged, dress.page_size.is_some(), "{dress:?} {list}: {more:?}");
    }
}

/// The same checks with the same results, and the same change.
#[test]
fn a_check_and_its_fix_are_the_same_in_every_dress() {
    let mut expected = None;
    for dress in dresses() {
        let world = dressed(dress, INGRID, JOBS);
        let checks = world.run(&["tenant", "check", "--pilot", PILOT, "--json"]).document();
        let mut results: Map<String, Value> = checks["checks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["check"].as_str().unwrap().to_owned(), one["outcome"].clone()))
            .collect();
        assert!(results.len() > 10, "{results:?}");
        // The limit is a member that may be missing: then nobody can say.
        let limit = results.remove("campaign-limit");
        let whole = dress.members == Members::Whole;
        assert_eq!(limit, Some(json!(if whole { "pass" } else { "unknown" })), "{dress:?}");
        let run = world.run(&FIX);
        assert_eq!(run.status, 0, "{dress:?}: {}", run.err);
        assert_eq!(run.document()["changed"]["body"]["includeTargets"][0]["id"], PILOT);
        let mended = world.run(&["tenant", "check", "--pilot", PILOT, "--json"]).document();
        let mended = mended["checks"].as_array().unwrap().clone();
        let check = mended.iter().find(|one| one["check"] == "auth-targets").unwrap();
        assert_eq!(check["outcome"], "pass", "{dress:?}");
        let set = ["tenant", "campaign", "set", "--snooze-days", "1", "--yes"];
        done(&world, &set, dress);
        let campaign = done(&world, &["tenant", "campaign", "get"], dress);
        let days = campaign["campaign"]["snoozeDurationInDays"].clone();
        assert_eq!(days, 1, "{dress:?}");
        assert_eq!(done(&world, &["tenant", "forecast"], dress)["people"], 13, "{dress:?}");
        assert_eq!(*expected.get_or_insert_with(|| results.clone()), results, "{dress:?}");
        pages(&world.wire.seen(), dress, &["/transitiveMembers?", "/userRegistrationDetails?"]);
    }
}

/// How an organisation lets somebody ask: turned away when it is too much, with tokens that end at once.
#[test]
fn whoever_is_turned_away_and_whose_token_ends_notices_nothing_but_the_time() {
    let world = World::signed_in(MIRA, "desk");
    let owner = world.owner();
    let ada = owner.person(ADA).unwrap().id;
    for (throttling, refresh_reuse) in [
        (Throttling::WithRetryAfter, RefreshReuse::Refused),
        (Throttling::Silent, RefreshReuse::Accepted),
    ] {
        world.clock(0);
        world.switch(Switches {
            throttling,
            refresh_reuse,
            token_seconds: Some(60),
            ..Switches::few()[2]
        });
        (0..5).for_each(|_| drop(owner.fido2_methods(&ada).unwrap()));
        // Seven of the ten seconds are over.
        world.clock(7);
        let before = world.running.control().journal().len();
        let run = world.register(ADA, &["--json"]);
        assert_eq!(run.status, 0, "{throttling:?}: {}", run.err);
        let journal = world.running.control().journal().split_off(before);
        let of = |is_it: fn(&Entry) -> bool| journal.iter().filter(|one| is_it(one)).count();
        assert!(of(|one| one.status == Some(429)) > 0, "{throttling:?}: it was let in at once");
        assert!(of(|one| one.path.ends_with("/token")) > 1, "{throttling:?}: one token was enough");
        assert_eq!(of(|one| one.method == "POST" && one.path.ends_with("/fido2Methods")), 1);
        world.switch(Switches::default());
        assert_eq!(world.methods(ADA).len(), 1, "{throttling:?}");
        world.clear(ADA);
    }
}

#[test]
fn a_pass_and_a_change_of_the_policy_want_a_stronger_sign_in_too() {
    let world = World::signed_in(INGRID, JOBS);
    for step_up in [StepUp::Unauthorized, StepUp::Forbidden] {
        world.switch(Switches { step_up, ..Switches::default() });
        for work in [&["tenant", "pass", "--for", MIRA, "--print-pass", "--json"][..], &FIX] {
            let run = world.run(work);
            assert_eq!(run.status, 3, "{work:?}: {}", run.err);
            assert_eq!(run.document()["error"], "step-up-needed", "{work:?}");
            assert!(run.err.contains("second factor"), "{work:?}: {}", run.err);
        }
        let owner = world.owner();
        let mira = owner.person(MIRA).unwrap();
        assert!(owner.access_passes(&mira.id).unwrap().is_empty(), "one was issued");
    }
}
