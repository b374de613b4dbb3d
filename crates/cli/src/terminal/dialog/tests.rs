use ctap::{
    AuthenticatorId, PinRejection,
    ceremony::{AgainReason, PinReason},
};

use super::*;

const RULES: PinRules = PinRules { min_code_points: 6, max_code_points: 63, complexity: false };

fn key() -> AuthenticatorId {
    AuthenticatorId::new("usb:1")
}

fn enter_pin(prompt: u64) -> Moment {
    Moment::EnterPin {
        prompt: PromptId(prompt),
        authenticator: key(),
        retries: Some(8),
        reason: PinReason::UserVerification,
    }
}

fn set_pin(prompt: u64, rejected: Option<PinRejection>) -> Moment {
    Moment::SetPin { prompt: PromptId(prompt), authenticator: key(), rules: RULES, rejected }
}

/// A dialog with what it has said so far.
struct Talk {
    dialog: Dialog,
    said: String,
}

impl Talk {
    fn new() -> Self {
        let dialog = Dialog::new(Names::default(), Scene::Real, None);
        Self { dialog, said: String::new() }
    }

    fn show(&mut self, moment: Moment) -> Option<Reply> {
        let (text, reply) = self.dialog.show(&moment);
        self.said += &text;
        reply
    }

    fn typed(&mut self, text: &str) -> Vec<Reply> {
        let mut replies = Vec::new();
        for byte in text.bytes() {
            let (said, reply) = self.dialog.typed(byte);
            self.said += &said;
            replies.extend(reply);
        }
        replies
    }
}

fn code_points(reply: &Reply) -> (u64, usize) {
    let Reply::Answer(PromptId(id), Answer::Pin(pin) | Answer::NewPin(pin)) = reply else {
        panic!("{reply:?}")
    };
    (*id, pin.code_points())
}

#[test]
fn a_pin_is_asked_hidden_and_answers_its_own_question() {
    let mut talk = Talk::new();
    talk.show(enter_pin(7));
    assert!(talk.said.ends_with("PIN (stays hidden): "), "{}", talk.said);
    let replies = talk.typed("123456\r");
    assert_eq!(code_points(&replies[0]), (7, 6));
    assert!(!talk.said.contains("123456"));
}

#[test]
fn what_was_typed_for_the_last_question_is_no_answer_to_the_next() {
    let mut talk = Talk::new();
    talk.show(enter_pin(1));
    assert!(talk.typed("12").is_empty());
    talk.show(Moment::InsertKey { reason: ctap::ceremony::InsertReason::TakenOut });
    assert!(talk.typed("34\r").is_empty(), "nothing is asked");
    talk.show(enter_pin(2));
    let replies = talk.typed("5678\r");
    assert_eq!(code_points(&replies[0]), (2, 4));
}

#[test]
fn one_question_has_one_answer() {
    let mut talk = Talk::new();
    talk.show(enter_pin(1));
    assert_eq!(talk.typed("1234\r1234\r1234\r").len(), 1);
}

#[test]
fn a_new_pin_is_asked_twice_and_the_two_are_compared() {
    let mut talk = Talk::new();
    talk.show(set_pin(1, None));
    assert!(talk.typed("123456\r654321\r").is_empty());
    assert!(talk.said.contains("not the same"), "{}", talk.said);
    let replies = talk.typed("123456\r123456\r");
    assert_eq!(code_points(&replies[0]), (1, 6));
}

#[test]
fn a_new_pin_that_is_too_short_is_not_even_sent() {
    let mut talk = Talk::new();
    talk.show(set_pin(1, None));
    assert!(talk.typed("12345\r").is_empty());
    assert!(talk.said.contains("at least 6 characters"), "{}", talk.said);
}

#[test]
fn a_forced_change_asks_for_the_present_pin_and_twice_for_the_new() {
    let mut talk = Talk::new();
    talk.show(Moment::ChangePin {
        prompt: PromptId(3),
        authenticator: key(),
        rules: RULES,
        retries: Some(8),
        reason: PinReason::UserVerification,
        rejected: None,
    });
    let replies = talk.typed("1234\rabcdef\rabcdef\r");
    let [Reply::Answer(PromptId(3), Answer::PinChange { current, new })] = replies.as_slice()
    else {
        panic!("{replies:?}")
    };
    assert_eq!((current.code_points(), new.code_points()), (4, 6));
}

#[test]
fn an_empty_line_or_an_arrow_key_spends_no_try() {
    let mut talk = Talk::new();
    talk.show(enter_pin(1));
    assert!(talk.typed("\r").is_empty());
    assert!(talk.typed("12\u{1B}[D34\r").is_empty());
    assert_eq!(talk.said.matches("No try was spent").count(), 2, "{}", talk.said);
    assert_eq!(talk.typed("1234\r").len(), 1);
}

#[test]
fn a_pin_from_a_descriptor_answers_the_first_question_only() {
    let given = Some(Zeroizing::new(b"1234".to_vec()));
    let mut talk =
        Talk { dialog: Dialog::new(Names::default(), Scene::Real, given), ..Talk::new() };
    assert_eq!(code_points(&talk.show(enter_pin(1)).unwrap()), (1, 4));
    assert!(talk.show(enter_pin(2)).is_none());
    assert!(talk.said.ends_with("PIN (stays hidden): "));
}

#[test]
fn enter_tries_again_and_ctrl_c_stops() {
    let mut talk = Talk::new();
    let again = || Moment::TryAgain {
        prompt: PromptId(4),
        authenticator: key(),
        why: AgainReason::TooLate,
    };
    talk.show(again());
    assert!(matches!(talk.typed("\r")[..], [Reply::Answer(PromptId(4), Answer::Again)]));
    talk.show(again());
    assert!(matches!(talk.typed("\u{3}")[..], [Reply::Cancel]));
    assert!(talk.typed("\r").is_empty());
}

#[test]
fn a_finger_or_the_pin_is_the_persons_choice() {
    let mut talk = Talk::new();
    for (typed, by_pin) in [("\r", false), ("p\r", true)] {
        talk.show(Moment::VerifyUserAgain {
            prompt: PromptId(5),
            authenticator: key(),
            retries: Some(2),
            pin_instead: true,
        });
        let replies = talk.typed(typed);
        let [Reply::Answer(_, answer)] = replies.as_slice() else { panic!("{replies:?}") };
        assert_eq!(matches!(answer, Answer::UsePin), by_pin);
    }
}

#[test]
fn only_the_practice_key_is_taken_out_by_pressing_enter() {
    let reinsert = || Moment::Reinsert { authenticator: key() };
    let mut real = Talk::new();
    real.show(reinsert());
    assert!(real.typed("\r").is_empty());
    let dialog = Dialog::new(Names::default(), Scene::Practice, None);
    let mut practice = Talk { dialog, ..Talk::new() };
    practice.show(reinsert());
    assert!(matches!(practice.typed("\r")[..], [Reply::Reinsert]));
}
