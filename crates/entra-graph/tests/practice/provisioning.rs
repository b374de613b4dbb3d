//! A key for somebody else from the options to what the directory stored, in every dress, and with a directory
//! that fails for good at each request. What is on the key and in the directory is what is said, and once.

use std::{sync::Arc, time::Duration};

use ctap::ceremony::{Moment, Unusable};
use enrollment::{
    tenant::{Stored, StoredMember, Tenant},
    wizard::{Choice, Finish, Step, TroubleView},
};
use entra_graph::sign_in::Job;
use practice::tenant::{Members, Switches, Throttling, faults};
use serde_json::{Value, json};

use crate::{
    desk::{Desk, Registering, adas, posts},
    sign_in::{ADA, client},
    support::{MIRA, Practice},
};

/// A desk of somebody who signed in; they wait as long as the program would, and no time passes by that.
fn desk(practice: &Practice) -> Desk {
    let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
    Desk::new(practice, Arc::new(client(practice, &session, &pace)))
}

/// Others have asked so much that the next one is turned away, where that is switched so.
fn is_crowded(practice: &Practice) -> bool {
    let client = practice.client();
    let ada = client.person(ADA).unwrap().id;
    (0..5).for_each(|_| drop(client.fido2_methods(&ada).unwrap()));
    practice.dress.switches.throttling != Throttling::Off
}

fn registered(step: Step) -> (String, Option<Vec<Stored>>) {
    let Step::Over { finish: Finish::Registered { method_id, stored, .. }, .. } = step else {
        panic!("{step:?}")
    };
    (method_id, stored)
}

#[test]
fn a_key_is_made_sent_read_again_and_compared() {
    for practice in Practice::in_each_dress_and_way() {
        let desk = desk(&practice);
        let is_busy = is_crowded(&practice);
        let (method, stored) = registered(desk.for_ada().stands());
        let turned_away = || {
            practice.running().control().journal().into_iter().any(|one| one.status == Some(429))
        };
        assert_eq!(turned_away(), is_busy, "whether it had to wait");
        let members = practice.dress.switches.members;
        practice.running().control().set_switches(Switches::default());
        let listed = adas(&practice);
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].id.0, method);
        assert_eq!(posts(&practice), 1);
        let stored = stored.expect("it was not read again");
        let alike: Vec<_> = stored.iter().map(|one| (one.member, one.alike)).collect();
        let kind = (members == Members::Whole).then_some(true);
        assert_eq!(
            alike,
            [
                (StoredMember::Id, Some(true)),
                (StoredMember::Aaguid, Some(true)),
                (StoredMember::AttestationLevel, Some(true)),
                (StoredMember::PasskeyType, kind),
            ]
        );
    }
}

/// It is not made twice, however its ID is written among what is excluded.
#[test]
fn a_key_that_holds_one_is_known_by_it() {
    for practice in Practice::in_each_dress_and_way() {
        let desk = desk(&practice);
        registered(desk.for_ada().stands());
        let again = desk.for_ada();
        let step = again.until(|step| {
            matches!(step, Step::Key { moment: Moment::UseAnother { .. }, .. } | Step::Over { .. })
        });
        let Step::Key { moment: Moment::UseAnother { why, .. }, .. } = step else {
            panic!("{step:?}")
        };
        assert!(matches!(why, Unusable::AlreadyRegistered { .. }), "{why:?}");
        again.wizard.cancel();
        assert_eq!(posts(&practice), 1);
    }
}

/// The requests before a key is asked, in their order.
const READS: [&str; 5] = [
    "/organization",
    "/users/ada*.example",
    "*/transitiveMemberOf",
    "*/fido2",
    "*/creationOptions",
];
const METHODS: &str = "*/fido2Methods";

fn fault(method: &str, path: &str, action: &Value) -> Value {
    json!({ "match": { "method": method, "path": path }, "times": "always", "action": action })
}

fn befall(practice: &Practice, script: &[Value]) {
    let script = json!(script).to_string();
    practice.running().control().set_faults(faults::read(script.as_bytes()).unwrap());
}

/// What stays: a directory that is broken, and one that asks to wait and never says how long.
fn stays() -> [(Value, TroubleView); 2] {
    [
        (json!({ "do": "answer", "status": 503 }), TroubleView::Failing { status: 503 }),
        (json!({ "do": "answer", "status": 429 }), TroubleView::Throttled { retry_after: None }),
    ]
}

/// Nothing is begun, and the question whether to read once more stands.
#[test]
fn what_stays_before_the_key_is_said_and_leaves_nothing() {
    let practice = Practice::new();
    let desk = desk(&practice);
    for path in READS {
        for (action, expected) in stays() {
            befall(&practice, &[fault("GET", path, &action)]);
            let ada = desk.for_ada();
            let Step::NotRead { prompt, trouble } = ada.stands() else { panic!("{path} {action}") };
            assert_eq!(trouble, expected, "{path}");
            ada.press(prompt, Choice::Again);
            let Step::NotRead { prompt, trouble } = ada.stands() else { panic!("{path} {action}") };
            assert_eq!(trouble, expected, "{path}: once more, and still");
            assert!(desk.recovery().unfinished.is_empty(), "{path}: a key was told something");
            befall(&practice, &[]);
            assert_eq!((adas(&practice).len(), posts(&practice)), (0, 0), "{path}");
            ada.press(prompt, Choice::Again);
            let step = ada.until(|step| matches!(step, Step::NotRead { .. } | Step::Key { .. }));
            assert!(matches!(step, Step::Key { .. }), "{path}: {step:?}");
            ada.wizard.cancel();
        }
    }
}

/// What becomes of the sending and of the list, for good.
struct Row {
    post: Value,
    list: Value,
    /// What is said; `None`: that it is registered.
    kept: Option<TroubleView>,
    /// Whether it is in the directory by then.
    is_there: bool,
}

fn rows() -> Vec<Row> {
    let well = || json!({ "do": "delay", "milliseconds": 0 });
    let done = || json!({ "do": "fail-after-commit", "status": 503 });
    let [(broken, failing), (busy, throttled)] = stays();
    let row = |post: &Value, list: &Value, kept: Option<&TroubleView>, is_there| Row {
        post: post.clone(),
        list: list.clone(),
        kept: kept.cloned(),
        is_there,
    };
    vec![
        row(&broken, &well(), Some(&failing), false),
        row(&busy, &well(), Some(&throttled), false),
        row(&broken, &broken, Some(&failing), false),
        row(&broken, &busy, Some(&failing), false),
        row(&busy, &broken, Some(&throttled), false),
        // Carried out, and nobody can say so.
        row(&done(), &broken, Some(&failing), true),
        row(&done(), &busy, Some(&failing), true),
        // Taken, and not read again: it is registered all the same.
        row(&well(), &broken, None, true),
        row(&well(), &busy, None, true),
    ]
}

#[test]
fn what_stays_after_the_key_keeps_what_was_made_until_it_is_there_once() {
    let practice = Practice::new();
    let desk = desk(&practice);
    for row in rows() {
        for is_pressed in [true, false] {
            let what = format!("{} {} {is_pressed}", row.post, row.list);
            let before = posts(&practice);
            befall(
                &practice,
                &[fault("POST", METHODS, &row.post), fault("GET", METHODS, &row.list)],
            );
            let ada = desk.for_ada();
            let step = ada.stands();
            if row.kept.is_none() {
                befall(&practice, &[]);
                assert_eq!(registered(step).1, None, "{what}: read again, and compared with what?");
            } else {
                let Step::Kept { prompt, trouble, .. } = step else { panic!("{what}: {step:?}") };
                assert_eq!(Some(&trouble), row.kept.as_ref(), "{what}");
                let last = if is_pressed {
                    befall(&practice, &[]);
                    ada.press(prompt, Choice::Again);
                    ada.until(|step| matches!(step, Step::Over { .. }))
                } else {
                    next_start(&practice, &desk, ada, &row)
                };
                registered(last);
            }
            assert_eq!(adas(&practice).len(), 1, "{what}");
            let sent = posts(&practice) - before;
            let least = if row.is_there { 1 } else { 2 };
            // Where the list answers, it is looked up and sent again by itself meanwhile.
            let is_once_more = row.list["do"] == "delay" && sent >= least;
            assert!(sent == least || is_once_more, "{what}: sent {sent} times");
            assert!(desk.recovery().unfinished.is_empty(), "{what}");
            clear(&practice);
        }
    }
}

/// The window is closed while nothing is known, and opened when the directory is well.
fn next_start(practice: &Practice, desk: &Desk, ada: Registering, row: &Row) -> Step {
    assert!(ada.wizard.close(Duration::from_secs(10)));
    let finish = ada.until(|step| matches!(step, Step::Over { .. }));
    let kept = matches!(&finish, Step::Over { finish: Finish::KeptForLater { .. }, .. });
    assert!(kept, "{finish:?}");
    drop(ada);
    befall(practice, &[]);
    assert_eq!(adas(practice).len(), usize::from(row.is_there));
    let again = desk.goes_on();
    again.until(|step| matches!(step, Step::Over { .. }))
}

fn clear(practice: &Practice) {
    let client = practice.client();
    let ada = client.person(ADA).unwrap().id;
    for method in adas(practice) {
        client.delete_fido2_method(&ada, &method.id).unwrap();
    }
}
