//! A registration for oneself, watched through Graph in every dress: what is made on the page is seen to come, and
//! nothing else is.

use std::{
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use ctap::{Pin, ceremony};
use enrollment::{
    oneself::{
        Means, Oneself, OneselfAct as Act, OneselfMoment, OneselfView, OneselfWatch, OwnPolicy,
        PasskeyHolder, Proof, machine::Grounds,
    },
    wizard::means::{NoModels, system_entropy},
};
use entra_graph::sign_in::Job;
use practice::{
    models::{PRACTICE_KEY_BIO, PRACTICE_KEY_C},
    tenant::Protection,
};

use crate::{
    desk::{PIN, Port},
    sign_in::client,
    support::{MIRA, Practice, now},
};

const PATIENCE: Duration = Duration::from_secs(60);
const PAGE: &str = "https://mysignins.microsoft.com/security-info";

fn begin(practice: &Practice, port: &Arc<Port>) -> (Oneself, Receiver<OneselfView>) {
    let (session, pace) = practice.signed_in(MIRA, &[Job::Desk, Job::Own]);
    let grounds = Grounds {
        practice: true,
        holder: PasskeyHolder::SecurityKey,
        models: Arc::new(NoModels),
        metadata: None,
        at: now(),
    };
    let means = Means {
        directory: Arc::new(client(practice, &session, &pace)),
        person: MIRA.to_owned(),
        keys: Arc::<Port>::clone(port),
        grounds,
        entropy: system_entropy,
        security_info: PAGE,
        browser: |address| {
            assert_eq!(address, PAGE);
            Ok(())
        },
    };
    let (views, seen) = channel();
    (Oneself::begin(means, move |view| drop(views.send(view.clone()))), seen)
}

fn until(seen: &Receiver<OneselfView>, is_it: impl Fn(&OneselfView) -> bool) -> OneselfView {
    loop {
        let view = seen.recv_timeout(PATIENCE).unwrap();
        if is_it(&view) {
            return view;
        }
    }
}

/// Mira registers this model on the page of sign-in methods; the directory's id of it.
fn on_the_page(practice: &Practice, model: &practice::models::Model, how: Protection) -> String {
    let key = Box::new(practice.key(model));
    practice.running().control().security_info(MIRA, key, PIN.to_vec(), how).unwrap()
}

#[test]
fn a_passkey_that_is_made_on_the_page_comes_and_its_key_says_that_it_holds_it() {
    for practice in Practice::in_each_dress_and_way() {
        // One that she has already is none that came.
        on_the_page(&practice, &PRACTICE_KEY_BIO, Protection::NotAsked);
        let port = Port::of(&practice, false);
        let (oneself, seen) = begin(&practice, &port);
        let view = until(&seen, |view| view.moment == OneselfMoment::Choose);
        assert_eq!((view.known, view.came.len()), (1, 0));
        assert_eq!(view.policy, OwnPolicy::Read);
        oneself.act(Act::OpenPage);
        until(&seen, |view| view.moment == OneselfMoment::Wait);
        let id = on_the_page(&practice, &PRACTICE_KEY_C, Protection::VerificationRequired);
        oneself.act(Act::Look);
        let view = until(&seen, |view| !view.came.is_empty());
        let came: Vec<_> = view.came.iter().map(|one| one.listed.method_id.as_str()).collect();
        assert_eq!(came, [id.as_str()]);
        assert_eq!(view.watch, OneselfWatch::Over);
        port.plugged.store(true, Ordering::SeqCst);
        oneself.act(Act::Prove { method: id });
        let view = until(&seen, |view| match &view.moment {
            OneselfMoment::Proving {
                moment: ceremony::Moment::EnterPin { prompt, .. }, ..
            } => {
                let pin = Pin::new(PIN.to_vec().into()).unwrap();
                oneself.answer_key(*prompt, ceremony::Answer::Pin(pin));
                false
            }
            moment => *moment == OneselfMoment::Proved,
        });
        assert!(matches!(view.came[0].proof, Proof::On { verified: true, .. }), "{view:?}");
        oneself.close();
    }
}
