//! Keys that answer one command always the same way, whatever it says. Each conversation must come
//! to wait for a person, or end; and none may make it delete what was not named.

use super::*;
use crate::Keepalive;

/// More than the longest list that is listened to.
const MOST_REQUESTS: usize = 1_200;

/// How often the person goes along with it.
const PATIENCE: usize = 4;

const COMMANDS: [Command; 11] = [
    BEGIN,
    NEXT,
    DELETE,
    SELECT,
    PIN_RETRIES,
    AGREE,
    CHANGE_PIN,
    UV_TOKEN,
    UV_RETRIES,
    PIN_TOKEN,
    GET_INFO,
];

fn well_behaved(command: Command, info: &[u8]) -> Vec<u8> {
    match command {
        GET_INFO => info.to_vec(),
        AGREE => key_agreement(),
        PIN_TOKEN | LEGACY_TOKEN | UV_TOKEN => token(),
        PIN_RETRIES => retries(8),
        UV_RETRIES => success([(5, Value::from(3))].into_iter().collect()),
        BEGIN => listed(&[1; 16], 1, Some(3)),
        NEXT => listed(&WANTED, 7, None),
        _ => vec![0],
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other questions are whether to go on")]
fn agreeable(moment: &Moment) -> Answer {
    match moment {
        Moment::EnterPin { .. } => Answer::Pin(pin("123456")),
        Moment::ChangePin { .. } => {
            Answer::PinChange { current: pin("123456"), new: pin("654321") }
        }
        _ => Answer::Again,
    }
}

/// Two such keys, so that there is a selection; the first always waits for a touch as well.
fn converse(
    request: RemovalRequest,
    info: &[u8],
    oddity: (Command, &Result<Vec<u8>, TransportError>),
) {
    let mut bench = Bench::new(request);
    for name in ["a", "b"] {
        bench.attach(name, info.to_vec());
    }
    bench.step(Input::Surveyed);
    let mut answers = 0;
    while bench.outcome.is_none() {
        if let Some((from, exchange)) =
            bench.outstanding.first_key_value().map(|(id, one)| (id.clone(), *one))
        {
            assert!(bench.sent.len() < MOST_REQUESTS, "{oddity:02X?}");
            let (_, command, _) =
                bench.sent.iter().rev().find(|(to, ..)| *to == from).cloned().unwrap();
            let keepalive = Keepalive::UpNeeded;
            bench.step(Input::StillWorking { from: from.clone(), exchange, keepalive });
            let reply = match oddity {
                (odd, reply) if odd == command => reply.clone(),
                _ => Ok(well_behaved(command, info)),
            };
            bench.reply_with(from.as_str(), reply.map(Into::into));
        } else if bench.prompt().is_some() && answers < PATIENCE {
            answers += 1;
            bench.answer(agreeable(&bench.moment));
        } else {
            bench.step(Input::Cancelled);
        }
    }
    let deletions = bench.sent.iter().filter(|(_, command, _)| *command == DELETE).count();
    assert!(deletions <= 1, "{oddity:02X?}");
}

#[test]
fn whatever_one_command_is_always_answered_the_conversation_ends_or_waits_for_a_person() {
    let named = (0..=u8::MAX).filter(|code| StatusCode::from(*code).name().is_some());
    let mut oddities: Vec<_> = named.chain([0xF1]).map(|status| Ok(vec![status])).collect();
    oddities.extend([
        Ok(Vec::new()),
        Ok(success(Value::Map(Vec::new()))),
        Ok(listed(&[2; 16], 1, Some(0))),
        Ok(listed(&[2; 16], 1, Some(1_000))),
        Ok(listed(&[2; 16], 1, Some(u64::MAX))),
        Ok(listed(&[2; 1024], 1, Some(1))),
        Ok(listed(&[], 1, Some(2))),
        Err(TransportError::TimedOut),
        Err(TransportError::Removed),
        Err(TransportError::TooLong(1)),
        Err(TransportError::Busy),
    ]);
    let flavours =
        [manageable(&[]), manageable(&[("uv", true)]), manageable(&[("alwaysUv", true)])];
    for info in &flavours {
        for request in [report(), delete(), leftovers()] {
            for command in COMMANDS {
                for reply in &oddities {
                    converse(request.clone(), info, (command, reply));
                }
            }
        }
    }
}

#[test]
fn a_list_of_the_same_credential_over_and_over_comes_to_its_end() {
    let mut bench = at_the_list(leftovers(), manageable(&[]));
    bench.reply("a", listed(&WANTED, 7, Some(1_000)));
    while bench.outcome.is_none() {
        assert!(bench.sent.len() < MOST_REQUESTS);
        bench.reply("a", listed(&WANTED, 7, Some(1_000)));
    }
    let Finding::Found { credentials, .. } = bench.finding() else { panic!() };
    assert_eq!(credentials.len(), 1, "the same one is reported once");
}
