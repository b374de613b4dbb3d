//! What a window may ask for, through the real message router, configuration and capabilities, on a
//! mock of the window system. It must never grant anything that the shipped files do not.

#![allow(clippy::unwrap_used)] // a test says what it expects by unwrapping

use std::sync::mpsc::{self, Receiver};

use ctap::{
    AuthenticatorId,
    ceremony::{self, Moment, PinReason, PromptId},
};
use enrollment::{
    ledger::{Actor, Event, EventKind, RegistrationId, Scene},
    rooms::{Asker, Kept, Look, PinQuestion},
    wizard::{Step, WizardView},
};
use serde_json::{Value, json};
use tauri::{
    App, Manager, WebviewUrl, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder},
    webview::InvokeRequest,
};
use touchstone_shell::{Arguments, Shell};
use webauthn::Timestamp;

/// Where the window's own page comes from.
const OWN_PAGE: &str = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };

/// What only the PIN window may ask.
const OF_THE_PIN_WINDOW: [&str; 3] = ["pin_cancel", "pin_question", "pin_submit"];

/// An app whose state is gone with the test.
fn app() -> App<MockRuntime> {
    let state = tempfile::tempdir().unwrap();
    let arguments = Arguments { state: Some(state.path().join("state")), ..Arguments::default() };
    let base = touchstone_shell::builder(mock_builder(), Shell::new(arguments));
    let app = base.build(touchstone_shell::context()).unwrap();
    app.manage(state);
    app
}

/// Calls a command as the page `url` in the window `label` would.
fn ask(
    app: &App<MockRuntime>,
    (label, url): (&str, &str),
    command: &str,
    body: InvokeBody,
) -> Result<Value, Value> {
    let window = app.get_webview_window(label).unwrap_or_else(|| {
        WebviewWindowBuilder::new(app, label, WebviewUrl::default()).build().unwrap()
    });
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: url.parse().unwrap(),
        body,
        headers: Default::default(),
        invoke_key: INVOKE_KEY.into(),
    };
    get_ipc_response(&window, request).map(|body| body.deserialize().unwrap())
}

fn call(label: &str, url: &str, command: &str) -> Result<Value, Value> {
    ask(&app(), (label, url), command, InvokeBody::Json(json!({})))
}

/// The router said no because nothing allows it, not because the command failed.
fn is_refused(answer: &Result<Value, Value>) -> bool {
    let why = answer.as_ref().err().and_then(Value::as_str);
    why.is_some_and(|why| why.contains("not allowed"))
}

/// Every command of ours, as the permissions name them.
fn commands() -> Vec<String> {
    let text = include_str!("../src-tauri/permissions/commands.toml");
    let quoted = text.lines().filter_map(|line| line.strip_prefix("commands.allow = [\""));
    let names: Vec<String> = quoted.map(|rest| rest.trim_end_matches("\"]").to_owned()).collect();
    assert!(names.len() > 4, "{names:?}");
    names
}

#[test]
fn the_main_window_may_ask_which_program_this_is() {
    let about = call("main", OWN_PAGE, "about").unwrap();
    assert_eq!(about["name"], "Touchstone");
    assert_eq!(about["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn every_command_is_for_one_window_and_refused_to_every_other() {
    let app = app();
    for command in commands() {
        let of_pin = OF_THE_PIN_WINDOW.contains(&command.as_str());
        let (own, other) = if of_pin { ("pin", "main") } else { ("main", "pin") };
        for wrong in [other, "stranger"] {
            let answer = ask(&app, (wrong, OWN_PAGE), &command, InvokeBody::Json(json!({})));
            assert!(is_refused(&answer), "{wrong} asked {command}: {answer:?}");
            let answer = ask(&app, (wrong, OWN_PAGE), &command, InvokeBody::Raw(vec![0x31; 4]));
            assert!(is_refused(&answer), "{wrong} asked {command} with bytes: {answer:?}");
        }
        for elsewhere in ["https://example.org", "http://localhost:8080", "about:blank"] {
            let answer = ask(&app, (own, elsewhere), &command, InvokeBody::Json(json!({})));
            assert!(is_refused(&answer), "{elsewhere} asked {command}: {answer:?}");
        }
    }
}

#[test]
fn every_command_is_heard_in_its_own_window() {
    let app = app();
    // These would open a dialog of a system that is not there.
    let dialogs = ["options_open", "tenant_count"];
    for command in commands().into_iter().filter(|one| !dialogs.contains(&one.as_str())) {
        let of_pin = OF_THE_PIN_WINDOW.contains(&command.as_str());
        let own = if of_pin { "pin" } else { "main" };
        // Without its arguments: it may fail, but by itself.
        let answer = ask(&app, (own, OWN_PAGE), &command, InvokeBody::Json(json!({})));
        assert!(!is_refused(&answer), "{own} asked {command}: {answer:?}");
    }
}

#[test]
fn what_tauri_brings_along_is_refused() {
    for command in ["plugin:event|listen", "plugin:path|resolve_directory", "plugin:app|version"] {
        assert!(is_refused(&call("main", OWN_PAGE, command)), "{command}");
        assert!(is_refused(&call("pin", OWN_PAGE, command)), "{command}");
    }
}

#[test]
fn a_command_that_does_not_exist_is_refused() {
    assert!(is_refused(&call("main", OWN_PAGE, "open_everything")));
}

#[test]
fn a_new_desk_begins_with_the_practice_organisation_and_its_drawer() {
    let app = app();
    let start = ask(&app, MAIN, "start", json_body()).unwrap();
    assert_eq!(start["firstRun"], true);
    assert_eq!(start["account"]["scene"], "practice");
    assert_eq!(start["keys"], json!({ "kind": "listed", "keys": [] }));
    ask(&app, MAIN, "choose_practice", json_body()).unwrap();
    assert_eq!(ask(&app, MAIN, "start", json_body()).unwrap()["firstRun"], false);
    let plug = InvokeBody::Json(json!({ "key": "practice-key-n", "act": "plug" }));
    ask(&app, MAIN, "practice_hand", plug).unwrap();
    let drawer = ask(&app, MAIN, "practice_drawer", json_body()).unwrap();
    assert_eq!(drawer["plugged"], json!(["practice-key-n"]));
    assert_eq!(drawer["keys"].as_array().unwrap().len(), 3);
}

#[test]
fn what_was_begun_for_an_organisation_never_goes_to_the_practice_one() {
    let folder = tempfile::tempdir().unwrap();
    let registration = RegistrationId("of-contoso".to_owned());
    let began = EventKind::Began {
        scene: Scene::Tenant,
        organisation: Some("Contoso".to_owned()),
        authenticator: "usb:1-2".to_owned(),
        key: None,
        aaguid: None,
        rp_id: "login.microsoft.com".to_owned(),
        user_handle: "AQID".to_owned(),
        account: "ada@contoso.example".to_owned(),
        person: Some("6ff0dd13-8a8b-4b5a-9c0e-0f1e7c4f5a01".to_owned()),
        tenant: None,
    };
    let event = Event { registration: registration.clone(), kind: began };
    let kept = Kept::open(folder.path()).unwrap();
    let actor = Actor("desk@contoso.example".to_owned());
    kept.ledger.append(&event, Timestamp(1_790_000_000), &actor).unwrap();
    drop(kept);
    let arguments = Arguments { state: Some(folder.path().to_owned()), ..Arguments::default() };
    let base = touchstone_shell::builder(mock_builder(), Shell::new(arguments));
    let app = base.build(touchstone_shell::context()).unwrap();
    let start = ask(&app, MAIN, "start", json_body()).unwrap();
    assert_eq!(start["unfinished"][0]["organisation"], "Contoso");
    let wish =
        json!({ "registration": registration.0, "choice": "remove", "views": "__CHANNEL__:7" });
    let refused = ask(&app, MAIN, "unfinished_resolve", InvokeBody::Json(wish)).unwrap_err();
    assert_eq!(refused["code"], "signed-out");
    assert_eq!(refused["message"], "nobody is signed in");
}

#[test]
fn a_setting_is_kept_in_the_state_folder_and_an_odd_one_is_refused() {
    let state = tempfile::tempdir().unwrap();
    let arguments = Arguments { state: Some(state.path().to_owned()), ..Arguments::default() };
    let base = touchstone_shell::builder(mock_builder(), Shell::new(arguments));
    let app = base.build(touchstone_shell::context()).unwrap();
    let change = |value: u16| {
        let change = json!({ "change": { "kind": "textSize", "value": value } });
        ask(&app, MAIN, "settings_change", InvokeBody::Json(change))
    };
    change(200).unwrap();
    assert_eq!(ask(&app, MAIN, "settings", json_body()).unwrap()["look"]["textSize"], 200);
    assert!(change(117).is_err());
    let files = std::fs::read_dir(state.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut settings = files.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let kept = std::fs::read_to_string(settings.next().unwrap()).unwrap();
    assert!(kept.contains("200") && !kept.contains("117"), "{kept}");
}

#[test]
fn a_ticket_comes_as_bytes_and_may_be_held_against_the_practice_policy() {
    let app = app();
    let read = |body| ask(&app, MAIN, "diagnose_read", body);
    let answer = json!({ "error": { "code": "BadRequest", "message": "no" } }).to_string();
    let view = read(InvokeBody::Raw(answer.into_bytes())).unwrap();
    assert_eq!(view["server"][0]["code"], "BadRequest");
    assert_eq!(read(InvokeBody::Raw(b"hello".to_vec())).unwrap_err()["code"], "not-a-ticket");
    let as_json = read(InvokeBody::Json(json!({ "ticket": "hello" }))).unwrap_err();
    assert_eq!(as_json["code"], "malformed");
    let change = json!({ "change": { "kind": "policy", "value": "practice" } });
    let view = ask(&app, MAIN, "diagnose_change", InvokeBody::Json(change)).unwrap();
    assert_eq!(view["given"]["policy"], "Harbour & Pine");
}

const PIN: (&str, &str) = ("pin", OWN_PAGE);
const MAIN: (&str, &str) = ("main", OWN_PAGE);

fn json_body() -> InvokeBody {
    InvokeBody::Json(json!({}))
}

/// An app that asks for a PIN; what it is answered arrives here.
fn asking() -> (App<MockRuntime>, Receiver<ceremony::Answer>) {
    let app = app();
    let moment = Moment::EnterPin {
        prompt: PromptId(3),
        authenticator: AuthenticatorId::new("practice"),
        retries: Some(8),
        reason: PinReason::UserVerification,
    };
    let view = WizardView {
        revision: 1,
        registration: RegistrationId("00".to_owned()),
        subject: None,
        keys: Vec::new(),
        step: Step::Key { moment, touch_left_ms: None },
    };
    let question = PinQuestion::of(&view, Look::default()).unwrap();
    let (sender, answers) = mpsc::channel();
    let answered = Box::new(move |answer| sender.send(answer).unwrap());
    app.state::<Shell>().pin.ask(Asker::Registration, Some((question, answered)));
    (app, answers)
}

/// What the page of a registration asks.
fn of_registration() -> InvokeBody {
    InvokeBody::Json(json!({ "asker": "registration" }))
}

#[test]
fn a_pin_goes_to_whoever_asked_and_the_window_ends_with_it() {
    let (app, answers) = asking();
    ask(&app, MAIN, "pin_open", of_registration()).unwrap();
    assert!(app.get_webview_window("pin").is_some());
    let question = ask(&app, PIN, "pin_question", json_body()).unwrap();
    assert_eq!(question["prompt"], 3);
    assert_eq!(question["ask"]["kind"], "enter");
    ask(&app, PIN, "pin_submit", InvokeBody::Raw(b"2580".to_vec())).unwrap();
    let answer = answers.try_recv().unwrap();
    assert!(matches!(answer, ceremony::Answer::Pin(pin) if pin.code_points() == 4));
    assert_eq!(ask(&app, PIN, "pin_question", json_body()).unwrap(), Value::Null);
}

#[test]
fn a_pin_window_that_is_open_is_of_one_question_and_another_is_told_so() {
    let (app, answers) = asking();
    let of_oneself = || InvokeBody::Json(json!({ "asker": "oneself" }));
    ask(&app, MAIN, "pin_open", of_registration()).unwrap();
    let nothing = ask(&app, MAIN, "pin_open", of_oneself()).unwrap_err();
    assert_eq!(nothing["code"], "no-pin-asked", "what the other asks is not theirs");
    let question = app.state::<Shell>().pin.question().unwrap();
    let answered = Box::new(|_| panic!("that PIN was for another key"));
    app.state::<Shell>().pin.ask(Asker::Oneself, Some((question, answered)));
    let busy = ask(&app, MAIN, "pin_open", of_oneself()).unwrap_err();
    assert_eq!(busy["code"], "another-pin-asked");
    ask(&app, PIN, "pin_submit", InvokeBody::Raw(b"2580".to_vec())).unwrap();
    assert!(answers.try_recv().is_ok());
    assert_eq!(ask(&app, PIN, "pin_question", json_body()).unwrap(), Value::Null);
}

#[test]
fn a_pin_that_nobody_asked_for_goes_nowhere() {
    let app = app();
    let late = ask(&app, PIN, "pin_submit", InvokeBody::Raw(b"2580".to_vec())).unwrap_err();
    assert_eq!(late["code"], "no-pin-asked");
    let open = ask(&app, MAIN, "pin_open", of_registration()).unwrap_err();
    assert_eq!(open["code"], "no-pin-asked");
}

#[test]
fn no_error_repeats_what_was_typed_and_the_question_stays() {
    let (app, answers) = asking();
    app.state::<Shell>().pin.show(Asker::Registration).unwrap();
    let marker = "marker-".repeat(12);
    let as_bytes = InvokeBody::Raw(marker.clone().into_bytes());
    let too_long = ask(&app, PIN, "pin_submit", as_bytes).unwrap_err();
    assert_eq!(too_long["code"], "not-a-pin");
    assert!(!too_long.to_string().contains("marker"), "{too_long}");
    let as_json = InvokeBody::Json(json!({ "pin": marker }));
    let wrong_way = ask(&app, PIN, "pin_submit", as_json).unwrap_err();
    assert_eq!(wrong_way["code"], "malformed");
    assert!(!wrong_way.to_string().contains("marker"), "{wrong_way}");
    assert!(answers.try_recv().is_err());
    assert_eq!(ask(&app, PIN, "pin_question", json_body()).unwrap()["prompt"], 3);
}
