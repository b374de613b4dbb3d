use std::{
    sync::{Arc, Mutex},
    thread,
    time::Instant,
};

use super::{
    apdu::{Command, StatusWord},
    *,
};
use crate::MAX_RESPONSE;

const ENOUGH: Duration = Duration::from_secs(5);

/// What a loaded computer may be late by.
const SLACK: Duration = Duration::from_secs(3);

type Script = Box<dyn FnMut(&[u8]) -> Result<Vec<u8>, TransportError> + Send>;

/// A card over memory: the script answers each APDU; all are kept.
struct Fake {
    script: Script,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
    atr: Atr,
    protocol: Protocol,
    longest: Option<usize>,
}

impl Card for Fake {
    fn transmit(&mut self, apdu: &[u8], _: Duration) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        self.heard.lock().unwrap().push(apdu.to_vec());
        match apdu {
            [0x00, 0xA4, ..] => Ok(Zeroizing::new(b"U2F_V2\x90\x00".to_vec())),
            [0x80, 0x12, 0x01, ..] => Ok(Zeroizing::new(vec![0x90, 0x00])),
            apdu => (self.script)(apdu).map(Zeroizing::new),
        }
    }

    fn atr(&self) -> Atr {
        self.atr
    }

    fn protocol(&self) -> Protocol {
        self.protocol
    }

    fn longest(&self) -> Option<usize> {
        self.longest
    }
}

type Heard = Arc<Mutex<Vec<Vec<u8>>>>;

fn card(script: impl FnMut(&[u8]) -> Result<Vec<u8>, TransportError> + Send + 'static) -> Fake {
    Fake {
        script: Box::new(script),
        heard: Heard::default(),
        atr: Atr { contactless: true, ..Atr::default() },
        protocol: Protocol::T1,
        longest: None,
    }
}

fn key(fake: Fake) -> (NfcAuthenticator<Fake>, Heard) {
    let heard = Arc::clone(&fake.heard);
    let key = NfcAuthenticator::new(AuthenticatorId::new("nfc:test"), fake, ENOUGH).unwrap();
    heard.lock().unwrap().clear();
    (key, heard)
}

fn with(
    script: impl FnMut(&[u8]) -> Result<Vec<u8>, TransportError> + Send + 'static,
) -> (NfcAuthenticator<Fake>, Heard) {
    key(card(script))
}

fn ask(key: &mut NfcAuthenticator<Fake>, request: &[u8]) -> Result<Vec<u8>, TransportError> {
    key.send_cbor(request, ENOUGH, &mut |_| {}).map(|response| response.to_vec())
}

fn status(word: u16) -> Result<Vec<u8>, TransportError> {
    Ok(word.to_be_bytes().to_vec())
}

fn answer(data: &[u8], word: u16) -> Result<Vec<u8>, TransportError> {
    Ok([data, &word.to_be_bytes()].concat())
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[test]
fn the_applet_is_selected_by_its_name() {
    let fake = card(|_| status(0x9000));
    let heard = Arc::clone(&fake.heard);
    let key = NfcAuthenticator::new(AuthenticatorId::new("nfc:test"), fake, ENOUGH).unwrap();
    assert_eq!(key.version(), AppletVersion::U2fV2);
    // CTAP 2.1 §11.3.3.
    let select = [0x00, 0xA4, 0x04, 0x00, 8, 0xA0, 0x00, 0x00, 0x06, 0x47, 0x2F, 0x00, 0x01, 0x00];
    assert_eq!(heard.lock().unwrap()[..], [select]);
}

#[test]
fn a_short_request_is_one_short_command() {
    let (mut key, heard) = with(|_| answer(&[0, 1, 2], 0x9000));
    assert_eq!(ask(&mut key, &[4]), Ok(vec![0, 1, 2]));
    assert_eq!(heard.lock().unwrap()[..], [[0x80, 0x10, 0x80, 0, 1, 4, 0]]);
}

#[test]
fn a_long_response_is_fetched_piece_by_piece() {
    let mut left = vec![vec![2; 44], vec![1; 256]];
    let (mut key, heard) = with(move |apdu| match apdu {
        [0x80, 0x10, ..] => answer(&[0; 256], 0x6100),
        [0x80, 0xC0, 0, 0, _] => {
            let data = left.pop().unwrap();
            answer(&data, if left.is_empty() { 0x9000 } else { 0x612C })
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(ask(&mut key, &[4]), Ok([vec![0; 256], vec![1; 256], vec![2; 44]].concat()));
    assert_eq!(heard.lock().unwrap()[2], [0x80, 0xC0, 0, 0, 44]);
}

#[test]
fn get_response_is_asked_in_the_other_class_where_the_card_wants_that() {
    for word in [0x6E00, 0x6D00, 0x6986, 0x6F00] {
        let (mut key, _) = with(move |apdu| match apdu {
            [0x80, 0x10, ..] => answer(&[0], 0x6102),
            [0x00, 0xC0, ..] => answer(&[1, 2], 0x9000),
            _ => status(word),
        });
        assert_eq!(ask(&mut key, &[4]), Ok(vec![0, 1, 2]), "{word:04x}");
    }
}

#[test]
fn a_wrong_expected_length_is_corrected_once() {
    let (mut key, heard) = with(|apdu| match apdu.last() {
        Some(3) => answer(&[0, 1, 2], 0x9000),
        _ => status(0x6C03),
    });
    assert_eq!(ask(&mut key, &[4]), Ok(vec![0, 1, 2]));
    assert_eq!(heard.lock().unwrap().len(), 2);
    let (mut key, heard) = with(|_| status(0x6C03));
    assert!(matches!(ask(&mut key, &[4]), Err(TransportError::Malformed(_))));
    assert_eq!(heard.lock().unwrap().len(), 2);
}

#[test]
fn a_response_without_end_is_cut_at_the_cap() {
    let (mut key, heard) = with(|_| answer(&[0; 256], 0x6100));
    assert_eq!(ask(&mut key, &[4]), Err(TransportError::Malformed("a response without end")));
    assert!(heard.lock().unwrap().len() <= MAX_RESPONSE / 256 + 1);
}

#[test]
fn a_response_that_another_program_cut_short_is_not_taken_for_whole() {
    // The other program's SELECT threw away what was still to be fetched.
    let (mut key, _) = with(|apdu| match apdu[1] {
        0x10 => answer(&[0; 256], 0x614B),
        _ => status(0x9000),
    });
    let lost = TransportError::Malformed("a response that lost its end");
    assert_eq!(ask(&mut key, &[4]), Err(lost));
}

#[test]
fn more_data_that_never_comes_is_not_waited_for() {
    let (mut key, heard) = with(|_| status(0x6101));
    assert_eq!(ask(&mut key, &[4]), Err(TransportError::Malformed("a response without end")));
    assert!(heard.lock().unwrap().len() < 10);
}

#[test]
fn a_response_over_the_cap_in_one_piece_is_refused() {
    let (mut key, _) = with(|_| answer(&[0; MAX_RESPONSE + 1], 0x9000));
    assert_eq!(ask(&mut key, &[4]), Err(TransportError::Malformed("a response without end")));
}

/// Puts chained and extended commands together again.
fn whole(heard: &Heard) -> Vec<u8> {
    let heard = heard.lock().unwrap();
    heard.iter().flat_map(|apdu| Command::parse(apdu).unwrap().data.to_vec()).collect()
}

#[test]
fn a_long_request_is_chained() {
    let request: Vec<u8> = (0..=255).cycle().take(600).collect();
    let (mut key, heard) = with(|apdu| match apdu[0] {
        0x90 => status(0x9000),
        _ => answer(&[0], 0x9000),
    });
    assert_eq!(ask(&mut key, &request), Ok(vec![0]));
    assert_eq!(whole(&heard), request);
    let heard = heard.lock().unwrap();
    assert_eq!(heard.iter().map(|apdu| apdu[0]).collect::<Vec<_>>(), [0x90, 0x90, 0x80]);
    assert_eq!(heard[0][..5], [0x90, 0x10, 0x80, 0, 240]);
    assert_eq!(heard[0].len(), 245);
}

#[test]
fn a_request_of_a_whole_number_of_parts_ends_with_a_part_that_is_not_empty() {
    let (mut key, heard) = with(|apdu| match apdu[0] {
        0x90 => status(0x9000),
        _ => answer(&[0], 0x9000),
    });
    ask(&mut key, &[7; 480]).unwrap();
    let heard = heard.lock().unwrap();
    assert_eq!(heard.iter().map(|apdu| apdu[4]).collect::<Vec<_>>(), [240, 240]);
}

fn extended(script: impl FnMut(&[u8]) -> Result<Vec<u8>, TransportError> + Send + 'static) -> Fake {
    let atr = Atr { contactless: true, extended: Some(true), ..Atr::default() };
    Fake { atr, longest: Some(4096), ..card(script) }
}

#[test]
fn a_long_request_is_one_extended_command_where_card_and_reader_say_they_can() {
    let (mut key, heard) = key(extended(|_| answer(&[0; 700], 0x9000)));
    assert_eq!(ask(&mut key, &[7; 600]), Ok(vec![0; 700]));
    let heard = heard.lock().unwrap();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0][..7], [0x80, 0x10, 0x80, 0, 0, 2, 88]);
}

#[test]
fn a_reader_that_cannot_pass_it_on_gets_a_chain() {
    for longest in [None, Some(261)] {
        let fake = Fake {
            longest,
            ..extended(|apdu| match apdu[0] {
                0x90 => status(0x9000),
                _ => answer(&[0], 0x9000),
            })
        };
        let (mut key, heard) = key(fake);
        assert_eq!(ask(&mut key, &[7; 600]), Ok(vec![0]));
        assert_eq!(heard.lock().unwrap().len(), 3);
    }
}

#[test]
fn a_card_that_refuses_the_extended_form_gets_a_chain_and_only_chains_from_then_on() {
    for word in [0x6700, 0x6D00, 0x6E00] {
        let (mut key, heard) = key(extended(move |apdu| match (apdu[0], apdu[4]) {
            (0x80, 0) => status(word),
            (0x90, _) => status(0x9000),
            _ => answer(&[0], 0x9000),
        }));
        assert_eq!(ask(&mut key, &[7; 600]), Ok(vec![0]));
        assert_eq!(heard.lock().unwrap().len(), 4, "{word:04x}");
        heard.lock().unwrap().clear();
        assert_eq!(ask(&mut key, &[7; 600]), Ok(vec![0]));
        assert_eq!(heard.lock().unwrap().len(), 3, "{word:04x}");
    }
}

#[test]
fn a_card_that_refuses_chains_gets_the_extended_form() {
    for word in [0x6884, 0x6E00, 0x6D00] {
        let (mut key, heard) = with(move |apdu| match (apdu[0], apdu[4]) {
            (0x90, _) => status(word),
            (0x80, 0) => answer(&[0], 0x9000),
            _ => status(0x6F00),
        });
        assert_eq!(ask(&mut key, &[7; 600]), Ok(vec![0]));
        assert_eq!(heard.lock().unwrap().len(), 2, "{word:04x}");
    }
}

#[test]
fn a_reader_that_refuses_a_length_without_passing_it_on_gets_a_chain() {
    let (mut key, _) = key(extended(|apdu| match (apdu[0], apdu.len() > 261) {
        (_, true) => Err(TransportError::TooLong(apdu.len())),
        (0x90, _) => status(0x9000),
        _ => answer(&[0], 0x9000),
    }));
    assert_eq!(ask(&mut key, &[7; 600]), Ok(vec![0]));
}

#[test]
fn a_request_the_card_may_have_taken_up_is_never_sent_twice() {
    for word in [0x6F00, 0x6A80, 0x6982, 0x6A84] {
        let (mut key, heard) = key(extended(move |_| status(word)));
        assert!(ask(&mut key, &[1; 600]).is_err());
        assert_eq!(heard.lock().unwrap().len(), 1, "{word:04x}");
    }
}

#[test]
fn a_t0_card_is_sent_no_length_of_the_answer_with_data_and_nothing_extended() {
    let fake = Fake {
        protocol: Protocol::T0,
        ..extended(|apdu| match apdu[0] {
            0x90 => status(0x9000),
            _ if apdu[1] == 0xC0 => answer(&[0, 5], 0x9000),
            _ => status(0x6102),
        })
    };
    let (mut key, heard) = key(fake);
    assert_eq!(ask(&mut key, &[7; 300]), Ok(vec![0, 5]));
    let lengths: Vec<usize> = heard.lock().unwrap().iter().map(Vec::len).collect();
    assert_eq!(lengths, [245, 65, 5]);
}

#[test]
fn a_card_at_work_is_asked_until_it_is_done() {
    let mut left = 3;
    let (mut key, heard) = with(move |apdu| match apdu {
        [0x80, 0x10, 0x80, ..] => answer(&[1], 0x9100),
        [0x80, 0x11, 0x00, 0x00, 0x00] => {
            left -= 1;
            if left > 0 { answer(&[2], 0x9100) } else { answer(&[0; 256], 0x6103) }
        }
        [0x80, 0xC0, ..] => answer(&[9; 3], 0x9000),
        other => panic!("{other:?}"),
    });
    let mut events = Vec::new();
    let response = key.send_cbor(&[1], ENOUGH, &mut |status| events.push(status)).unwrap();
    assert_eq!(response.len(), 259);
    assert_eq!(events, [Keepalive::Processing, Keepalive::UpNeeded, Keepalive::UpNeeded]);
    assert_eq!(heard.lock().unwrap().len(), 5);
}

#[test]
fn a_keepalive_without_a_status_is_still_one() {
    let mut first = true;
    let (mut key, _) = with(move |_| match std::mem::replace(&mut first, false) {
        true => status(0x9100),
        false => answer(&[0], 0x9000),
    });
    assert_eq!(ask(&mut key, &[1]), Ok(vec![0]));
}

#[test]
fn a_card_of_ctap_2_0_that_knows_no_get_response_is_asked_without() {
    let (mut key, _) = with(|apdu| match apdu[2] {
        0x80 => status(0x6A86),
        _ => answer(&[0], 0x9000),
    });
    assert_eq!(ask(&mut key, &[4]), Ok(vec![0]));
}

#[test]
fn cancel_from_another_thread_reaches_the_card() {
    let (mut key, heard) = with(|apdu| match apdu[..3] {
        [0x80, 0x11, 0x11] => answer(&[0x2D], 0x9000),
        _ => answer(&[2], 0x9100),
    });
    let canceller = key.canceller();
    let other = thread::spawn(move || {
        thread::sleep(ms(120));
        canceller.cancel();
    });
    let start = Instant::now();
    assert_eq!(key.send_cbor(&[1], ms(30_000), &mut |_| {}).unwrap()[..], [0x2D]);
    assert!(start.elapsed() < ms(400) + SLACK, "{:?}", start.elapsed());
    other.join().unwrap();
    assert_eq!(heard.lock().unwrap().last().unwrap()[..4], [0x80, 0x11, 0x11, 0x00]);
}

#[test]
fn a_card_that_is_at_work_for_ever_ends_at_the_deadline_with_a_cancel() {
    let (mut key, heard) = with(|_| answer(&[1], 0x9100));
    let start = Instant::now();
    let outcome = key.send_cbor(&[1], ms(700), &mut |_| {});
    assert_eq!(outcome, Err(TransportError::TimedOut));
    assert!(start.elapsed() < ms(750) + SLACK, "{:?}", start.elapsed());
    let cancels = heard.lock().unwrap().iter().filter(|apdu| apdu[1..3] == [0x11, 0x11]).count();
    assert_eq!(cancels, 1);
}

#[test]
fn a_card_that_cannot_be_told_to_cancel_may_still_finish() {
    let mut left = 8;
    let (mut key, _) = with(move |apdu| {
        left -= 1;
        match apdu[2] {
            0x11 => status(0x6A86),
            _ if left > 0 => answer(&[1], 0x9100),
            _ => answer(&[0, 7], 0x9000),
        }
    });
    let canceller = key.canceller();
    let outcome = key.send_cbor(&[1], ENOUGH, &mut |_| canceller.cancel());
    assert_eq!(outcome.unwrap()[..], [0, 7]);
}

#[test]
fn after_a_request_that_was_given_up_the_applet_is_selected_again() {
    let mut first = true;
    let (mut key, heard) = with(move |_| match std::mem::replace(&mut first, false) {
        true => Err(TransportError::TimedOut),
        false => answer(&[0], 0x9000),
    });
    assert_eq!(ask(&mut key, &[4]), Err(TransportError::TimedOut));
    assert_eq!(ask(&mut key, &[4]), Ok(vec![0]));
    assert_eq!(heard.lock().unwrap()[1][..2], [0x00, 0xA4]);
}

#[test]
fn an_applet_that_another_program_deselected_is_selected_again() {
    for word in [0x6D00, 0x6E00, 0x6985, 0x6986] {
        let mut first = true;
        let (mut key, heard) = with(move |_| match std::mem::replace(&mut first, false) {
            true => status(word),
            false => answer(&[0], 0x9000),
        });
        assert_eq!(ask(&mut key, &[4]), Ok(vec![0]));
        assert_eq!(heard.lock().unwrap().len(), 3, "{word:04x}");
    }
}

#[test]
fn a_card_taken_away_in_mid_request_is_removed() {
    let mut parts = 0;
    let (mut key, heard) = with(move |_| {
        parts += 1;
        if parts == 2 { Err(TransportError::Removed) } else { status(0x9000) }
    });
    assert_eq!(ask(&mut key, &[7; 600]), Err(TransportError::Removed));
    assert_eq!(heard.lock().unwrap().len(), 2);
}

#[test]
fn a_card_that_another_program_holds_is_waited_for() {
    let mut left = 3;
    let (mut key, _) = with(move |_| {
        left -= 1;
        if left > 0 { Err(TransportError::Busy) } else { answer(&[0], 0x9000) }
    });
    assert_eq!(ask(&mut key, &[4]), Ok(vec![0]));
    let (mut key, _) = with(|_| Err(TransportError::Busy));
    let start = Instant::now();
    assert_eq!(key.send_cbor(&[4], ms(400), &mut |_| {}), Err(TransportError::Busy));
    assert!(start.elapsed() < ms(450) + SLACK, "{:?}", start.elapsed());
}

#[test]
fn a_card_that_knows_no_ctap2_is_unsupported() {
    let (mut key, _) = with(|_| status(0x6D00));
    assert_eq!(ask(&mut key, &[4]), Err(TransportError::Unsupported));
}

#[test]
fn a_response_without_a_status_is_malformed() {
    let (mut key, _) = with(|_| status(0x9000));
    assert!(matches!(ask(&mut key, &[4]), Err(TransportError::Malformed(_))));
    let (mut key, _) = with(|_| Ok(vec![0x90]));
    assert!(matches!(ask(&mut key, &[4]), Err(TransportError::Malformed(_))));
}

#[test]
fn a_u2f_command_keeps_its_status_word() {
    let (mut key, _) = with(|apdu| match apdu[1] {
        0x03 => answer(b"U2F_V2", 0x9000),
        _ => status(0x6985),
    });
    assert_eq!(key.send_msg(&[0, 3, 0, 0, 0, 0, 0], ENOUGH), Ok(b"U2F_V2\x90\x00".to_vec()));
    let register = [&[0, 1, 3, 0, 0, 0, 64][..], &[7; 64], &[0, 0]].concat();
    assert_eq!(key.send_msg(&register, ENOUGH), Ok(vec![0x69, 0x85]));
    assert!(key.send_msg(&[0, 1, 3, 0, 9], ENOUGH).is_ok());
    assert!(key.send_msg(&[0, 1, 3, 0, 9, 9], ENOUGH).is_err());
}

#[test]
fn the_conversation_is_ended_when_the_key_is_let_go() {
    let (mut key, heard) = with(|_| answer(&[0], 0x9000));
    ask(&mut key, &[6, 0xA0]).unwrap();
    drop(key);
    // CTAP 2.1 §11.3.4: NFCCTAP_CONTROL, P1 = 01: end.
    assert_eq!(heard.lock().unwrap()[1..], [[0x80, 0x12, 0x01, 0x00, 0x00]]);
}

#[test]
fn a_mere_look_does_not_end_the_tap() {
    let (mut key, heard) = with(|_| answer(&[0], 0x9000));
    ask(&mut key, &[4]).unwrap();
    drop(key);
    assert_eq!(heard.lock().unwrap().len(), 1);
}

#[test]
fn a_card_half_that_serves_no_fido_is_no_key() {
    // Trussed's smart card half: the applet can be selected, every command is refused.
    let contact = Atr { contactless: false, ..Atr::default() };
    let refusing = Fake { atr: contact, ..card(|_| status(0x6985)) };
    assert_eq!(is_key(refusing, contact, ENOUGH), Ok(false));
    let serving = Fake { atr: contact, ..card(|_| answer(&[0, 0xA0], 0x9000)) };
    assert_eq!(is_key(serving, contact, ENOUGH), Ok(true));
    let u2f = Fake {
        atr: contact,
        ..card(|apdu| match apdu[1] {
            0x03 => answer(b"U2F_V2", 0x9000),
            _ => status(0x6D00),
        })
    };
    assert_eq!(is_key(u2f, contact, ENOUGH), Ok(true));
}

#[test]
fn a_card_that_answers_any_select_is_asked_for_more() {
    struct Agreeable;
    impl Card for Agreeable {
        fn transmit(
            &mut self,
            _: &[u8],
            _: Duration,
        ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
            Ok(Zeroizing::new(vec![0x6F, 0x90, 0x00]))
        }
        fn atr(&self) -> Atr {
            Atr { contactless: true, ..Atr::default() }
        }
        fn protocol(&self) -> Protocol {
            Protocol::T1
        }
        fn longest(&self) -> Option<usize> {
            None
        }
    }
    assert_eq!(is_key(Agreeable, Agreeable.atr(), ENOUGH), Ok(false));
}

#[test]
fn any_responses_end_within_the_deadline() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let (mut key, _) = with(move |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let [length, kind, second, data, ..] = state.to_le_bytes();
        let kinds = [0x61, 0x6C, 0x91, 0x67, 0x6D, 0x69, kind];
        let mut response = vec![data; usize::from(length) % 64];
        response.extend([kinds[usize::from(data) % 7], second % 2]);
        response.truncate(usize::from(kind) % 70);
        Ok(response)
    });
    for _ in 0..300 {
        let start = Instant::now();
        let _ = key.send_cbor(&[1; 300], ms(20), &mut |_| {});
        assert!(start.elapsed() < ms(80) + SLACK, "{:?}", start.elapsed());
    }
}

#[test]
fn status_words_that_only_refuse_the_form_are_few() {
    let refusing = (0..=u16::MAX).filter(|word| StatusWord(*word).refuses_the_form()).count();
    assert_eq!(refusing, 7);
}
