//! One person's passkeys over HTTP as the window has them: nothing goes without its word, what went is on
//! record, and a pass is in nothing but the answer to whoever asked.

use enrollment::{
    ledger::{Actor, Scene},
    lost_key::{Loss, Where},
    results::{self, Unkept},
    rooms::{
        CommandCode, DirectoryKeys, Kept, MethodOutcome, MethodsDesk, MethodsView, PassOutcome,
        SeenHere, TenantDesk,
    },
    tenant::{PassWish, Tenant, TenantError},
};
use entra_graph::sign_in::Job;
use entra_policy::{
    PassRefusal, PassTerms,
    readiness::{Access, AuditDay},
};
use practice::{
    drawer::PracticeModels,
    models,
    tenant::{Members, Switches, account, faults},
};
use serde_json::{Value, json};
use webauthn::Timestamp;

use crate::{
    sign_in::client as signed_in,
    support::{MIRA, Practice},
};

fn keys(view: &MethodsView) -> Vec<String> {
    match &view.keys {
        DirectoryKeys::Listed { keys } => keys.iter().map(|one| one.method_id.clone()).collect(),
        DirectoryKeys::NotRead { trouble } => panic!("{trouble:?}"),
    }
}

#[test]
fn a_passkey_goes_once_its_word_was_typed_and_that_is_on_record() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::open(folder.path()).unwrap();
        let desk = TenantDesk {
            directory: &client,
            account: account(),
            models: &models::what_it_makes,
            tallies: &Unkept,
            rules: None,
            newest_version: None,
            access: None,
            looks_here: &|_| SeenHere::default(),
        };
        let place = &Where {
            scene: Scene::Practice,
            organisation: "Harbour & Pine".to_owned(),
            actor: Actor("desk@harbourpine.example".to_owned()),
            at: Timestamp(1_795_000_000),
        };
        let ledger = kept.ledger.as_ref();
        let desk = MethodsDesk { desk: &desk, ledger, place, models: &PracticeModels };
        let person = account().person;
        let parcel = practice.parcel(&practice.mira(), &models::PRACTICE_KEY_C);
        client.register(&practice.mira().id, &parcel).unwrap();
        let before = MethodsView::read(&person, desk).unwrap();
        let [method] = &keys(&before)[..] else { panic!("{before:?}") };

        // A directory that does not name the model: it is called as it is known here.
        let dress = practice.dress.switches;
        let sparse = Switches { members: Members::Sparse, ..dress };
        practice.running().control().set_switches(sparse);
        let nameless = MethodsView::read(&person, desk).unwrap();
        let DirectoryKeys::Listed { keys: listed } = &nameless.keys else { panic!("{nameless:?}") };
        assert_eq!(listed[0].model.as_deref(), Some(models::PRACTICE_KEY_C.name));
        practice.running().control().set_switches(dress);

        let no_word = MethodsView::take_out((&person, method, "yes"), desk).unwrap_err();
        assert_eq!(no_word.code, CommandCode::WordNeeded);
        let other = MethodsView::take_out((&person, "other", "delete"), desk).unwrap_err();
        assert_eq!(other.code, CommandCode::Gone);
        let fault = json!([{ "match": { "method": "DELETE", "path": "*" },
            "action": { "do": "answer", "status": 403 } }]);
        practice
            .running()
            .control()
            .set_faults(faults::read(fault.to_string().as_bytes()).unwrap());
        let refused = MethodsView::take_out((&person, method, "delete"), desk).unwrap();
        assert!(matches!(refused.outcome, Some(MethodOutcome::Refused { .. })), "{refused:?}");
        assert_eq!(keys(&refused).len(), 1);
        let gone = MethodsView::take_out((&person, method, " Delete "), desk).unwrap();
        assert_eq!(gone.outcome, Some(MethodOutcome::Gone { recorded: true }));
        assert!(keys(&gone).is_empty());

        // Whether it went, nobody answers: that is on record too.
        let parcel = practice.parcel(&practice.mira(), &models::PRACTICE_KEY_C);
        client.register(&practice.mira().id, &parcel).unwrap();
        let [method] = &keys(&MethodsView::read(&person, desk).unwrap())[..] else { panic!() };
        let faults = json!([
            { "match": { "method": "DELETE", "path": "*" }, "action": { "do": "cut-before" } },
            { "match": { "path": "*/fido2Methods" }, "nth": 2, "times": "always",
                "action": { "do": "cut-before" } },
        ]);
        practice
            .running()
            .control()
            .set_faults(faults::read(faults.to_string().as_bytes()).unwrap());
        let unsure = MethodsView::take_out((&person, method, "delete"), desk).unwrap();
        let Some(MethodOutcome::Unsure { recorded: true, .. }) = unsure.outcome else {
            panic!("{unsure:?}");
        };
        practice.running().control().set_faults(Vec::new());

        // The double's policy: an hour to eight, each good once. What it refuses is not asked for.
        let listed = MethodsView::read(&person, desk).unwrap().pass;
        let allowed =
            PassTerms::Allowed { least: 60, most: 480, usual: 60, only_once: true, certain: true };
        assert_eq!(listed, allowed);
        let posts = || {
            let journal = practice.running().control().journal();
            journal.iter().filter(|one| one.method == "POST" && one.path.contains("Pass")).count()
        };
        let before = posts();
        for (minutes, once, why) in [
            (Some(59), None, PassRefusal::TooShort),
            (Some(481), None, PassRefusal::TooLong),
            (None, Some(false), PassRefusal::OnlyOnce),
        ] {
            let refused = PassOutcome::issue(&person, PassWish { minutes, once }, desk).unwrap();
            assert!(matches!(refused, PassOutcome::NotAllowed { why: said } if said == why));
        }
        let access = Some(Access { jobs: Vec::new(), consent: None });
        let signed_in = TenantDesk { access, account: account(), ..*desk.desk };
        let myself = MethodsDesk { desk: &signed_in, ..desk };
        assert!(MethodsView::read(&person, myself).unwrap().myself);
        assert!(!MethodsView::read("ingrid.solberg@harbourpine.example", myself).unwrap().myself);
        let refused = PassOutcome::issue(&person, PassWish { minutes: None, once: None }, myself);
        assert!(matches!(refused.unwrap(), PassOutcome::ForOneself));
        assert_eq!(posts(), before, "nothing was asked for");
        let wanted = PassWish { minutes: Some(120), once: Some(true) };
        let issued = PassOutcome::issue(&person, wanted, desk).unwrap();
        assert!(matches!(issued, PassOutcome::Issued { minutes: Some(120), once: Some(true), .. }));
        assert!(!format!("{issued:?}").contains("pass: \""), "{issued:?}");
        let document: Value = serde_json::to_value(&issued).unwrap();
        let pass = document["pass"].as_str().unwrap().to_owned();
        assert!(pass.len() >= 8);
        drop(kept);
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
            assert!(
                !bytes.windows(pass.len()).any(|part| part == pass.as_bytes()),
                "it is on disk"
            );
        }
        let kept = Kept::open(folder.path()).unwrap();
        assert_eq!(kept.ledger.checkpoint().unwrap().map(|last| last.sequence.0), Some(3));
    }
}

/// Somebody before the practice directory, with a record of its own.
fn at_desk(practice: &Practice, does: impl FnOnce(MethodsDesk<'_>)) -> tempfile::TempDir {
    let client = practice.client();
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::open(folder.path()).unwrap();
    let desk = TenantDesk {
        directory: &client,
        account: account(),
        models: &models::what_it_makes,
        tallies: &Unkept,
        rules: None,
        newest_version: None,
        access: None,
        looks_here: &|_| SeenHere::default(),
    };
    let place = &Where {
        scene: Scene::Practice,
        organisation: "Harbour & Pine".to_owned(),
        actor: Actor("desk@harbourpine.example".to_owned()),
        at: Timestamp(1_795_000_000),
    };
    let ledger = kept.ledger.as_ref();
    does(MethodsDesk { desk: &desk, ledger, place, models: &PracticeModels });
    folder
}

/// graph.md §5.
#[test]
fn an_app_and_windows_hello_go_once_their_word_was_typed_and_that_is_on_record() {
    for practice in Practice::in_each_dress() {
        let person = account().person;
        let faulty = |script: Value| {
            let faults = faults::read(script.to_string().as_bytes()).unwrap();
            practice.running().control().set_faults(faults);
        };
        let folder = at_desk(&practice, |desk| {
            let read = || MethodsView::read(&person, desk).unwrap().others;
            let before = read();
            assert_eq!((before.listed.len(), before.trouble), (2, None));
            let [app, hello] = &before.listed[..] else { panic!() };
            assert_eq!(app.name.as_deref(), Some("Phone"));
            assert!(app.version.is_some(), "{app:?}");
            assert_eq!((app.left.authenticator, app.left.loss), (Some(0), Loss::AnotherStays));
            assert_eq!(hello.left.loss, Loss::LastPhishingResistant);
            let take =
                |kind, id: &str, word| MethodsView::take_out_other((&person, kind, id, word), desk);
            let code = |kind, id, word| take(kind, id, word).unwrap_err().code;
            assert_eq!(code(app.kind, &app.method_id, "yes"), CommandCode::WordNeeded);
            assert_eq!(code(app.kind, "other", "delete"), CommandCode::Gone);
            // Under the other kind's collection there is no such id.
            assert_eq!(code(hello.kind, &app.method_id, "delete"), CommandCode::Gone);
            let no = json!({ "do": "answer", "status": 403 });
            faulty(json!([{ "match": { "method": "DELETE", "path": "*" }, "action": no }]));
            let refused = take(app.kind, &app.method_id, "delete").unwrap();
            assert!(matches!(refused.outcome, Some(MethodOutcome::Refused { .. })), "{refused:?}");
            assert_eq!(refused.others.listed.len(), 2);
            let cut = json!({ "do": "cut-after-commit" });
            faulty(json!([{ "match": { "method": "DELETE", "path": "*" }, "action": cut }]));
            let gone = take(app.kind, &app.method_id, " Delete ").unwrap();
            assert_eq!(gone.outcome, Some(MethodOutcome::Gone { recorded: true }));
            assert_eq!(gone.others.listed.len(), 1, "{gone:?}");
            let gone = take(hello.kind, &hello.method_id, "delete").unwrap();
            assert_eq!(gone.outcome, Some(MethodOutcome::Gone { recorded: true }));
            assert!(gone.others.listed.is_empty());
            // Not read is not none.
            faulty(
                json!([{ "match": { "method": "GET", "path": "*/microsoftAuthenticatorMethods" },
                "times": "always", "action": { "do": "answer", "status": 403 } }]),
            );
            assert!(read().trouble.is_some());
        });
        let kept = Kept::open(folder.path()).unwrap();
        assert_eq!(kept.ledger.checkpoint().unwrap().map(|last| last.sequence.0), Some(2));
        let sent = practice.running().control().journal();
        let deletes = sent.iter().filter(|one| one.method == "DELETE");
        assert_eq!(deletes.count(), 3, "one turned away, and each once");
    }
}

/// docs/decisions/0019.
#[test]
fn the_audit_log_says_page_by_page_what_was_registered_and_deleted() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let mira = practice.mira();
        let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
        let method = client.register(&mira.id, &parcel).unwrap();
        client.delete_fido2_method(&mira.id, &method.id).unwrap();
        assert!(client.delete_fido2_method(&mira.id, &method.id).is_err(), "it is gone");
        let now = method.created.unwrap();
        let days = results::audited(&client, now).unwrap();
        let counted = |of: fn(&AuditDay) -> u64| days.iter().map(of).sum::<u64>();
        assert_eq!(counted(|day| day.registered.passkey), 1);
        assert_eq!(counted(|day| day.deleted.passkey), 1);
        assert_eq!(counted(|day| day.others), 0);
        // Whoever did not agree to it reads nothing of it.
        let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
        let refused = results::audited(&signed_in(&practice, &session, &pace), now).unwrap_err();
        assert!(matches!(refused, TenantError::Refused(why) if why.status == 403));
        let (session, pace) = practice.signed_in(MIRA, &[Job::Reports]);
        assert!(!results::audited(&signed_in(&practice, &session, &pace), now).unwrap().is_empty());
    }
}
