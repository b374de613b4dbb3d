//! Keys that answer one command always the same way, whatever it says. Each conversation must come
//! to wait for a person, or end.

use super::*;
use crate::Keepalive;

/// Far more than any registration needs.
const MOST_REQUESTS: usize = 120;

/// How often the person goes along with it.
const PATIENCE: usize = 5;

const COMMANDS: [Command; 13] = [
    MAKE,
    ASSERT,
    SELECT,
    BLINK,
    PIN_RETRIES,
    AGREE,
    SET_PIN,
    CHANGE_PIN,
    LEGACY_TOKEN,
    UV_TOKEN,
    UV_RETRIES,
    PIN_TOKEN,
    GET_INFO,
];

fn flavours() -> Vec<Vec<u8>> {
    let options: [&[(&str, bool)]; 6] = [
        &[("rk", true), ("clientPin", true), ("pinUvAuthToken", true)],
        &[("rk", true), ("clientPin", false), ("alwaysUv", true)],
        &[("rk", true), ("uv", true), ("clientPin", true), ("pinUvAuthToken", true)],
        &[("rk", true), ("uv", true), ("clientPin", true)],
        &[("rk", true), ("uv", true)],
        &[("rk", true)],
    ];
    let more = |forced: bool| [(7, Value::from(2)), (0x0C, Value::from(forced))];
    options
        .iter()
        .flat_map(|options| {
            [("FIDO_2_0", false), ("FIDO_2_1", true)]
                .map(|(version, forced)| info(&[version], options, &more(forced)))
        })
        .collect()
}

fn asked(verification: UserVerificationRequirement) -> RegistrationRequest {
    RegistrationRequest {
        exclude: (0..8).map(|n| vec![n; 16]).collect(),
        user_verification: verification,
        afterwards: Afterwards::Proof,
        ..request()
    }
}

fn well_behaved(command: Command, info: &[u8]) -> Vec<u8> {
    match command {
        GET_INFO => info.to_vec(),
        AGREE => key_agreement(),
        PIN_TOKEN | LEGACY_TOKEN | UV_TOKEN => token(),
        PIN_RETRIES => retries(8),
        UV_RETRIES => success([(5, Value::from(3))].into_iter().collect()),
        MAKE => credential(),
        ASSERT => vec![0x2E],
        BLINK => vec![0x31],
        _ => vec![0],
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other questions are whether to go on")]
fn agreeable(moment: &Moment) -> Answer {
    match moment {
        Moment::EnterPin { .. } => Answer::Pin(pin("123456")),
        Moment::SetPin { .. } => Answer::NewPin(pin("123456")),
        Moment::ChangePin { .. } => {
            Answer::PinChange { current: pin("123456"), new: pin("654321") }
        }
        _ => Answer::Again,
    }
}

/// Two such keys, so that there is a selection; the first always waits for a touch as well.
fn converse(
    request: RegistrationRequest,
    info: &[u8],
    oddity: (Command, &Result<Vec<u8>, TransportError>),
) {
    let mut bench = Bench::new(request);
    for name in ["a", "b"] {
        bench.step(Input::Attached(id(name), AuthenticatorTransport::Usb));
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
            bench.reply_with(from.as_str(), reply.map(Zeroizing::new));
        } else if bench.prompt().is_some() && answers < PATIENCE {
            answers += 1;
            bench.answer(agreeable(&bench.moment));
        } else {
            bench.step(Input::Cancelled);
        }
    }
}

#[test]
fn whatever_one_command_is_always_answered_the_conversation_ends_or_waits_for_a_person() {
    // Those that have a name, and one that has none: all others are treated as that one.
    let named = (0..=u8::MAX).filter(|code| StatusCode::from(*code).name().is_some());
    let mut oddities: Vec<_> = named.chain([0xF1]).map(|status| Ok(vec![status])).collect();
    oddities.extend([Ok(Vec::new()), Ok(success(Value::Map(Vec::new())))]);
    oddities.extend([
        Err(TransportError::TimedOut),
        Err(TransportError::Removed),
        Err(TransportError::TooLong(1)),
        Err(TransportError::Busy),
    ]);
    for info in flavours() {
        for verification in
            [UserVerificationRequirement::Required, UserVerificationRequirement::Discouraged]
        {
            for command in COMMANDS {
                for reply in &oddities {
                    converse(asked(verification), &info, (command, reply));
                }
            }
        }
    }
}
