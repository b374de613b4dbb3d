use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use enrollment::{
    ledger::{Actor, Scene},
    rooms::{
        ApplicationPart, ApplicationView, CommandCode, Kept, SignInCloud, SignInJob, SignInLasts,
        SignInStanding, SignInWay, SignInWho, SignInWords,
    },
};
use practice::{
    drawer::Drawer,
    tenant::{self, CLIENT_ID, Consent, PracticeTenant, Running, Switches},
};
use tempfile::TempDir;
use webauthn::Timestamp;

use super::*;

const MIRA: &str = "mira.okafor@harbourpine.example";
const INGRID: &str = "ingrid.solberg@harbourpine.example";
const PATIENCE: Duration = Duration::from_secs(30);

struct World {
    running: Running,
    work: Arc<AtWork>,
    places: Places,
    folder: TempDir,
}

/// Asks for a page as a browser does; answers where it leads.
fn get(address: &str) -> Option<String> {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().find_map(|line| line.strip_prefix("location: ")).map(str::to_owned)
}

fn browse(address: &str, person: &str) {
    let back = get(&format!("{address}&practice_person={person}")).unwrap();
    get(&back);
}

#[expect(clippy::unnecessary_wraps, reason = "it is what opens an address")]
fn mira_comes(address: &str) -> io::Result<()> {
    let address = address.to_owned();
    thread::spawn(move || browse(&address, MIRA));
    Ok(())
}

fn nothing_opens(_: &str) -> io::Result<()> {
    Err(io::ErrorKind::NotFound.into())
}

fn client(running: &Running) -> Arc<GraphClient> {
    let endpoint = entra_graph::Endpoint::parse(running.base_url()).unwrap();
    let token = entra_graph::BearerToken::new(running.start_secret().reveal().to_owned().into());
    Arc::new(GraphClient::new(endpoint, token, entra_graph::Settings::default()))
}

impl World {
    fn new(opens: Opens) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = tenant::Settings::default();
        let running = PracticeTenant::start(&folder.path().join("practice"), settings).unwrap();
        let places = Places::new(Some(&folder.path().join("state"))).unwrap();
        let document = serde_json::json!({
            "base_url": running.base_url(),
            "authority": running.authority_url(),
            "client_id": CLIENT_ID,
        });
        let authority = sign_in::practice_authority(document.to_string().as_bytes()).unwrap();
        let named = (Some(authority), Vec::new());
        let practice = client(&running);
        let work = AtWork::open(&places, &Settings::default(), named, &practice, opens).unwrap();
        Self { running, work, places, folder }
    }

    fn standing(&self) -> Standing {
        self.work.standing(self.settings())
    }

    fn begin(&self, wish: SignInWish) -> Receiver<SignInMoment> {
        let (sender, moments) = mpsc::channel();
        self.work.sign_in(wish, move |moment| {
            let _ = sender.send(moment);
        });
        moments
    }

    fn end(&self, wish: SignInWish) -> SignInMoment {
        last(&self.begin(wish))
    }

    fn settings(&self) -> Settings {
        SettingsFile::at(&self.places.settings).load().unwrap().settings
    }

    fn jobs(&self) -> Vec<SignInJob> {
        let standing = self.standing().sign_in_state().standing;
        let SignInStanding::SignedIn { jobs, .. } = standing else { panic!("{standing:?}") };
        jobs
    }
}

fn last(moments: &Receiver<SignInMoment>) -> SignInMoment {
    loop {
        match moments.recv_timeout(PATIENCE).unwrap() {
            end @ (SignInMoment::Done { .. } | SignInMoment::Failed { .. }) => return end,
            SignInMoment::Asking | SignInMoment::Browser { .. } | SignInMoment::Code { .. } => {}
        }
    }
}

fn wish(jobs: &[SignInJob]) -> SignInWish {
    SignInWish {
        application: None,
        way: SignInWay::Browser,
        jobs: jobs.to_vec(),
        who: SignInWho::Usual,
        words: SignInWords::default(),
    }
}

fn failed(moment: SignInMoment) -> SignInTrouble {
    let SignInMoment::Failed { trouble } = moment else { panic!("{moment:?}") };
    trouble
}

#[test]
fn somebody_signs_in_and_the_window_works_for_them_until_they_sign_out() {
    let world = World::new(mira_comes);
    let before = world.standing().sign_in_state();
    assert_eq!(before.standing, SignInStanding::Nobody);
    let done = world.end(wish(&[SignInJob::Desk]));
    assert!(matches!(done, SignInMoment::Done { .. }), "{done:?}");
    let account = world.standing().account();
    assert_eq!(account.account, MIRA);
    assert_eq!(account.organisation, "Harbour & Pine");
    assert_eq!(account.scene, AccountScene::Practice, "it is a practice authority");
    assert_eq!(
        (world.standing().scene(), world.standing().actor()),
        (Scene::Practice, Actor(MIRA.to_owned()))
    );
    assert_eq!(world.jobs(), [SignInJob::Desk]);
    let refused = world.standing().registering(Scene::Tenant).err().unwrap();
    assert_eq!(refused.code, CommandCode::SignedOut);
    world.work.sign_out().unwrap();
    let after = world.standing().sign_in_state();
    assert_eq!(after.standing, SignInStanding::Nobody);
    assert!(!world.places.sign_in().exists());
    assert!(world.folder.path().exists());
}

#[test]
fn what_is_asked_for_later_comes_on_top_and_the_same_directory_stays_in_use() {
    let world = World::new(mira_comes);
    world.end(wish(&[SignInJob::Desk]));
    let before = world.standing().directory();
    let done = world.end(wish(&[SignInJob::Reports]));
    assert!(matches!(done, SignInMoment::Done { stays: true, .. }), "{done:?}");
    assert_eq!(world.jobs(), [SignInJob::Desk, SignInJob::Reports]);
    let after = world.standing().directory();
    assert!(Arc::ptr_eq(&before, &after), "a registration that is open goes on");
}

#[test]
fn without_a_browser_the_address_is_shown_and_waiting_can_be_stopped() {
    let world = World::new(nothing_opens);
    let moments = world.begin(wish(&[SignInJob::Own]));
    assert_eq!(moments.recv_timeout(PATIENCE).unwrap(), SignInMoment::Asking);
    let SignInMoment::Browser { address, opened, only: false } =
        moments.recv_timeout(PATIENCE).unwrap()
    else {
        panic!("no browser is waited for");
    };
    assert!(address.starts_with(world.running.base_url()) && !opened, "{address}");
    world.work.stop();
    assert_eq!(failed(last(&moments)), SignInTrouble::Stopped);
    assert_eq!(world.standing().sign_in_state().standing, SignInStanding::Nobody);
    // It can be begun again at once.
    let moments = world.begin(wish(&[SignInJob::Own]));
    moments.recv_timeout(PATIENCE).unwrap();
    let SignInMoment::Browser { address, .. } = moments.recv_timeout(PATIENCE).unwrap() else {
        panic!("no browser is waited for");
    };
    browse(&address, INGRID);
    assert!(matches!(last(&moments), SignInMoment::Done { .. }));
    assert_eq!(world.standing().account().account, INGRID);
}

#[test]
fn a_code_on_another_device_signs_in_and_the_way_is_remembered() {
    let world = World::new(nothing_opens);
    let moments = world.begin(SignInWish { way: SignInWay::Code, ..wish(&[SignInJob::Desk]) });
    assert_eq!(moments.recv_timeout(PATIENCE).unwrap(), SignInMoment::Asking);
    let SignInMoment::Code { code, address, left_ms } = moments.recv_timeout(PATIENCE).unwrap()
    else {
        panic!("there is no code");
    };
    assert!(left_ms > 60_000, "{left_ms}");
    get(&format!("{address}?user_code={code}&practice_person={INGRID}"));
    assert!(matches!(last(&moments), SignInMoment::Done { .. }));
    assert_eq!(world.standing().sign_in_state().by, SignInWay::Code);
}

#[test]
fn where_nobody_has_agreed_the_authoritys_words_are_kept() {
    let world = World::new(mira_comes);
    let switches = Switches { consent: Consent::ByAdministrator, ..Switches::default() };
    world.running.control().set_switches(switches);
    let trouble = failed(world.end(wish(&[SignInJob::Desk])));
    let SignInTrouble::ConsentMissing { said, admin_consent } = trouble else {
        panic!("{trouble:?}");
    };
    assert!(said.codes.iter().any(|code| code.starts_with("AADSTS")), "{said:?}");
    assert_eq!(admin_consent, None, "practice has no such page");
}

#[test]
fn an_application_that_is_none_is_said_before_anybody_is_asked() {
    let world = World::new(nothing_opens);
    let application = |client_id: &str, tenant: &str| ApplicationView {
        client_id: client_id.to_owned(),
        tenant: tenant.to_owned(),
        cloud: SignInCloud::Worldwide,
    };
    let trouble = |application| {
        failed(world.end(SignInWish { application: Some(application), ..wish(&[SignInJob::Own]) }))
    };
    let part = |part| SignInTrouble::ApplicationMalformed { part };
    assert_eq!(trouble(application("hello", "contoso.example")), part(ApplicationPart::ClientId));
    assert_eq!(trouble(application(CLIENT_ID, "common")), part(ApplicationPart::Tenant));
}

#[test]
fn where_nothing_is_left_of_a_sign_in_practice_does_not_stand_in() {
    let world = World::new(mira_comes);
    let done = world.end(wish(&[SignInJob::Desk]));
    // As after a restart of a computer without a keyring.
    if !matches!(done, SignInMoment::Done { lasts: SignInLasts::ThisWindow, .. }) {
        std::fs::remove_file(world.places.sign_in()).unwrap();
    }
    let (places, settings) = (&world.places, world.settings());
    let practice = client(&world.running);
    let later = AtWork::open(places, &settings, (None, Vec::new()), &practice, nothing_opens);
    let later = later.unwrap().standing(settings);
    assert_eq!(later.sign_in_state().standing, SignInStanding::Ended);
    assert_eq!(later.scene(), Scene::Tenant);
    let asked = later.directory().organisation();
    assert_eq!(asked.unwrap_err(), enrollment::tenant::TenantError::SignInNeeded);
}

#[test]
fn what_was_looked_at_once_is_of_one_organisation_whatever_comes_after() {
    let world = World::new(mira_comes);
    let (before, kept) = (world.standing(), world.folder.path().join("kept"));
    let kept = Kept::open(&kept).unwrap();
    let drawer = Arc::new(Drawer::open(world.places.practice_keys()).unwrap());
    world.end(wish(&[SignInJob::Desk]));
    let signed_in = world.standing();
    world.work.sign_out().unwrap();
    let of = |standing: &Standing| {
        let place = standing.methods_desk(&kept, &drawer, Timestamp(0), |it| Ok(it.place.clone()));
        let place = place.unwrap();
        (standing.account().account, place.actor, standing.practises_here())
    };
    let practised = tenant::account().account;
    assert_eq!(of(&before), (practised.clone(), Actor(practised), true));
    // Its directory lets nobody in any more; whose it is it says all the same.
    assert_eq!(of(&signed_in), (MIRA.to_owned(), Actor(MIRA.to_owned()), false));
    assert!(signed_in.directory().person(MIRA).is_err());
    assert!(before.directory().person(MIRA).is_ok());
}

#[test]
fn a_sign_in_that_was_stopped_comes_to_nothing_however_late_it_is() {
    let world = World::new(mira_comes);
    let (underway, stops) = Underway::new();
    *world.work.underway() = Some(underway);
    let named = world.work.named.as_ref();
    let plan = Plan::of(wish(&[SignInJob::Desk]), None, named, &world.settings()).unwrap();
    let newer = plan.carry_out(mira_comes, &stops, &mut |_| {}).unwrap();
    // It was with its browser to the end, and is about to be kept.
    world.work.sign_out().unwrap();
    let trouble = world.work.keep(plan, newer, &stops).err().unwrap();
    assert_eq!(trouble, SignInTrouble::Stopped);
    assert!(world.work.practises_here());
    assert!(!world.places.sign_in().exists());
    assert_eq!(world.settings().account, None, "nothing was written down");
}
