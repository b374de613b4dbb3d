use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use ctap::AuthenticatorTransport;
use proptest::prelude::*;

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

type Heard = Arc<Mutex<Vec<(Asker, PromptId)>>>;

/// This one asks for a PIN, and writes down that it was answered.
fn asks(slot: &PinSlot, heard: &Heard, asker: Asker, prompt: PromptId) -> bool {
    let heard = Arc::clone(heard);
    let answered: Answered = Box::new(move |_| heard.lock().unwrap().push((asker, prompt)));
    let question = PinQuestion { prompt, ..question(enter()).unwrap() };
    slot.ask(asker, Some((question, answered)))
}

#[test]
fn the_window_ends_with_the_question_that_it_shows_and_with_no_other() {
    let (slot, heard) = (PinSlot::default(), Heard::default());
    assert!(!asks(&slot, &heard, Asker::Oneself, PromptId(1)), "nothing is shown yet");
    assert_eq!(slot.question().unwrap_err().code, CommandCode::NoPinAsked);
    slot.show(Asker::Oneself).unwrap();
    assert!(!slot.ask(Asker::Registration, None), "the window of another stays");
    assert!(!asks(&slot, &heard, Asker::Registration, PromptId(1)), "likewise");
    assert!(!asks(&slot, &heard, Asker::Oneself, PromptId(1)), "it is the same question");
    assert_eq!(slot.shows(Asker::Registration).unwrap_err().code, CommandCode::AnotherPinAsked);
    assert!(asks(&slot, &heard, Asker::Oneself, PromptId(2)), "a later one was never shown");
    assert_eq!(slot.answer(bytes(b"1234")).unwrap_err().code, CommandCode::NoPinAsked);
    slot.show(Asker::Oneself).unwrap();
    assert!(slot.ask(Asker::Oneself, None));
    assert_eq!(slot.show(Asker::Oneself).unwrap_err().code, CommandCode::NoPinAsked);
    assert!(heard.lock().unwrap().is_empty());
}

proptest! {
    #[test]
    fn in_any_order_an_answer_reaches_whoever_asked_what_was_shown(
        steps in prop::collection::vec((0..4_u8, any::<bool>()), 1..60),
    ) {
        let (slot, heard) = (PinSlot::default(), Heard::default());
        let (mut open, mut shown, mut expected) = (BTreeMap::new(), None, Vec::new());
        for (prompt, (step, first)) in (0..).map(PromptId).zip(steps) {
            let asker = if first { Asker::Registration } else { Asker::Oneself };
            match step {
                0 => {
                    let ends = asks(&slot, &heard, asker, prompt);
                    prop_assert_eq!(ends, shown.take_if(|(of, _)| *of == asker).is_some());
                    open.insert(first, prompt);
                }
                1 => {
                    let ends = slot.ask(asker, None);
                    prop_assert_eq!(ends, shown.take_if(|(of, _)| *of == asker).is_some());
                    open.remove(&first);
                }
                2 => {
                    prop_assert_eq!(slot.show(asker).is_ok(), open.contains_key(&first));
                    shown = open.get(&first).map(|prompt| (asker, *prompt)).or(shown);
                }
                _ => {
                    prop_assert_eq!(slot.answer(bytes(b"1234")).is_ok(), shown.is_some());
                    if let Some(answered) = shown.take() {
                        open.remove(&(answered.0 == Asker::Registration));
                        expected.push(answered);
                    }
                }
            }
            prop_assert_eq!(slot.question().ok().map(|one| one.prompt), shown.map(|one| one.1));
        }
        prop_assert_eq!(&*heard.lock().unwrap(), &expected);
    }
}
