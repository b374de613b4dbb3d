//! Our client against the practice authority: signing in, renewal, step-up, and what becomes of a sign-in
//! that goes wrong. No token may be seen anywhere.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use enrollment::{
    store::{Forgotten, Keeping, StoreError, Vault},
    tenant::{ChallengeLife, Tenant, TenantError},
};
use entra_graph::{
    Cloud, GraphClient, Pace, Pacing, PassWanted, Settings, Version,
    sign_in::{
        Application, Authority, BrowserSignIn, DeviceSignIn, Job, Prompt, Session, SignInError,
        Wanted, Words,
    },
};
use practice::tenant::{CLIENT_ID, Consent, StepUp, Switches, Throttling, faults};
use serde_json::json;
use zeroize::Zeroizing;

use crate::{
    browser::get,
    support::{MIRA, Practice},
};

pub(crate) const ADA: &str = "ada.brandt@harbourpine.example";
const INGRID: &str = "ingrid.solberg@harbourpine.example";
const LIMIT: Duration = Duration::from_secs(10);

/// Time that passes by waiting only, the practice tenant's with it.
#[derive(Debug)]
pub(crate) struct Still(Mutex<Duration>, practice::tenant::Control);

impl Pace for Still {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }
    fn wait(&self, time: Duration) {
        let mut now = self.0.lock().unwrap();
        *now += time;
        self.1.set_clock_offset(i64::try_from(now.as_secs()).unwrap());
    }
}

/// A vault without a lock.
#[derive(Default)]
struct Open(Mutex<Option<Vec<u8>>>);

impl Vault for Open {
    fn load(&self) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        Ok(self.0.lock().unwrap().clone().map(Zeroizing::new))
    }
    fn keep(&self, secret: &[u8]) -> Result<Keeping, StoreError> {
        *self.0.lock().unwrap() = Some(secret.to_vec());
        Ok(Keeping::ForGood)
    }
    fn forget(&self) -> Result<Forgotten, StoreError> {
        *self.0.lock().unwrap() = None;
        Ok(Forgotten::Everything)
    }
}

impl Practice {
    fn pace(&self) -> Arc<Still> {
        Arc::new(Still(Mutex::default(), self.running().control().clone()))
    }

    fn authority(&self, pace: &Arc<Still>) -> Authority {
        let cloud = Cloud::practice(self.running().authority_url(), self.running().base_url());
        let application = Application::new(CLIENT_ID, "harbourpine.example").unwrap();
        Authority::paced(cloud.unwrap(), application, pace.clone())
    }

    fn begin(&self, pace: &Arc<Still>, jobs: &[Job]) -> BrowserSignIn {
        let wanted = Wanted { jobs: jobs.to_vec(), ..Wanted::default() };
        BrowserSignIn::begin(self.authority(pace), wanted, Prompt::Usual, Words::default()).unwrap()
    }

    pub(crate) fn signed_in(&self, person: &str, jobs: &[Job]) -> (Arc<Session>, Arc<Still>) {
        let pace = self.pace();
        let session = finish(self.begin(&pace, jobs), person).unwrap();
        (Arc::new(session), pace)
    }

    fn switched(&self, switches: Switches) {
        self.running().control().set_switches(switches);
    }

    fn faulty(&self, script: serde_json::Value) {
        let faults = faults::read(script.to_string().as_bytes()).unwrap();
        self.running().control().set_faults(faults);
    }
}

/// By the tree that goes with the dress.
pub(crate) fn client(
    practice: &Practice,
    session: &Arc<Session>,
    pace: &Arc<Still>,
) -> GraphClient {
    let settings = Settings::for_cloud(session.authority().cloud());
    let settings = Settings { version: practice.dress.version, ..settings };
    GraphClient::signed_in_paced(Arc::clone(session), settings, pace.clone())
}

/// The browser: this person is chosen, and the redirect followed.
fn finish(begun: BrowserSignIn, person: &str) -> Result<Session, SignInError> {
    let chosen = format!("{}&practice_person={person}", begun.url());
    let browser = thread::spawn(move || get(&get(&chosen).location.unwrap()));
    let session = begun.finish(LIMIT);
    assert_eq!(browser.join().unwrap().status, 200);
    session
}

#[test]
fn somebody_signs_in_with_the_browser_and_is_who_the_directory_says() {
    for practice in Practice::in_each_dress_and_way() {
        let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
        assert_eq!(session.account().username, MIRA);
        assert_eq!(session.account().display_name, "Mira Okafor");
        let client = client(&practice, &session, &pace);
        assert_eq!(client.me().unwrap().user_principal_name, MIRA);
        assert_eq!(client.organisation().unwrap().display_name, "Harbour & Pine");
        let ada = client.person(ADA).unwrap();
        assert!(ada.groups.is_some());
        assert!(client.fido2_configuration().unwrap().is_object());
        assert!(client.creation_options(&ada.id, ChallengeLife::Standard).is_ok());
        // For oneself: 405, and the words are kept.
        let error =
            client.creation_options(&client.me().unwrap().id, ChallengeLife::Standard).unwrap_err();
        assert!(matches!(error, TenantError::Refused(refusal) if refusal.status == 405));
    }
}

#[test]
fn the_redirect_is_answered_on_both_addresses_once() {
    for practice in Practice::in_each_dress_and_way() {
        for address in ["127.0.0.1", "[::1]"] {
            let pace = practice.pace();
            let begun = practice.begin(&pace, &[Job::Own]);
            let back = get(&format!("{}&practice_person={MIRA}", begun.url())).location.unwrap();
            let back = back.replace("localhost", address);
            let browser = thread::spawn(move || get(&back));
            assert_eq!(begun.finish(LIMIT).unwrap().account().username, MIRA);
            assert_eq!(browser.join().unwrap().status, 200);
        }
    }
}

#[test]
fn hostile_requests_are_refused_and_the_right_one_is_taken_all_the_same() {
    let practice = Practice::new();
    let pace = practice.pace();
    let begun = practice.begin(&pace, &[Job::Own]);
    let back = get(&format!("{}&practice_person={MIRA}", begun.url())).location.unwrap();
    let (base, query) = back.split_once("/?").unwrap();
    let port: u16 = base.rsplit(':').next().unwrap().parse().unwrap();
    assert_eq!(get(&format!("{base}/favicon.ico")).status, 404);
    assert_eq!(get(&format!("{base}/other?{query}")).status, 404);
    assert_eq!(get(&format!("{base}/?code=x&state=wrong")).status, 400);
    assert_eq!(get(&format!("{base}/?error=access_denied&state=wrong")).status, 400);
    // Huge, nothing at all, no HTTP, hung up.
    let mut huge = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let _ = huge.write_all(&[b'x'; 100 << 10]);
    let slow: Vec<_> = (0..8).map(|_| TcpStream::connect(("127.0.0.1", port)).unwrap()).collect();
    let mut odd = TcpStream::connect(("127.0.0.1", port)).unwrap();
    odd.write_all(b"\x16\x03\x01\x00\r\n\r\n").unwrap();
    let mut answer = String::new();
    odd.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    drop(TcpStream::connect(("127.0.0.1", port)).unwrap());
    let good = back.clone();
    let first = thread::spawn(move || get(&good).status);
    let started = Instant::now();
    assert_eq!(first.join().unwrap(), 200);
    // A second answer is none, however right.
    assert_eq!(get(&back).status, 410);
    assert!(begun.finish(LIMIT).is_ok());
    assert!(started.elapsed() < Duration::from_secs(4), "the slow ones held it up");
    drop(slow);
    let gone = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(gone.elapsed() < Duration::from_secs(2), "the port is still open");
    }
}

#[test]
fn nobody_comes_declines_or_it_is_stopped() {
    for practice in Practice::in_each_dress() {
        let pace = practice.pace();
        let begun = practice.begin(&pace, &[Job::Own]);
        assert_eq!(begun.finish(Duration::from_millis(50)).unwrap_err(), SignInError::TimedOut);
        let begun = practice.begin(&pace, &[Job::Own]);
        begun.stopper().stop();
        assert_eq!(begun.finish(LIMIT).unwrap_err(), SignInError::Stopped);
        let begun = practice.begin(&pace, &[Job::Own]);
        let back = get(&format!("{}&practice_decision=decline", begun.url())).location.unwrap();
        let browser = thread::spawn(move || get(&back));
        assert_eq!(begun.finish(LIMIT).unwrap_err(), SignInError::Declined);
        browser.join().unwrap();
        practice
            .switched(Switches { consent: Consent::ByAdministrator, ..practice.dress.switches });
        let refused = finish(practice.begin(&pace, &[Job::Desk]), MIRA).unwrap_err();
        assert!(matches!(refused, SignInError::ConsentMissing(_)), "{refused:?}");
    }
}

/// graph.md §8; RFC 8628.
#[test]
fn a_code_on_another_device_signs_in_too() {
    for practice in Practice::in_each_dress_and_way() {
        let pace = practice.pace();
        let wanted = [Job::Own];
        let begun = DeviceSignIn::begin(practice.authority(&pace), &wanted).unwrap();
        let view = begun.view();
        let page = format!("{}?user_code={}", view.verification_uri, view.user_code);
        get(&format!("{page}&practice_person={MIRA}"));
        assert_eq!(begun.finish().unwrap().account().username, MIRA);
        let begun = DeviceSignIn::begin(practice.authority(&pace), &wanted).unwrap();
        let view = begun.view();
        get(&format!(
            "{}?user_code={}&practice_decision=decline",
            view.verification_uri, view.user_code
        ));
        assert_eq!(begun.finish().unwrap_err(), SignInError::Declined);
        let begun = DeviceSignIn::begin(practice.authority(&pace), &wanted).unwrap();
        assert_eq!(begun.finish().unwrap_err(), SignInError::TimedOut);
        // It waited for the code's fifteen minutes, five seconds at a time and never too soon.
        let journal = practice.running().control().journal();
        let asked = journal.iter().filter(|one| one.path == "/oauth2/v2.0/token").count();
        assert!((150..=190).contains(&asked), "{asked}");
    }
}

#[test]
fn a_token_is_renewed_before_its_end_and_after_a_refusal() {
    for practice in Practice::in_each_dress() {
        let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
        let client = client(&practice, &session, &pace);
        let renewals = || {
            let journal = practice.running().control().journal();
            journal.iter().filter(|one| one.path == "/oauth2/v2.0/token").count() - 1
        };
        client.me().unwrap();
        assert_eq!(renewals(), 0);
        pace.wait(Duration::from_secs(3500));
        client.me().unwrap();
        assert_eq!(renewals(), 1);
        practice.running().control().expire_tokens();
        client.me().unwrap();
        assert_eq!(renewals(), 2);
        practice.running().control().revoke_sign_ins();
        assert_eq!(client.me(), Err(TenantError::SignInNeeded));
    }
}

#[test]
fn signing_out_waits_for_no_renewal_and_nothing_comes_of_that_any_more() {
    for practice in Practice::in_each_dress() {
        let vault: Arc<dyn Vault> = Arc::new(Open::default());
        let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
        session.keep_in(Arc::clone(&vault)).unwrap();
        practice.faulty(json!([{ "match": { "path": "*/token" },
        "action": { "do": "delay", "milliseconds": 1500 } }]));
        pace.wait(Duration::from_secs(3500));
        let client = client(&practice, &session, &pace);
        let asks = thread::spawn(move || client.me());
        let tokens = || {
            let journal = practice.running().control().journal();
            journal.iter().filter(|one| one.path == "/oauth2/v2.0/token").count()
        };
        while tokens() < 2 {
            thread::yield_now();
        }
        assert!(session.lacks(&[Job::Desk]).is_empty());
        session.sign_out().unwrap();
        assert!(!asks.is_finished(), "the authority has answered already");
        assert_eq!(asks.join().unwrap(), Err(TenantError::SignInNeeded));
        assert_eq!(session.lacks(&[Job::Desk]), [Job::Desk]);
        assert!(vault.load().unwrap().is_none(), "what was renewed was kept after all");
    }
}

/// A computer's clock that is wrong by an hour: only what has passed counts.
#[test]
fn a_clock_that_is_wrong_by_an_hour_changes_nothing() {
    for offset in [-3600, 3600] {
        for practice in Practice::in_each_dress() {
            practice.running().control().set_clock_offset(offset);
            let pace = Arc::new(entra_graph::SystemPace::default());
            let cloud =
                Cloud::practice(practice.running().authority_url(), practice.running().base_url());
            let application = Application::new(CLIENT_ID, "harbourpine.example").unwrap();
            let authority = Authority::new(cloud.unwrap(), application);
            let wanted = Wanted { jobs: vec![Job::Desk], ..Wanted::default() };
            let begun =
                BrowserSignIn::begin(authority, wanted, Prompt::Usual, Words::default()).unwrap();
            let session = Arc::new(finish(begun, MIRA).unwrap());
            let settings = Settings::for_cloud(session.authority().cloud());
            let settings = Settings { version: practice.dress.version, ..settings };
            let client = GraphClient::signed_in_paced(session, settings, pace);
            assert!(client.me().is_ok(), "{offset}");
        }
    }
}

#[test]
fn a_change_that_wants_more_proof_says_with_which_claims_and_then_goes() {
    for practice in Practice::in_each_dress() {
        for step_up in [StepUp::Unauthorized, StepUp::Forbidden] {
            practice.switched(Switches { step_up, ..practice.dress.switches });
            let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
            let client = client(&practice, &session, &pace);
            let ada = client.person(ADA).unwrap();
            let method = enrollment::tenant::MethodId("x".to_owned());
            let TenantError::StepUpNeeded { claims } =
                client.delete_fido2_method(&ada.id, &method).unwrap_err()
            else {
                panic!("no step-up")
            };
            let wanted = Wanted { jobs: vec![Job::Desk], claims: Some(claims), login_hint: None };
            let begin = |person: &str| {
                let authority = practice.authority(&pace);
                let begun = BrowserSignIn::begin(
                    authority,
                    wanted.clone(),
                    Prompt::Usual,
                    Words::default(),
                );
                finish(begun.unwrap(), person).unwrap()
            };
            assert_eq!(session.take_over(begin(INGRID)), Err(SignInError::AnotherAccount));
            session.take_over(begin(MIRA)).unwrap();
            let error = client.delete_fido2_method(&ada.id, &method).unwrap_err();
            assert_eq!(error, TenantError::NotFound("x".to_owned()));
        }
    }
}

#[test]
fn more_is_asked_for_when_it_is_needed() {
    for practice in Practice::in_each_dress_and_way() {
        let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
        assert_eq!(session.lacks(&[Job::Desk, Job::Pass]), [Job::Pass]);
        let refused = session.widen(&[Job::Pass]).unwrap_err();
        assert!(matches!(refused, SignInError::ConsentMissing(_)), "{refused:?}");
        // The sign-in is as good as before.
        let client = client(&practice, &session, &pace);
        let ada = client.person(ADA).unwrap();
        session.take_over(finish(practice.begin(&pace, &[Job::Pass]), MIRA).unwrap()).unwrap();
        assert!(session.lacks(&[Job::Desk, Job::Pass]).is_empty());
        let pass = client.issue_access_pass(&ada.id, PassWanted::default()).unwrap();
        assert_eq!(pass.reveal().len(), 8);
        assert!(!format!("{pass:?}").contains(pass.reveal()));
        assert_eq!(client.access_passes(&ada.id).unwrap(), std::slice::from_ref(&pass.listed));
        client.delete_access_pass(&ada.id, &pass.listed.id).unwrap();
        assert!(client.access_passes(&ada.id).unwrap().is_empty());
    }
}

#[test]
fn a_kept_sign_in_is_taken_up_and_two_programs_share_it() {
    for practice in Practice::in_each_dress_and_way() {
        let vault: Arc<dyn Vault> = Arc::new(Open::default());
        let (first, pace) = practice.signed_in(MIRA, &[Job::Desk]);
        assert_eq!(first.keep_in(Arc::clone(&vault)).unwrap(), Keeping::ForGood);
        let second = Arc::new(Session::resume(Arc::clone(&vault)).unwrap().unwrap());
        assert_eq!(second.account(), first.account());
        // The second renews, so that the first's refresh token was used; it takes the newer one.
        assert!(client(&practice, &second, &pace).me().is_ok());
        practice.running().control().expire_tokens();
        assert!(client(&practice, &first, &pace).me().is_ok());
        first.sign_out().unwrap();
        assert_eq!(client(&practice, &first, &pace).me(), Err(TenantError::SignInNeeded));
        assert!(Session::resume(vault).unwrap().is_none());
    }
}

/// graph.md §1 item 8 and §6.1.
#[test]
fn throttling_is_waited_for_with_and_without_a_word_how_long() {
    for practice in Practice::in_each_dress() {
        let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
        let client = client(&practice, &session, &pace);
        let ada = client.person(ADA).unwrap();
        for throttling in [Throttling::WithRetryAfter, Throttling::Silent] {
            practice.switched(Switches { throttling, ..practice.dress.switches });
            let before = pace.now();
            for _ in 0..7 {
                client.fido2_methods(&ada.id).unwrap();
            }
            assert!(pace.now() > before, "nobody waited");
        }
        // Longer than anybody waits: said, not waited for.
        practice.faulty(json!([{ "times": "always", "match": { "path": "/organization" },
            "action": { "do": "answer", "status": 429, "retryAfter": 600 } }]));
        let error = client.organisation().unwrap_err();
        assert_eq!(error, TenantError::Throttled { retry_after: Some(Duration::from_secs(600)) });
    }
}

#[test]
fn the_policy_is_read_in_beta_and_else_in_v1() {
    for practice in Practice::in_each_dress() {
        let (session, pace) = practice.signed_in(INGRID, &[Job::Desk, Job::ChangePolicy]);
        let client = client(&practice, &session, &pace);
        assert_eq!(client.authentication_methods_policy().unwrap().version, Version::Beta);
        practice.faulty(json!([{ "match": { "path": "/policies/*" },
            "action": { "do": "answer", "status": 403 } }]));
        assert_eq!(client.authentication_methods_policy().unwrap().version, Version::V1);
    }
}

#[test]
fn readings_of_many_come_in_their_order() {
    for practice in Practice::in_each_dress_and_way() {
        let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
        let client = client(&practice, &session, &pace);
        let mut paths = vec![vec!["organization"], vec!["users", "nobody"]];
        paths.extend((0..30).map(|_| vec!["users", ADA]));
        let answers = client.read_many(&paths).unwrap();
        let statuses: Vec<u16> = answers.iter().map(|one| one.as_ref().unwrap().status).collect();
        assert_eq!((&statuses[..2], statuses.len()), (&[200, 404][..], 32));
        assert!(statuses[2..].iter().all(|status| *status == 200));
    }
}

/// graph.md §6.1: each of a batch's requests counts at Graph, so that nobody is turned away who counts them too.
#[test]
fn a_batch_waits_for_room_for_each_of_its_requests() {
    let practice = Practice::new();
    let (session, pace) = practice.signed_in(MIRA, &[Job::Desk]);
    let settings = Settings { pacing: Pacing::Paced, ..Settings::default() };
    let client = GraphClient::signed_in_paced(Arc::clone(&session), settings, pace.clone());
    let ada = client.person(ADA).unwrap().id.0;
    let throttling = Throttling::Silent;
    practice.switched(Switches { throttling, ..practice.dress.switches });
    let keys = vec!["users", &*ada, "authentication", "fido2Methods"];
    let mut paths = vec![keys.clone(); 7];
    paths.extend(vec![vec!["organization"]; 25]);
    paths.extend(vec![keys; 5]);
    let before = pace.now();
    let answers = client.read_many(&paths).unwrap();
    let statuses: Vec<u16> = answers.iter().map(|one| one.as_ref().unwrap().status).collect();
    assert_eq!(statuses, vec![200; 37]);
    let waited = pace.now() - before;
    assert!(waited >= Duration::from_secs(20), "twelve in {waited:?}");
}

#[test]
fn an_authority_in_trouble_or_elsewhere_gets_nobody_signed_in() {
    let practice = Practice::new();
    let pace = practice.pace();
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let away = format!("http://{}/token", elsewhere.local_addr().unwrap());
    for action in [
        json!({ "do": "answer", "status": 503 }),
        json!({ "do": "redirect", "location": away }),
        json!({ "do": "verbatim", "status": 200, "body": "<html>" }),
        json!({ "do": "cut-after-commit" }),
        json!({ "do": "cut-within-answer" }),
    ] {
        practice.faulty(json!([{ "match": { "path": "*/token" }, "action": action }]));
        let begun = practice.begin(&pace, &[Job::Own]);
        let error = finish(begun, MIRA).unwrap_err();
        let known = matches!(
            error,
            SignInError::Failing { .. }
                | SignInError::Malformed { .. }
                | SignInError::Unreachable(_)
        );
        assert!(known, "{action} {error:?}");
    }
    assert!(elsewhere.accept().is_err(), "somebody followed");
}
