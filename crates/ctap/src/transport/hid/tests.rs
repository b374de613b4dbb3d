use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    thread,
    time::Instant,
};

use super::{
    frame::{ChannelId, MAX_MESSAGE, Packet, packets},
    *,
};

const CHANNEL: ChannelId = ChannelId([1, 2, 3, 4]);
const OTHER: ChannelId = ChannelId([9, 9, 9, 9]);
const ENOUGH: Duration = Duration::from_secs(5);

/// What a loaded computer may be late by.
const SLACK: Duration = Duration::from_secs(3);

type Script = Box<dyn FnMut(&mut Wire, ChannelId, Command, &[u8]) + Send>;

/// A key over memory. The script hears each whole message that it is sent.
struct Key {
    wire: Arc<Mutex<Wire>>,
    script: Script,
    begun: Option<(ChannelId, Command, usize, Vec<u8>)>,
}

/// What it has to say.
#[derive(Default)]
struct Wire {
    out: VecDeque<Vec<u8>>,
    /// Said again and again when nothing else is left.
    endless: Option<Vec<u8>>,
    removed: bool,
    heard: Vec<(Command, Vec<u8>)>,
}

impl Wire {
    fn say(&mut self, channel: ChannelId, command: Command, message: &[u8]) {
        self.out.extend(packets(channel, command, message).unwrap().map(Vec::from));
    }

    fn count(&self, command: Command) -> usize {
        self.heard.iter().filter(|(heard, _)| *heard == command).count()
    }
}

fn key(script: Script) -> (Key, Arc<Mutex<Wire>>) {
    let wire = Arc::new(Mutex::new(Wire::default()));
    (Key { wire: Arc::clone(&wire), script, begun: None }, wire)
}

impl Reports for Key {
    fn send(&mut self, reports: &[Report], _: Duration) -> Result<(), TransportError> {
        reports.iter().try_for_each(|report| self.take(report))
    }

    fn receive(&mut self, report: &mut Report, timeout: Duration) -> Result<usize, TransportError> {
        let mut wire = self.wire.lock().unwrap();
        if wire.removed {
            return Err(TransportError::Removed);
        }
        if let Some(next) = wire.out.pop_front().or_else(|| wire.endless.clone()) {
            report[..next.len()].copy_from_slice(&next);
            return Ok(next.len());
        }
        drop(wire);
        thread::sleep(timeout);
        Ok(0)
    }
}

impl Key {
    fn take(&mut self, report: &Report) -> Result<(), TransportError> {
        let mut wire = self.wire.lock().unwrap();
        if wire.removed {
            return Err(TransportError::Removed);
        }
        match Packet::parse(report).unwrap() {
            Packet::Initialization { channel, command, length, payload } => {
                self.begun = Some((channel, command, length.into(), payload.to_vec()));
            }
            Packet::Continuation { payload, .. } => {
                self.begun.as_mut().unwrap().3.extend_from_slice(payload);
            }
        }
        if let Some((channel, command, length, mut message)) =
            self.begun.take_if(|begun| begun.3.len() >= begun.2)
        {
            message.truncate(length);
            wire.heard.push((command, message.clone()));
            (self.script)(&mut wire, channel, command, &message);
        }
        Ok(())
    }
}

fn nonces() -> Nonces {
    let mut count = 0_u64;
    Box::new(move || {
        count += 1;
        count.to_be_bytes()
    })
}

fn init_response(nonce: &[u8], channel: ChannelId, flags: u8) -> Vec<u8> {
    [nonce, &channel.0, &[2, 5, 4, 3, flags]].concat()
}

/// A key that allocates [`CHANNEL`] and, for the rest, does as the script says.
fn with(mut script: impl FnMut(&mut Wire, Command, &[u8]) + Send + 'static) -> Subject {
    with_flags(0x05, move |wire, command, message| script(wire, command, message))
}

type Subject = (HidAuthenticator<Key>, Arc<Mutex<Wire>>);

fn with_flags(
    flags: u8,
    mut script: impl FnMut(&mut Wire, Command, &[u8]) + Send + 'static,
) -> Subject {
    let (key, wire) = key(Box::new(move |wire, channel, command, message| {
        if command == Command::Init {
            wire.say(channel, Command::Init, &init_response(message, CHANNEL, flags));
        } else {
            script(wire, command, message);
        }
    }));
    let id = AuthenticatorId::new("usb:test");
    let authenticator = HidAuthenticator::new(id, key, nonces(), ENOUGH).unwrap();
    (authenticator, wire)
}

fn ask(key: &mut HidAuthenticator<Key>, deadline: Duration) -> Result<Vec<u8>, TransportError> {
    key.send_cbor(&[4], deadline, &mut |_| {}).map(|response| response.to_vec())
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

#[test]
fn a_request_is_answered() {
    let (mut key, wire) = with(|wire, command, message| {
        assert_eq!((command, message), (Command::Cbor, [4].as_slice()));
        wire.say(CHANNEL, Command::Cbor, &[0; 600]);
    });
    assert_eq!(ask(&mut key, ENOUGH), Ok(vec![0; 600]));
    assert_eq!(wire.lock().unwrap().heard.len(), 2);
    assert_eq!(key.initialization().version, [5, 4, 3]);
}

#[test]
fn init_answers_with_other_nonces_and_on_other_channels_are_passed_over() {
    let (key, _) = key(Box::new(|wire, channel, command, message| {
        assert_eq!(command, Command::Init);
        wire.say(channel, Command::Init, &init_response(&[0xEE; 8], OTHER, 0x04));
        wire.say(OTHER, Command::Init, &init_response(message, OTHER, 0x04));
        wire.out.push_back(vec![]);
        wire.out.push_back(vec![0xFF; 64]);
        wire.say(channel, Command::Init, &init_response(message, CHANNEL, 0x04));
    }));
    let id = AuthenticatorId::new("usb:test");
    let authenticator = HidAuthenticator::new(id, key, nonces(), ENOUGH).unwrap();
    assert_eq!(authenticator.initialization().channel, CHANNEL);
}

#[test]
fn a_longer_init_answer_of_a_later_standard_is_read() {
    let (key, _) = key(Box::new(|wire, channel, _, message| {
        let longer = [init_response(message, CHANNEL, 0x04), vec![7; 100]].concat();
        wire.say(channel, Command::Init, &longer);
    }));
    let id = AuthenticatorId::new("usb:test");
    assert!(HidAuthenticator::new(id, key, nonces(), ENOUGH).is_ok());
}

#[test]
fn a_reserved_channel_is_not_taken() {
    for channel in [ChannelId([0; 4]), ChannelId::BROADCAST] {
        let (key, _) = key(Box::new(move |wire, on, _, message| {
            wire.say(on, Command::Init, &init_response(message, channel, 0x04));
        }));
        let id = AuthenticatorId::new("usb:test");
        let refused = HidAuthenticator::new(id, key, nonces(), ENOUGH).err();
        assert_eq!(refused, Some(TransportError::Malformed("a channel that cannot be ours")));
    }
}

#[test]
fn a_key_that_never_answers_init_ends_at_the_deadline() {
    let (key, wire) = key(Box::new(|_, _, _, _| {}));
    let start = Instant::now();
    let id = AuthenticatorId::new("usb:test");
    let refused = HidAuthenticator::new(id, key, nonces(), ms(1200)).err();
    assert_eq!(refused, Some(TransportError::TimedOut));
    assert!(start.elapsed() < ms(1400) + SLACK, "{:?}", start.elapsed());
    assert_eq!(wire.lock().unwrap().count(Command::Init), 2);
}

#[test]
fn a_key_that_is_busy_with_another_program_at_first_gets_its_init_again() {
    let mut left = 2;
    let (key, wire) = key(Box::new(move |wire, channel, _, message| {
        if left > 0 {
            left -= 1;
            wire.say(channel, Command::Error, &[0x06]);
        } else {
            wire.say(channel, Command::Init, &init_response(message, CHANNEL, 0x04));
        }
    }));
    let id = AuthenticatorId::new("usb:test");
    assert!(HidAuthenticator::new(id, key, nonces(), ENOUGH).is_ok());
    assert_eq!(wire.lock().unwrap().count(Command::Init), 3);
}

#[test]
fn keepalives_are_passed_on() {
    let (mut key, _) = with(|wire, _, _| {
        wire.say(CHANNEL, Command::Keepalive, &[1]);
        wire.say(OTHER, Command::Keepalive, &[2]);
        wire.say(CHANNEL, Command::Keepalive, &[2]);
        wire.say(CHANNEL, Command::Keepalive, &[9]);
        wire.say(CHANNEL, Command::Cbor, &[0]);
    });
    let mut heard = Vec::new();
    key.send_cbor(&[1], ENOUGH, &mut |status| heard.push(status)).unwrap();
    assert_eq!(heard, [Keepalive::Processing, Keepalive::UpNeeded, Keepalive::Other(9)]);
}

#[test]
fn a_busy_channel_is_asked_again_until_it_is_free() {
    let mut left = 3;
    let (mut key, wire) = with(move |wire, _, _| {
        if left > 0 {
            left -= 1;
            wire.say(CHANNEL, Command::Error, &[0x06]);
        } else {
            wire.say(CHANNEL, Command::Cbor, &[0]);
        }
    });
    assert_eq!(ask(&mut key, ENOUGH), Ok(vec![0]));
    assert_eq!(wire.lock().unwrap().count(Command::Cbor), 4);
}

#[test]
fn a_channel_that_stays_busy_is_busy_at_the_deadline() {
    let (mut key, _) = with(|wire, _, _| wire.say(CHANNEL, Command::Error, &[0x06]));
    let start = Instant::now();
    assert_eq!(ask(&mut key, ms(500)), Err(TransportError::Busy));
    assert!(start.elapsed() < ms(550) + SLACK, "{:?}", start.elapsed());
}

#[test]
fn endless_keepalives_end_at_the_deadline_with_a_cancel() {
    let (mut key, wire) = with(|wire, command, _| {
        if command == Command::Cbor {
            let packet = packets(CHANNEL, Command::Keepalive, &[2]).unwrap().next().unwrap();
            wire.endless = Some(packet.to_vec());
        }
    });
    let start = Instant::now();
    assert_eq!(ask(&mut key, ms(600)), Err(TransportError::TimedOut));
    assert!(start.elapsed() < ms(650) + SLACK, "{:?}", start.elapsed());
    assert_eq!(wire.lock().unwrap().count(Command::Cancel), 1);
}

#[test]
fn endless_frames_of_another_channel_end_at_the_deadline() {
    let (mut key, wire) = with(|_, _, _| {});
    wire.lock().unwrap().endless =
        Some(packets(OTHER, Command::Cbor, &[0]).unwrap().next().unwrap().to_vec());
    let start = Instant::now();
    assert_eq!(ask(&mut key, ms(300)), Err(TransportError::TimedOut));
    assert!(start.elapsed() < ms(350) + SLACK, "{:?}", start.elapsed());
}

#[test]
fn endless_empty_reports_end_at_the_deadline() {
    let (mut key, wire) = with(|_, _, _| {});
    wire.lock().unwrap().endless = Some(vec![]);
    let start = Instant::now();
    assert_eq!(ask(&mut key, ms(300)), Err(TransportError::TimedOut));
    assert!(start.elapsed() < ms(350) + SLACK, "{:?}", start.elapsed());
}

#[test]
fn a_key_that_confirms_the_cancel_at_the_deadline_has_timed_out() {
    let (mut key, _) = with(|wire, command, _| {
        if command == Command::Cancel {
            wire.say(CHANNEL, Command::Cbor, &[0x2D]);
        }
    });
    assert_eq!(ask(&mut key, ms(300)), Err(TransportError::TimedOut));
}

#[test]
fn a_touch_in_the_last_moment_still_counts() {
    let (mut key, _) = with(|wire, command, _| {
        if command == Command::Cancel {
            wire.say(CHANNEL, Command::Cbor, &[0, 1, 2]);
        }
    });
    assert_eq!(ask(&mut key, ms(300)), Ok(vec![0, 1, 2]));
}

#[test]
fn cancel_from_another_thread_reaches_the_key_and_ends_the_request() {
    let (mut key, wire) = with(|wire, command, _| {
        if command == Command::Cancel {
            wire.say(CHANNEL, Command::Cbor, &[0x2D]);
        } else {
            wire.say(CHANNEL, Command::Keepalive, &[2]);
        }
    });
    let canceller = key.canceller();
    let start = Instant::now();
    let other = thread::spawn(move || {
        thread::sleep(ms(100));
        canceller.cancel();
    });
    assert_eq!(ask(&mut key, Duration::from_secs(30)), Ok(vec![0x2D]));
    assert!(start.elapsed() < ms(300) + SLACK, "{:?}", start.elapsed());
    other.join().unwrap();
    assert_eq!(wire.lock().unwrap().count(Command::Cancel), 1);
}

#[test]
fn a_key_that_ignores_cancel_does_not_keep_the_person_waiting() {
    let (mut key, wire) = with(|wire, _, _| wire.say(CHANNEL, Command::Keepalive, &[2]));
    let canceller = key.canceller();
    let start = Instant::now();
    let outcome = key.send_cbor(&[1], Duration::from_secs(60), &mut |_| canceller.cancel());
    assert_eq!(outcome, Err(TransportError::TimedOut));
    assert!(start.elapsed() < ms(2500) + SLACK, "{:?}", start.elapsed());
    assert_eq!(wire.lock().unwrap().count(Command::Cancel), 1);
}

#[test]
fn cancelling_while_nothing_is_under_way_does_nothing() {
    let (mut key, wire) = with(|wire, _, _| wire.say(CHANNEL, Command::Cbor, &[0]));
    key.canceller().cancel();
    assert_eq!(ask(&mut key, ENOUGH), Ok(vec![0]));
    assert_eq!(wire.lock().unwrap().count(Command::Cancel), 0);
}

#[test]
fn cancelling_while_the_channel_is_busy_ends_the_request() {
    let (mut key, _) = with(|wire, _, _| wire.say(CHANNEL, Command::Error, &[0x06]));
    let canceller = key.canceller();
    let other = thread::spawn(move || {
        thread::sleep(ms(50));
        canceller.cancel();
    });
    assert_eq!(ask(&mut key, Duration::from_secs(60)), Ok(vec![0x2D]));
    other.join().unwrap();
}

#[test]
fn the_late_answer_to_a_given_up_request_is_never_taken_for_the_next() {
    let mut first = true;
    let (mut key, wire) = with(move |wire, command, _| {
        if command == Command::Cbor && !std::mem::replace(&mut first, false) {
            wire.say(CHANNEL, Command::Cbor, &[0, 2]);
        }
    });
    assert_eq!(ask(&mut key, ms(100)), Err(TransportError::TimedOut));
    // The old answer arrives in the middle of the next attempt, before INIT is answered.
    wire.lock().unwrap().say(CHANNEL, Command::Cbor, &[0, 1]);
    assert_eq!(ask(&mut key, ENOUGH), Ok(vec![0, 2]));
    assert_eq!(wire.lock().unwrap().count(Command::Init), 2);
}

#[test]
fn a_second_answer_after_a_cancel_is_never_taken_for_the_next() {
    let mut requests = 0;
    let (mut key, wire) = with(move |wire, command, _| {
        if command == Command::Cancel {
            return wire.say(CHANNEL, Command::Cbor, &[0x2D]);
        }
        requests += 1;
        if requests == 2 {
            wire.say(CHANNEL, Command::Cbor, &[0, 2]);
        } else {
            wire.say(CHANNEL, Command::Keepalive, &[2]);
        }
    });
    let canceller = key.canceller();
    let outcome = key.send_cbor(&[1], ENOUGH, &mut |_| canceller.cancel()).unwrap();
    assert_eq!(*outcome, [0x2D]);
    wire.lock().unwrap().say(CHANNEL, Command::Cbor, &[0, 1]);
    assert_eq!(ask(&mut key, ENOUGH), Ok(vec![0, 2]));
}

#[test]
fn what_lies_in_the_buffer_before_a_request_is_thrown_away() {
    let (mut key, wire) = with(|wire, _, _| wire.say(CHANNEL, Command::Cbor, &[0, 2]));
    wire.lock().unwrap().say(CHANNEL, Command::Cbor, &[0, 1]);
    wire.lock().unwrap().say(OTHER, Command::Cbor, &[0; 1000]);
    assert_eq!(ask(&mut key, ENOUGH), Ok(vec![0, 2]));
}

#[test]
fn a_lost_packet_breaks_one_response_and_not_the_next() {
    let mut lose = true;
    let (mut key, wire) = with(move |wire, _, _| {
        wire.say(CHANNEL, Command::Cbor, &[0; 400]);
        if std::mem::replace(&mut lose, false) {
            wire.out.remove(2);
        }
    });
    let broken = ask(&mut key, ENOUGH);
    assert_eq!(broken, Err(TransportError::Malformed("a packet out of sequence")));
    assert_eq!(ask(&mut key, ENOUGH), Ok(vec![0; 400]));
    assert_eq!(wire.lock().unwrap().count(Command::Init), 2);
}

#[test]
fn a_request_that_arrived_in_pieces_is_sent_again_in_step() {
    for code in [0x04, 0x05] {
        let mut first = true;
        let (mut key, wire) = with(move |wire, _, _| {
            if std::mem::replace(&mut first, false) {
                wire.say(CHANNEL, Command::Error, &[code]);
            } else {
                wire.say(CHANNEL, Command::Cbor, &[0]);
            }
        });
        assert_eq!(ask(&mut key, ENOUGH), Ok(vec![0]));
        assert_eq!(wire.lock().unwrap().count(Command::Init), 2);
    }
}

#[test]
fn requests_that_always_arrive_in_pieces_are_given_up() {
    let (mut key, wire) = with(|wire, _, _| wire.say(CHANNEL, Command::Error, &[0x05]));
    assert!(matches!(ask(&mut key, ENOUGH), Err(TransportError::Malformed(_))));
    assert_eq!(wire.lock().unwrap().count(Command::Cbor), 4);
}

#[test]
fn a_key_that_forgot_the_channel_gives_a_new_one() {
    const NEW: ChannelId = ChannelId([5, 5, 5, 5]);
    let mut given = 0;
    let (key, wire) = key(Box::new(move |wire, channel, command, message| {
        if command == Command::Init {
            given += 1;
            let new = if given == 1 { CHANNEL } else { NEW };
            wire.say(channel, Command::Init, &init_response(message, new, 0x04));
        } else if channel == NEW {
            wire.say(NEW, Command::Cbor, &[0]);
        } else {
            wire.say(channel, Command::Error, &[0x0B]);
        }
    }));
    let id = AuthenticatorId::new("usb:test");
    let mut key = HidAuthenticator::new(id, key, nonces(), ENOUGH).unwrap();
    assert_eq!(ask(&mut key, ENOUGH), Ok(vec![0]));
    assert_eq!(wire.lock().unwrap().count(Command::Cbor), 2);
}

#[test]
fn a_key_pulled_in_mid_request_is_removed_at_once() {
    let (mut key, _) = with(|wire, _, _| wire.removed = true);
    let start = Instant::now();
    assert_eq!(ask(&mut key, Duration::from_secs(30)), Err(TransportError::Removed));
    assert!(start.elapsed() < ms(100) + SLACK);
}

#[test]
fn a_response_without_a_status_is_malformed() {
    let (mut key, _) = with(|wire, _, _| wire.say(CHANNEL, Command::Cbor, &[]));
    assert!(matches!(ask(&mut key, ENOUGH), Err(TransportError::Malformed(_))));
}

#[test]
fn a_request_that_no_key_can_take_is_not_begun() {
    let (mut key, wire) = with(|_, _, _| {});
    let refused = key.send_cbor(&[0; MAX_MESSAGE + 1], ENOUGH, &mut |_| {});
    assert_eq!(refused, Err(TransportError::TooLong(MAX_MESSAGE + 1)));
    assert_eq!(wire.lock().unwrap().heard.len(), 1);
}

#[test]
fn a_key_without_cbor_takes_only_u2f() {
    let (mut key, _) = with_flags(0x00, |wire, command, message| {
        assert_eq!((command, message), (Command::Msg, [0, 3, 0, 0, 0, 0, 0].as_slice()));
        wire.say(CHANNEL, Command::Msg, b"U2F_V2\x90\x00");
    });
    assert_eq!(ask(&mut key, ENOUGH), Err(TransportError::Unsupported));
    let answer = key.send_msg(&[0, 3, 0, 0, 0, 0, 0], ENOUGH);
    assert_eq!(answer, Ok(b"U2F_V2\x90\x00".to_vec()));
    assert_eq!(key.wink(), Err(TransportError::Unsupported));
}

#[test]
fn a_key_without_u2f_is_not_sent_any() {
    let (mut key, wire) = with_flags(0x0C, |_, _, _| {});
    assert_eq!(key.send_msg(&[0, 3, 0, 0], ENOUGH), Err(TransportError::Unsupported));
    assert_eq!(wire.lock().unwrap().heard.len(), 1);
}

#[test]
fn a_key_winks() {
    let (mut key, wire) = with(|wire, command, _| wire.say(CHANNEL, command, &[]));
    assert_eq!(key.wink(), Ok(()));
    assert_eq!(wire.lock().unwrap().count(Command::Wink), 1);
}

#[test]
fn a_command_the_key_does_not_know_is_unsupported() {
    let (mut key, _) = with(|wire, _, _| wire.say(CHANNEL, Command::Error, &[0x01]));
    assert_eq!(ask(&mut key, ENOUGH), Err(TransportError::Unsupported));
}
