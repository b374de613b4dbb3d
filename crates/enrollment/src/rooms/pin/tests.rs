use ctap::AuthenticatorTransport;

use super::*;
use crate::{ledger::RegistrationId, wizard::KeyView};

fn view(step: Step) -> WizardView {
    let key = |id: &str| KeyView {
        id: AuthenticatorId::new(id),
        transport: AuthenticatorTransport::Usb,
        name: Some(format!("the key at {id}")),
        aaguid: None,
        model: None,
        refusal: None,
    };
    let registration = RegistrationId("00".to_owned());
    let keys = vec![key("usb:1"), key("usb:2")];
    WizardView { revision: 1, registration, subject: None, keys, step }
}

fn of(step: Step) -> Option<PinQuestion> {
    PinQuestion::of(&view(step), Look::default())
}

fn question(moment: Moment) -> Option<PinQuestion> {
    of(Step::Key { moment, touch_left_ms: None })
}

fn enter() -> Moment {
    let authenticator = AuthenticatorId::new("usb:2");
    let reason = PinReason::WrongPin;
    Moment::EnterPin { prompt: PromptId(7), authenticator, retries: Some(5), reason }
}

fn change() -> Moment {
    Moment::ChangePin {
        prompt: PromptId(8),
        authenticator: AuthenticatorId::new("usb:2"),
        rules: PinRules { min_code_points: 6, max_code_points: 63, complexity: false },
        retries: None,
        reason: PinReason::UserVerification,
        rejected: Some(PinRejection::TooShort { min: 6 }),
    }
}

fn bytes(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(bytes.to_vec())
}

#[test]
fn a_question_names_the_key_that_asks() {
    let question = question(enter()).unwrap();
    assert_eq!(question.prompt, PromptId(7));
    assert_eq!(question.key.as_deref(), Some("the key at usb:2"));
    assert_eq!(question.ask, PinAsk::Enter { retries: Some(5), reason: PinReason::WrongPin });
}

#[test]
fn a_pin_is_also_asked_where_a_credential_is_removed() {
    assert!(of(Step::Removing { moment: enter() }).is_some());
}

#[test]
fn no_pin_is_asked_while_the_key_waits_for_a_touch() {
    let authenticator = AuthenticatorId::new("usb:2");
    assert_eq!(question(Moment::TouchKey { authenticator }), None);
    assert_eq!(of(Step::Sending), None);
}

#[test]
fn the_bytes_become_the_answer_to_what_was_asked() {
    let answer = question(enter()).unwrap().answer(bytes(b"2580")).unwrap();
    assert!(matches!(answer, ceremony::Answer::Pin(pin) if pin.code_points() == 4));
    // u16 big-endian, the present PIN, the new one.
    let answer = question(change()).unwrap().answer(bytes(b"\x00\x042580147258"));
    let Ok(ceremony::Answer::PinChange { current, new }) = answer else { panic!("{answer:?}") };
    assert_eq!((current.code_points(), new.code_points()), (4, 6));
}

#[test]
fn what_is_no_pin_is_refused_without_repeating_it() {
    let refused =
        |moment, typed: &[u8]| question(moment).unwrap().answer(bytes(typed)).unwrap_err();
    assert_eq!(refused(enter(), b"").code, CommandCode::NotAPin);
    let long = "7".repeat(64);
    let error = refused(enter(), long.as_bytes());
    assert_eq!(error.code, CommandCode::NotAPin);
    assert!(!error.message.contains("77"), "{error}");
    for short in [&b""[..], b"\x00", b"\x00\x05abcd"] {
        assert_eq!(refused(change(), short).code, CommandCode::Malformed);
    }
    assert_eq!(refused(change(), b"\x00\x04abcd").code, CommandCode::NotAPin);
}

#[test]
fn who_asks_nothing_takes_no_question_of_anothers_away() {
    let slot = PinSlot::default();
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let asks = || {
        let heard = std::sync::Arc::clone(&heard);
        let answered: Answered = Box::new(move |answer| heard.lock().unwrap().push(answer));
        question(enter()).map(|question| (question, answered))
    };
    assert!(slot.ask(Asker::Oneself, asks()));
    assert!(!slot.ask(Asker::Registration, None), "the window of another stays");
    assert!(slot.question().is_ok());
    assert!(!slot.ask(Asker::Oneself, asks()), "it is the same question");
    assert!(slot.ask(Asker::Registration, asks()), "whoever asks last is answered");
    assert!(!slot.ask(Asker::Oneself, None));
    slot.answer(Zeroizing::new(b"1234".to_vec())).unwrap();
    assert_eq!(heard.lock().unwrap().len(), 1);
    assert!(slot.question().is_err());
    assert!(slot.ask(Asker::Registration, asks()) && slot.ask(Asker::Registration, None));
}
