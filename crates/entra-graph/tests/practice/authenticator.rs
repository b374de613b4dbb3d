//! Microsoft Authenticator on the practice phone, watched through Graph: to its end, and through every
//! trouble that a directory can have.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use enrollment::{
    authenticator::{
        AuthenticatorAct as Act, AuthenticatorMoment as Moment, AuthenticatorView,
        AuthenticatorWatch, DefaultMethod, Enrolment, Means, Mode, Problem, SECURITY_INFO, SaidBy,
    },
    rooms::{PhoneOutcome, PracticePhone, PracticePhoneAct as Hand},
    wizard::TroubleView,
};
use entra_graph::sign_in::Job;
use practice::tenant::{Members, faults};
use serde_json::{Value, json};

use crate::{
    sign_in::{ADA, client},
    support::{MIRA, Practice},
};

const PATIENCE: Duration = Duration::from_secs(60);
const METHOD: &str = "/v1.0/policies/authenticationMethodsPolicy/\
                      authenticationMethodConfigurations/MicrosoftAuthenticator";

/// Somebody with a new phone, and their enrolment.
struct Desk {
    practice: Practice,
    enrolment: Option<Enrolment>,
    views: Option<Receiver<AuthenticatorView>>,
}

impl Desk {
    fn new(mode: &str) -> Self {
        Self::of(Practice::new(), mode)
    }

    fn of(practice: Practice, mode: &str) -> Self {
        let change = json!({
            "@odata.type": "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration",
            "includeTargets": [{
                "targetType": "group", "id": "all_users", "isRegistrationRequired": false,
                "authenticationMode": mode,
            }],
        });
        assert_eq!(practice.raw("PATCH", METHOD, Some(&change)).status, 204);
        let desk = Self { practice, enrolment: None, views: None };
        assert_eq!(desk.hand(Hand::Replace).outcome, Some(PhoneOutcome::Replaced));
        desk
    }

    fn begin(&mut self) {
        self.begin_with(Means {
            security_info: SECURITY_INFO,
            directory: Arc::new(self.practice.client()),
            person: MIRA.to_owned(),
            practice: true,
            browser: |_| panic!("practice has no page"),
        });
    }

    fn begin_with(&mut self, means: Means) {
        let (send, views) = channel();
        self.enrolment = Some(Enrolment::begin(means, move |view| drop(send.send(view.clone()))));
        self.views = Some(views);
    }

    /// With a sign-in of somebody who has no role.
    fn begin_as_ada(&mut self) {
        let (session, pace) = self.practice.signed_in(ADA, &[Job::Own]);
        self.begin_with(Means {
            security_info: SECURITY_INFO,
            directory: Arc::new(client(&self.practice, &session, &pace)),
            person: ADA.to_owned(),
            practice: false,
            browser: |address| {
                assert_eq!(address, SECURITY_INFO);
                Ok(())
            },
        });
    }

    fn goes_to_approve(&self) {
        [Act::Next, Act::OpenPage, Act::Next, Act::Next].into_iter().for_each(|act| self.act(act));
        self.until(|view| view.moment == Moment::Approve);
    }

    /// To where the phone is asked.
    fn asked(practice: Practice) -> Self {
        let mut desk = Self::of(practice, "any");
        desk.begin();
        desk.until(|view| view.moment == Moment::GetApp);
        desk.goes_to_approve();
        desk
    }

    fn act(&self, act: Act) {
        self.enrolment.as_ref().unwrap().act(act);
    }

    fn hand(&self, hand: Hand) -> PracticePhone {
        self.practice.running().control().phone(MIRA, hand).unwrap()
    }

    /// Scans, and types the number of the page.
    fn approve(&self) {
        let number = self.hand(Hand::Scan).number.unwrap();
        assert_eq!(self.hand(Hand::Approve { number }).outcome, Some(PhoneOutcome::Approved));
    }

    fn until(&self, is_it: impl Fn(&AuthenticatorView) -> bool) -> AuthenticatorView {
        let views = self.views.as_ref().unwrap();
        loop {
            let view = views.recv_timeout(PATIENCE).unwrap();
            if is_it(&view) {
                return view;
            }
        }
    }

    fn faults(&self, script: &Value) {
        let script = faults::read(script.to_string().as_bytes()).unwrap();
        self.practice.running().control().set_faults(script);
    }
}

#[test]
fn the_phone_approves_the_directory_lists_it_and_phone_sign_in_follows() {
    for desk in Practice::in_each_dress().map(Desk::asked) {
        desk.approve();
        desk.act(Act::Look);
        let view = desk.until(|view| view.default_method != DefaultMethod::NotSaid);
        assert_eq!(view.moment, Moment::PhoneSignIn { optional: true });
        assert_eq!(view.default_method, DefaultMethod::System, "Microsoft managed is on");
        let app = view.app.unwrap();
        // A null that is left out says nothing.
        let whole = desk.practice.dress.switches.members == Members::Whole;
        assert_eq!(app.phone.as_deref(), Some("Practice phone"));
        assert_eq!(app.phone_sign_in, whole.then_some(false));
        assert!(!app.too_old);
        assert_eq!(desk.hand(Hand::PhoneSignIn).outcome, Some(PhoneOutcome::PhoneSignInOn));
        desk.act(Act::Look);
        let view = desk.until(|view| view.moment == Moment::Done);
        assert_eq!(view.app.unwrap().phone_sign_in, Some(true));
        // It survives a restart of the tenant, and the report knows it.
        let report = "/v1.0/reports/authenticationMethods/userRegistrationDetails";
        let all = desk.practice.raw("GET", report, None).body;
        let words = &all["value"][0]["methodsRegistered"];
        assert!(words.to_string().contains("microsoftAuthenticatorPasswordless"), "{words}");
    }
}

#[test]
fn the_phone_registers_nothing_without_the_number_of_the_page() {
    let desk = Desk::asked(Practice::new());
    let outcome = |hand| desk.hand(hand).outcome;
    assert_eq!(outcome(Hand::Approve { number: 42 }), None, "nothing is asked");
    let number = desk.hand(Hand::Scan).number.unwrap();
    assert!((10..100).contains(&number));
    assert_eq!(outcome(Hand::Approve { number: number + 100 }), Some(PhoneOutcome::WrongNumber));
    assert_eq!(outcome(Hand::Approve { number }), None, "it was answered");
    desk.hand(Hand::Scan);
    assert_eq!(outcome(Hand::Deny), Some(PhoneOutcome::Denied));
    desk.hand(Hand::Scan);
    assert_eq!(outcome(Hand::Wait), Some(PhoneOutcome::TimedOut));
    desk.hand(Hand::Scan);
    desk.practice.running().control().set_clock_offset(61);
    let late = desk.hand(Hand::Look);
    assert_eq!((late.number, late.outcome), (None, Some(PhoneOutcome::TimedOut)));
    assert!(!late.registered);
    // What went wrong is told, and there is a way back.
    desk.enrolment.as_ref().unwrap().phone_did(Some(Problem::TimedOut));
    let told = Moment::Trouble { problem: Problem::TimedOut, said_by: SaidBy::PracticePhone };
    desk.until(|view| view.moment == told);
    desk.act(Act::Again);
    desk.until(|view| view.moment == Moment::Approve);
}

#[test]
fn whom_the_policy_leaves_out_gets_no_app_and_is_told_why() {
    for practice in Practice::in_each_dress() {
        let mut desk = Desk::of(practice, "any");
        let nobody = json!({
            "@odata.type": "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration",
            "includeTargets": [],
        });
        assert_eq!(desk.practice.raw("PATCH", METHOD, Some(&nobody)).status, 204);
        desk.begin();
        let view = desk.until(|view| !matches!(view.moment, Moment::Reading));
        assert!(matches!(view.moment, Moment::NotAllowed { .. }), "{view:?}");
        assert_eq!(desk.hand(Hand::Scan).outcome, Some(PhoneOutcome::NotOffered));
    }
}

#[test]
fn in_the_mode_push_the_phone_turns_no_phone_sign_in_on() {
    let mut desk = Desk::new("push");
    desk.begin();
    desk.until(|view| view.moment == Moment::GetApp);
    desk.act(Act::Next);
    desk.approve();
    desk.act(Act::Look);
    desk.until(|view| view.moment == Moment::Done);
    assert_eq!(desk.hand(Hand::PhoneSignIn).outcome, Some(PhoneOutcome::NotOffered));
}

/// Whatever the directory does, a look that fails changes nothing but what is said of the watch.
#[test]
fn every_trouble_of_the_directory_is_outlived() {
    let desk = Desk::asked(Practice::new());
    for action in [
        json!({ "do": "answer", "status": 429, "retryAfter": 1 }),
        json!({ "do": "answer", "status": 503 }),
        json!({ "do": "answer", "status": 401 }),
        json!({ "do": "answer", "status": 403 }),
        json!({ "do": "answer", "status": 404 }),
        json!({ "do": "claims-challenge" }),
        json!({ "do": "cut-before" }),
        json!({ "do": "cut-within-answer" }),
        json!({ "do": "verbatim", "status": 200, "body": "{\"value\": 7}" }),
        json!({ "do": "redirect", "location": "https://elsewhere.example/" }),
    ] {
        desk.faults(&json!([{
            "match": { "path": "*/microsoftAuthenticatorMethods" }, "action": action,
        }]));
        desk.act(Act::Look);
        let view = desk.until(|view| view.watch != AuthenticatorWatch::Watching);
        assert!(matches!(view.watch, AuthenticatorWatch::Failing { .. }), "{action}: {view:?}");
        assert_eq!(view.moment, Moment::Approve, "{action}");
        // The fault was for one request; the next look is answered.
        desk.act(Act::Look);
        let view = desk.until(|view| view.watch == AuthenticatorWatch::Watching);
        assert_eq!(view.moment, Moment::Approve, "{action}");
    }
    desk.approve();
    desk.act(Act::Look);
    desk.until(|view| matches!(view.moment, Moment::PhoneSignIn { .. }));
}

#[test]
fn a_directory_that_is_away_at_first_is_read_later() {
    let mut desk = Desk::new("any");
    desk.faults(&json!([{
        "match": { "path": "*/authenticationMethodsPolicy" }, "action": { "do": "cut-before" },
    }]));
    desk.begin();
    desk.until(|view| matches!(view.moment, Moment::NotRead { .. }));
    desk.act(Act::Look);
    desk.until(|view| view.moment == Moment::GetApp);
}

/// As for an organisation: somebody who signed in for themselves and may not read the policy.
#[test]
fn who_signed_in_sees_their_own_phone_come_and_a_sign_in_that_ends_loses_nothing() {
    for practice in Practice::in_each_dress() {
        let mut desk = Desk::of(practice, "any");
        desk.begin_as_ada();
        let view = desk.until(|view| view.moment == Moment::GetApp);
        assert_eq!(view.mode, Mode::NotSaid, "the policy is not hers to read");
        desk.goes_to_approve();
        let control = desk.practice.running().control().clone();
        control.revoke_sign_ins();
        desk.act(Act::Look);
        let view = desk.until(|view| view.watch != AuthenticatorWatch::Watching);
        let over = TroubleView::SignInNeeded { stronger: false };
        assert!(
            matches!(&view.watch, AuthenticatorWatch::Failing { trouble, .. } if *trouble == over)
        );
        assert_eq!(view.moment, Moment::Approve);
        // After a new sign-in; a token that is over is renewed in silence.
        desk.begin_as_ada();
        desk.until(|view| view.moment == Moment::GetApp);
        desk.goes_to_approve();
        control.expire_tokens();
        let number = control.phone(ADA, Hand::Scan).unwrap().number.unwrap();
        control.phone(ADA, Hand::Approve { number }).unwrap();
        desk.act(Act::Look);
        let view = desk.until(|view| view.moment == Moment::Done);
        assert_eq!(view.app.unwrap().phone.as_deref(), Some("Practice phone"));
    }
}

#[test]
fn other_programs_have_the_phone_over_http() {
    let desk = Desk::new("any");
    let path = format!("/practice/phone/{MIRA}");
    let does = |act: &Value| desk.practice.raw("POST", &path, Some(act)).body;
    let number = does(&json!({ "kind": "scan" }))["number"].clone();
    let approved = does(&json!({ "kind": "approve", "number": number }));
    assert_eq!(approved, json!({ "number": null, "outcome": "approved", "registered": true }));
    let nobody =
        desk.practice.raw("POST", "/practice/phone/nobody", Some(&json!({ "kind": "look" })));
    assert_eq!(nobody.status, 404);
    let odd = desk.practice.raw("POST", &path, Some(&json!({ "kind": "throw" })));
    assert_eq!(odd.status, 400);
}
