use super::{
    super::frame::{REPORT_SIZE, Report, packets, report},
    *,
};

const OURS: ChannelId = ChannelId([0, 0x22, 0, 2]);
const THEIRS: ChannelId = ChannelId([0, 0x22, 0, 3]);

fn initialization(channel: ChannelId, command: u8, length: u16, payload: &[u8]) -> Report {
    let [high, low] = length.to_be_bytes();
    report([&channel.0, &[0x80 | command, high, low], payload])
}

fn continuation(channel: ChannelId, sequence: u8, payload: &[u8]) -> Report {
    report([&channel.0, &[sequence], payload])
}

fn message(heard: Result<Heard, TransportError>) -> Vec<u8> {
    let Ok(Heard::Message(message)) = heard else { panic!("{heard:?}") };
    message.to_vec()
}

#[test]
fn the_longest_message_takes_129_packets() {
    // CTAP 2.1 §11.2.4: 64 - 7 + 128 * (64 - 5) = 7609.
    let longest = vec![7; MAX_MESSAGE];
    let all: Vec<Report> = packets(OURS, Command::Cbor, &longest).unwrap().collect();
    assert_eq!(all.len(), 129);
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    for packet in &all[..128] {
        assert_eq!(inbox.hear(packet), Ok(Heard::Nothing));
    }
    assert_eq!(message(inbox.hear(&all[128])), longest);
}

#[test]
fn a_claim_of_65535_bytes_is_refused_before_anything_is_kept() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    let heard = inbox.hear(&initialization(OURS, 0x10, 65535, &[0; 57]));
    assert_eq!(heard, Err(TransportError::Malformed("a message of more than 7,609 bytes")));
    assert!(inbox.begun.is_none());
}

#[test]
fn a_claim_of_7610_bytes_is_one_too_many() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    assert!(inbox.hear(&initialization(OURS, 0x10, 7610, &[])).is_err());
    assert_eq!(inbox.hear(&initialization(OURS, 0x10, 7609, &[])), Ok(Heard::Nothing));
}

#[test]
fn frames_of_another_channel_in_the_middle_change_nothing() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    assert_eq!(inbox.hear(&initialization(OURS, 0x10, 60, &[1; 57])), Ok(Heard::Nothing));
    for foreign in [
        initialization(THEIRS, 0x10, 500, &[2; 57]),
        continuation(THEIRS, 0, &[2; 59]),
        initialization(THEIRS, 0x3F, 1, &[6]),
        initialization(ChannelId::BROADCAST, 0x06, 17, &[0; 17]),
    ] {
        assert_eq!(inbox.hear(&foreign), Ok(Heard::Nothing));
    }
    let whole = message(inbox.hear(&continuation(OURS, 0, &[3, 3, 3])));
    assert_eq!(whole, [vec![1; 57], vec![3; 3]].concat());
}

#[test]
fn a_packet_out_of_sequence_breaks_the_message_and_what_follows_it_is_nothing() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    inbox.hear(&initialization(OURS, 0x10, 200, &[1; 57])).unwrap();
    let heard = inbox.hear(&continuation(OURS, 1, &[1; 59]));
    assert_eq!(heard, Err(TransportError::Malformed("a packet out of sequence")));
    assert_eq!(inbox.hear(&continuation(OURS, 0, &[1; 59])), Ok(Heard::Nothing));
}

#[test]
fn a_continuation_of_nothing_is_passed_over() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    assert_eq!(inbox.hear(&continuation(OURS, 0, &[1; 59])), Ok(Heard::Nothing));
    assert_eq!(message(inbox.hear(&initialization(OURS, 0x10, 1, &[0]))), [0]);
}

#[test]
fn the_answer_to_another_command_is_passed_over_with_its_continuations() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    assert_eq!(inbox.hear(&initialization(OURS, 0x03, 100, &[1; 57])), Ok(Heard::Nothing));
    assert_eq!(inbox.hear(&continuation(OURS, 0, &[1; 43])), Ok(Heard::Nothing));
    assert_eq!(message(inbox.hear(&initialization(OURS, 0x10, 2, &[0, 5]))), [0, 5]);
}

#[test]
fn a_message_inside_another_is_refused() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    inbox.hear(&initialization(OURS, 0x10, 100, &[1; 57])).unwrap();
    assert!(inbox.hear(&initialization(OURS, 0x10, 100, &[2; 57])).is_err());
}

#[test]
fn a_keepalive_in_the_middle_of_a_message_does_not_break_it() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    inbox.hear(&initialization(OURS, 0x10, 58, &[1; 57])).unwrap();
    let heard = inbox.hear(&initialization(OURS, 0x3B, 1, &[2]));
    assert_eq!(heard, Ok(Heard::Keepalive(Keepalive::UpNeeded)));
    assert_eq!(message(inbox.hear(&continuation(OURS, 0, &[1]))), [1; 58]);
}

#[test]
fn reports_shorter_than_64_bytes_are_taken_for_what_they_hold() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    assert_eq!(inbox.hear(&initialization(OURS, 0x10, 10, &[1; 57])[..12]), Ok(Heard::Nothing));
    assert_eq!(inbox.hear(&continuation(OURS, 0, &[2; 59])[..8]), Ok(Heard::Nothing));
    assert_eq!(
        message(inbox.hear(&continuation(OURS, 1, &[3; 59]))),
        [1, 1, 1, 1, 1, 2, 2, 2, 3, 3]
    );
}

#[test]
fn reports_too_short_to_say_anything_are_passed_over() {
    let whole = initialization(OURS, 0x10, 1, &[0]);
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    for length in 0..7 {
        assert_eq!(inbox.hear(&whole[..length]), Ok(Heard::Nothing), "{length} bytes");
    }
}

#[test]
fn continuations_without_payload_end_after_128() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    inbox.hear(&initialization(OURS, 0x10, 7609, &[])[..7]).unwrap();
    for sequence in 0..=127 {
        assert_eq!(inbox.hear(&continuation(OURS, sequence, &[])[..5]), Ok(Heard::Nothing));
    }
    assert!(inbox.hear(&continuation(OURS, 0, &[])[..5]).is_err());
}

#[test]
fn an_error_without_a_code_is_still_an_error() {
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    let heard = inbox.hear(&initialization(OURS, 0x3F, 0, &[6]));
    assert_eq!(heard, Ok(Heard::Error(ErrorCode::Other(0x7F))));
}

#[test]
fn any_bytes_are_read_without_panic_and_within_the_cap() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut inbox = Inbox::new(OURS, Command::Cbor);
    for _ in 0..200_000 {
        let [length, kind, high, low, first, ..] = next();
        let mut report = [first; REPORT_SIZE];
        report[..4].copy_from_slice(&OURS.0);
        let kinds = [0x90, 0x90, 0, 1, kind];
        report[4..7].copy_from_slice(&[kinds[usize::from(first) % 5], high % 32, low]);
        if let Ok(Heard::Message(message)) = inbox.hear(&report[..usize::from(length) % 65]) {
            assert!(message.capacity() <= MAX_MESSAGE);
        }
    }
}

/// What real keys sent (libfido2's `wiredata_fido2.h`): every message comes out as recorded.
#[test]
fn recorded_traffic_of_real_keys_is_put_together() {
    let Ok(corpus) = std::env::var("TOUCHSTONE_CORPUS") else {
        println!("skipped: TOUCHSTONE_CORPUS names no folder with recorded traffic");
        return;
    };
    let path = std::path::Path::new(&corpus).join("ctap/ctaphid_wiredata.json");
    let text = std::fs::read(path).unwrap();
    let records: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let hex = |value: &serde_json::Value| {
        data_encoding::HEXLOWER_PERMISSIVE.decode(value.as_str().unwrap().as_bytes()).unwrap()
    };
    let mut count = 0;
    for record in records.as_array().unwrap() {
        let name = record["name"].as_str().unwrap();
        if name.contains("_NFC_") || name.contains("_APDU") {
            continue;
        }
        let reports = hex(&record["raw_hid_reports_hex"]);
        let mut left = reports.chunks(REPORT_SIZE);
        for expected in record["messages"].as_array().unwrap() {
            let channel = ChannelId(hex(&expected["cid"]).try_into().unwrap());
            let code = u8::try_from(expected["cmd"].as_u64().unwrap()).unwrap();
            let data = hex(&expected["data"]);
            let mut inbox = Inbox::new(channel, Command::from(code));
            let heard = left.by_ref().map(|report| inbox.hear(report).unwrap());
            let heard = heard.into_iter().find(|heard| *heard != Heard::Nothing);
            match (Command::from(code), heard) {
                (Command::Keepalive, heard) => {
                    assert_eq!(heard, Some(Heard::Keepalive(Keepalive::from(data[0]))));
                }
                (Command::Error, heard) => {
                    assert_eq!(heard, Some(Heard::Error(ErrorCode::from(data[0]))));
                }
                (_, Some(Heard::Message(message))) => {
                    assert_eq!(*message, data, "{name}");
                }
                // This one was spliced from two sessions: its continuations are of another channel.
                (_, None) => assert_eq!(name, "WIREDATA_CTAP_CBOR_ASSERT"),
                (command, heard) => panic!("{name}: {command:?} {heard:?}"),
            }
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}
