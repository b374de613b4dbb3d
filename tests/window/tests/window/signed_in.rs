//! Working for an organisation that somebody signs in to: a practice organisation of another program, over
//! HTTP.

use std::{collections::BTreeSet, fs};

use practice::{
    models::{PRACTICE_KEY_C, PRACTICE_KEY_N},
    tenant::{
        self, CLIENT_ID, Envelope, ExcludeIds, InnerErrorSpelling, ODataTypes, PracticeTenant,
        Running, Switches, faults,
    },
};
use serde_json::{Value, json};
use tempfile::TempDir;
use test_window::{Desk, PIN, Preset, Window, signs_in};
use test_wire::Wire;

use crate::{
    hands::{make, plug, take_out},
    secrets::files as below,
    tenant::aims_at_a_pilot,
};

pub(crate) const MIRA: &str = "mira.okafor@harbourpine.example";
/// She may change policies.
pub(crate) const INGRID: &str = "ingrid.solberg@harbourpine.example";
pub(crate) const ADA: &str = "ada.brandt@harbourpine.example";

/// A desk, an organisation of another program, and the wire between them.
pub(crate) struct World {
    pub(crate) desk: Desk,
    pub(crate) running: Running,
    pub(crate) wire: Wire,
    _organisation: TempDir,
}

impl World {
    /// An organisation that answers in this dress; nobody is signed in yet.
    pub(crate) fn dressed(switches: Switches) -> Self {
        let mut desk = Desk::new();
        let settings = tenant::Settings {
            key_folders: vec![desk.state().join("practice-keys")],
            ..tenant::Settings::default()
        };
        let organisation = tempfile::tempdir().unwrap();
        let running = PracticeTenant::start(organisation.path(), settings).unwrap();
        running.control().set_switches(switches);
        let wire = Wire::to(running.base_url());
        desk.works_for(&json!({
            "base_url": wire.over(running.base_url()),
            "authority": wire.over(running.authority_url()),
            "client_id": CLIENT_ID,
            "start_secret": "not read",
        }));
        desk.key(&PRACTICE_KEY_C, Preset::Tries(8));
        Self { desk, running, wire, _organisation: organisation }
    }
}

pub(crate) fn script(running: &Running, script: &Value) {
    let faults = faults::read(script.to_string().as_bytes()).unwrap();
    running.control().set_faults(faults);
}

/// Chooses what a sign-in is for.
pub(crate) fn for_people(window: &Window) {
    window.says("What for");
    window.script("document.querySelector('input[value=desk]').click()");
}

/// Signs in for people of the organisation, from the room Start.
pub(crate) fn sign_in(desk: &Desk, window: &Window, person: &str) {
    for_people(window);
    window.press("Sign in");
    signs_in(&desk.opened(), person);
    window.says("You are signed in.");
}

/// From Start to the question for a name, for somebody else.
pub(crate) fn choose_ada(window: &Window) {
    window.press("Register");
    take_ada(window);
}

/// From the question for whom the key is.
pub(crate) fn take_ada(window: &Window) {
    window.says("Who is the key for?");
    window.paste("Name", "ada");
    window.press("Register for Ada Brandt");
    window.says("Name your new key");
}

/// Mira's own key: judged here, registered on the page, seen in the directory and found on the key.
fn mira_registers_her_own(world: &World, window: &Window) {
    let (desk, control) = (&world.desk, world.running.control());
    let by_graph = |one: &tenant::Entry| one.path.contains("creationOptions");
    let options = || control.journal().iter().filter(|one| by_graph(one)).count();
    let before = options();
    window.press("Register");
    window.press("It is for myself");
    window.says("HTTP 405");
    // The one that Ada's was made on is in, and is on the list; the other is not.
    window.says("only the registration shows");
    plug(window, &PRACTICE_KEY_N);
    window.says("Its model is not on the list");
    window.moment("register-oneself");
    take_out(window, &PRACTICE_KEY_N);
    window.press("Open the page");
    assert_eq!(desk.opened(), "https://mysignins.microsoft.com/security-info");
    window.says("No new passkey yet");
    let pin = PIN.as_bytes().to_vec();
    // The browser has it kept so that the key says nothing before somebody is verified.
    let key = Box::new(desk.in_hand(&PRACTICE_KEY_C));
    let protection = tenant::Protection::VerificationRequired;
    control.security_info(MIRA, key, pin, protection).unwrap();
    window.press("Look now");
    window.says("Registered in the browser");
    window.says("does not say what it holds");
    window.press("Prove it with the PIN");
    window.says("Enter the key’s PIN");
    window.pin(PIN);
    window.says("Your key is registered");
    window.says("after you were verified");
    window.moment("register-oneself-proved");
    window.press("I am done");
    assert_eq!(options(), before, "Graph is not asked for one's own");
}

/// The first change that the checks offer for a pilot group, sent.
fn mend(window: &Window) {
    aims_at_a_pilot(window);
    window.press("Send the change");
}

#[test]
fn somebody_signs_in_registers_a_key_for_somebody_else_and_signs_out() {
    // What Graph's documents allow and the embedded organisation does not do.
    let world = World::dressed(Switches {
        envelope: Envelope::Value,
        odata_types: ODataTypes::Everywhere,
        exclude_ids: ExcludeIds::Base64,
        inner_error: InnerErrorSpelling::Lower,
        page_size: Some(1),
        ..Switches::default()
    });
    let (desk, running, wire) = (&world.desk, &world.running, &world.wire);
    let window = desk.open();
    window.says("Signs in to the practice organisation that another program serves");
    for_people(&window);
    window.press("Sign in");
    window.says("Waiting for your browser");
    window.moment("sign-in-waiting");
    desk.opened();
    window.press("Stop waiting");
    window.says("Waiting was stopped");
    window.says_aloud("Waiting was stopped");
    sign_in(desk, &window, MIRA);
    window.says("Signed in to Harbour & Pine");
    window.moment("start-signed-in");

    choose_ada(&window);
    window.moment("register-for-somebody");
    // The directory wants more proof in the middle, and the one who signed in gives it.
    script(
        running,
        &json!([{
            "match": { "path": "*creationOptions*" }, "action": { "do": "claims-challenge" },
        }]),
    );
    window.press("Continue");
    window.says("You need to sign in again");
    window.moment("register-sign-in-again");
    window.press("Sign in again");
    let address = desk.opened();
    assert!(address.contains("claims=") && address.contains("login_hint="), "{address}");
    signs_in(&address, MIRA);
    window.says("Practice keys");
    make(&window, &PRACTICE_KEY_C);
    window.says("Your key is registered");
    window.press("I am done");

    mira_registers_her_own(&world, &window);

    // The room Tenant needs more than was agreed to; a person agrees in the browser.
    window.press("Tenant");
    window.says("This needs more than you agreed to");
    window.press("Ask for it");
    signs_in(&desk.opened(), MIRA);
    window.says("people are asked");
    // A token that is over is renewed on the way.
    running.control().expire_tokens();
    mend(&window);
    // Mira has no role for it.
    window.says("The directory did not do it");
    window.says("Your role, or what you agreed to, is not enough.");

    window.press("Look at a person");
    window.paste("Name", "ada");
    window.press("Look at Ada Brandt");
    window.says("Passkeys of Ada Brandt");
    // The key that is in is held against her profile.
    window.says("The key that fails");
    window.says("policy takes it.");
    window.moment("tenant-key-at-hand");
    window.press("Delete Ada’s key");
    window.says("Type “delete” to confirm");
    window.moment("tenant-delete");
    window.paste("Type “delete” to confirm", "delete");
    // The directory says no, and the passkey stays.
    let deleting = json!({ "method": "DELETE" });
    let busy = json!({ "match": deleting, "action": { "do": "answer", "status": 403 } });
    script(running, &json!([busy]));
    window.press("Delete it");
    window.says("It was not deleted");
    window.says("Ada’s key");
    window.press("Delete Ada’s key");
    window.paste("Type “delete” to confirm", "delete");
    window.press("Delete it");
    window.says("There is none in the directory.");

    // Consent alone issues nothing.
    window.press("Ask for it");
    signs_in(&desk.opened(), MIRA);
    window.press_until("Issue a pass", "The pass of Ada Brandt");
    window.press("Hide it");
    window.says("A code that lets the person in");

    // Ingrid has.
    window.press("Settings");
    window.press("Use another account");
    signs_in(&desk.opened(), INGRID);
    window.says(INGRID);
    window.press("Tenant");
    window.says("people are asked");
    mend(&window);
    window.says("Changed, and read again");
    window.press("Settings");
    window.says("Sign out");
    window.moment("settings-signed-in");
    window.press("Sign out");
    window.says("practice organisation Harbour & Pine");
    window.end();

    nothing_leaked(desk, &wire.seen());
}

/// The values of these members and fields, wherever they went over the wire.
fn secrets(wire: &str) -> BTreeSet<String> {
    let members = ["access_token", "refresh_token", "id_token", "temporaryAccessPass"];
    let members = members.map(|name| format!("\"{name}\":\""));
    let fields = ["code=", "code_verifier=", "refresh_token=", "uthorization: Bearer "];
    let begin = members.iter().map(String::as_str).chain(fields);
    let end = |letter: char| !(letter.is_ascii_alphanumeric() || "-_.~".contains(letter));
    begin
        .flat_map(|begin| wire.split(begin).skip(1))
        .map(|rest| rest.split(end).next().unwrap_or_default().to_owned())
        .filter(|secret| secret.len() >= 8)
        .collect()
}

/// What the organisation gave out stands nowhere on the desk: neither in the log nor in what is kept.
pub(crate) fn nothing_leaked(desk: &Desk, wire: &str) {
    assert!(desk.log().contains("DEBUG"), "the log was not at its most talkative");
    let secrets = secrets(wire);
    assert!(secrets.len() >= 4, "{} secrets went over the wire", secrets.len());
    let mut files = Vec::new();
    below(desk.everything(), &mut files);
    assert!(files.len() > 8, "only {} files were there to search", files.len());
    for file in files {
        let bytes = fs::read(&file).unwrap_or_default();
        let has =
            |secret: &&String| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        let found: Vec<_> = secrets.iter().filter(has).collect();
        assert!(found.is_empty(), "{} of them stand in {}", found.len(), file.display());
    }
}
