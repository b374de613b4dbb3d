//! By which token the directory is asked: one that lasts, or those of somebody who signed in and hands out keys
//! to others. What a sign-in is kept with must never lie in the folder in clear.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::Arc,
    thread,
    time::Duration,
};

use enrollment::{
    store::{SqliteStore, Vault},
    tenant::Tenant,
};
use entra_graph::{
    BearerToken, Cloud, Endpoint, GraphClient, Settings,
    sign_in::{
        Application, Authority, BrowserSignIn, Job, Prompt, Session, SignInError, Wanted, Words,
    },
};
use entra_policy::Registrant;
use practice::tenant::{CLIENT_ID, PEOPLE, SeededPerson, faults::Fault};
use test_crash::desk;

use super::{
    script,
    turn::{Turn, Turning},
};
use crate::{IN_A_WORLD, chance::Chance, scan, world::World};

/// Privileged Authentication Administrator: she may register for everybody else.
const INGRID: &str = "ingrid.solberg@harbourpine.example";
/// How long one request may take: shorter than the longest delay of a script.
const LIMIT: Duration = Duration::from_millis(400);
const PATIENCE: Duration = Duration::from_millis(300);

/// By which token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The same all the time, each for oneself.
    Token,
    /// Of somebody who signed in, for others.
    SignedIn,
}

/// How the directory is when the program starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    Well,
    Unwell,
}

/// One start of the program.
pub(super) struct Start {
    pub(super) store: Arc<SqliteStore>,
    pub(super) tenant: Arc<dyn Tenant>,
    pub(super) registrant: Registrant,
}

impl Way {
    pub(super) fn people(self) -> Vec<&'static SeededPerson> {
        let others = PEOPLE.iter().filter(|one| match self {
            Self::Token => true,
            Self::SignedIn => one.user_principal_name != INGRID,
        });
        others.take(IN_A_WORLD).collect()
    }

    /// A start in a directory that is well, or that may be slow and more; of a turn that it takes, the tenant
    /// tells later.
    pub(super) fn start(
        self,
        world: &World,
        health: Health,
        turn: Option<Turn>,
    ) -> (Start, Arc<Turning>) {
        let settings = match health {
            // A busy computer is no fault of the directory's.
            Health::Well => Settings::default(),
            Health::Unwell => Settings { limit: LIMIT, patience: PATIENCE, ..Settings::default() },
        };
        let (client, registrant) = match self {
            Self::Token => (with_a_token(world, settings), Registrant::Oneself),
            Self::SignedIn => (of_a_session(resumed(world), settings), Registrant::OnBehalf),
        };
        let turning = Arc::new(Turning::new(client, world, turn));
        let store = Arc::new(desk::open_store(world.folder.path()));
        (Start { store, tenant: turning.clone(), registrant }, turning)
    }

    /// What turns while somebody registers.
    pub(super) fn turn(self, chance: &mut Chance) -> Option<Turn> {
        match self {
            Self::Token => None,
            Self::SignedIn => Some(Turn::any(chance)),
        }
    }

    /// What goes wrong by chance.
    pub(super) fn script(self, chance: &mut Chance, turn: Option<Turn>) -> Vec<Fault> {
        match self {
            Self::Token => script::any(chance),
            Self::SignedIn => script::any_signed_in(chance, turn.is_some_and(Turn::refuses)),
        }
    }

    /// Whoever was signed out in a directory that is well signs in once more, as one is told to.
    pub(super) fn is_let_in(self, world: &World) {
        let asks = || of_a_session(resumed(world), Settings::default()).organisation();
        if self == Self::SignedIn && asks().is_err() {
            signs_in(world);
        }
    }

    /// What the sign-in is refreshed with is in no file.
    pub(super) fn keeps_its_secrets(self, world: &World) {
        let Some(kept) = desk::vault(world.folder.path()).load().unwrap() else { return };
        let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
        let token = kept["refresh_token"].as_str().unwrap();
        assert!(token.len() > 20);
        let needles = [token.as_bytes().to_vec(), b"refresh_token".to_vec()];
        scan::look_through(&desk::state_folder(world.folder.path()), &needles);
    }
}

fn with_a_token(world: &World, settings: Settings) -> GraphClient {
    let endpoint = Endpoint::parse(world.tenant.base_url()).unwrap();
    let secret = world.tenant.start_secret().reveal().to_owned();
    GraphClient::new(endpoint, BearerToken::new(secret.into()), settings)
}

fn of_a_session(session: Session, settings: Settings) -> GraphClient {
    GraphClient::signed_in(Arc::new(session), settings)
}

/// As every start of the program does: from what is kept, and no token is left of the start before.
fn resumed(world: &World) -> Session {
    let vault: Arc<dyn Vault> = Arc::new(desk::vault(world.folder.path()));
    Session::resume(Arc::clone(&vault)).unwrap().unwrap_or_else(|| signs_in(world))
}

fn signs_in(world: &World) -> Session {
    let session = by_browser(world).unwrap();
    assert_eq!(session.account().username, INGRID);
    session.keep_in(Arc::new(desk::vault(world.folder.path()))).unwrap();
    session
}

fn by_browser(world: &World) -> Result<Session, SignInError> {
    let cloud = Cloud::practice(world.tenant.authority_url(), world.tenant.base_url()).unwrap();
    let application = Application::new(CLIENT_ID, "harbourpine.example").unwrap();
    let authority = Authority::new(cloud, application);
    let wanted = Wanted { jobs: vec![Job::Desk], ..Wanted::default() };
    let begun = BrowserSignIn::begin(authority, wanted, Prompt::Usual, Words::default())?;
    let page = format!("{}&practice_person={INGRID}", begun.url());
    let browser = thread::spawn(move || {
        let answer = get(&page);
        let back = answer.lines().find_map(|line| line.strip_prefix("location: "));
        get(back.unwrap());
    });
    let session = begun.finish(Duration::from_secs(10));
    browser.join().unwrap();
    session
}

/// Asks for a page as a browser does, without any token.
fn get(address: &str) -> String {
    let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    request(host, &format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
}

/// The whole answer to a request that ends its connection.
pub(super) fn request(host: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
