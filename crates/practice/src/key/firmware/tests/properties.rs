use std::collections::BTreeMap;

use proptest::prelude::*;
use webauthn::cbor::{Value, encode};

use super::{
    Rig,
    platform::{Asking, CM, Creation, GA, MC, RP, Session, subcommand, token},
};

/// 256 cases, or what `PROPTEST_CASES` says.
fn everyday() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// For cases that are long themselves.
fn a_quarter_of(config: ProptestConfig) -> ProptestConfig {
    ProptestConfig { cases: config.cases / 4, ..config }
}

proptest! {
    #![proptest_config(everyday())]

    #[test]
    fn any_bytes_are_answered(request in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut rig = Rig::fresh();
        rig.raw(&request);
    }

    #[test]
    fn any_parameters_of_any_command_are_answered(
        command in prop_oneof![Just(1u8), Just(2), Just(6), Just(0x0A), Just(0x0D)],
        parameters in parameters(),
    ) {
        let mut rig = Rig::with_pin("1234");
        rig.raw(&[&[command], encode(&parameters).as_slice()].concat());
    }

    #[test]
    fn a_valid_request_with_changed_bytes_is_answered(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut rig = Rig::with_pin("1234");
        let given = token(&mut rig, "1234", MC, Some(RP));
        let creation = Creation::new(RP, b"u").rk().extension("credProtect", 2).authorized(&given);
        let mut request = [&[0x01], encode(&creation.value()).as_slice()].concat();
        for (at, byte) in changes {
            let at = at.index(request.len());
            request[at] = byte;
        }
        rig.raw(&request);
    }
}

/// Maps with the keys and kinds of value that requests have.
fn parameters() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<u8>().prop_map(Value::from),
        (-260i64..5).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        proptest::collection::vec(any::<u8>(), 0..70).prop_map(Value::from),
        prop_oneof![
            "id",
            "type",
            "public-key",
            "alg",
            "rk",
            "hmac-secret",
            "credProtect",
            "[a-z]{0,9}"
        ]
        .prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 24, 4, |inner| {
        let key = prop_oneof![
            (-3i64..12).prop_map(Value::from),
            prop_oneof!["id", "type", "name", "alg", "uv", "up"].prop_map(Value::from),
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::vec((key, inner), 0..5).prop_map(distinct),
        ]
    });
    proptest::collection::vec(((1i64..12).prop_map(Value::from), value), 0..10).prop_map(distinct)
}

/// Without the later of two equal keys, which no canonical map has.
fn distinct(entries: Vec<(Value, Value)>) -> Value {
    let entries = entries.into_iter().rev().map(|(key, value)| (encode(&key), (key, value)));
    Value::Map(entries.collect::<BTreeMap<_, _>>().into_values().collect())
}

/// What a person, a platform and a power line may do, in any order.
#[derive(Clone, Copy, Debug)]
enum Step {
    Create(u8),
    CreateInId,
    Assert,
    WrongPin,
    RightPin,
    ChangePin,
    Delete,
    PowerCycle,
    Reset,
    /// The power goes after so many writes of the next step.
    PowerLoss(usize),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0u8..5).prop_map(Step::Create),
        2 => Just(Step::CreateInId),
        3 => Just(Step::Assert),
        4 => Just(Step::WrongPin),
        2 => Just(Step::RightPin),
        1 => Just(Step::ChangePin),
        1 => Just(Step::Delete),
        2 => Just(Step::PowerCycle),
        1 => Just(Step::Reset),
        3 => (0usize..3).prop_map(Step::PowerLoss),
        1 => (0u64..60).prop_map(Step::Wait),
    ]
}

/// What has to be true of the key, as far as answers told.
#[derive(Default)]
struct Known {
    pin: u32,
    /// Credential ids by account, made and not deleted or overwritten.
    residents: BTreeMap<u8, Vec<u8>>,
    in_ids: Vec<Vec<u8>>,
    sign_count: u32,
}

impl Known {
    fn pin(&self) -> String {
        format!("pin {:04}", self.pin)
    }

    fn is_true_of(&self, rig: &mut Rig) {
        for id in self.residents.values().chain(&self.in_ids) {
            let asked = Asking::new(RP).allow(std::slice::from_ref(id)).silently();
            assert_eq!(asked.send(rig).unwrap().id(), *id);
        }
    }
}

fn act(step: Step, rig: &mut Rig, known: &mut Known) {
    let before = rig.firmware.pin_retries();
    let mut may_rise = false;
    match step {
        Step::Create(account) => {
            may_rise = true;
            let session = Session::open(rig, 1 + account % 2);
            if let Ok(given) = session.token_for(rig, &known.pin(), MC | GA, Some(RP)) {
                let creation = Creation::new(RP, &[account]).rk().authorized(&given);
                if let Ok(made) = creation.send(rig) {
                    known.residents.insert(account, made.id());
                }
            }
        }
        Step::CreateInId => {
            let made = Creation::new(RP, b"in id").send(rig).unwrap();
            known.in_ids.push(made.id());
        }
        Step::Assert => {
            if let Some(id) = known.residents.values().chain(&known.in_ids).next() {
                let asked = Asking::new(RP).allow(std::slice::from_ref(id));
                if let Ok(assertion) = asked.send(rig) {
                    assert!(assertion.count() > known.sign_count, "a count came twice");
                    known.sign_count = assertion.count();
                }
            }
        }
        Step::WrongPin => {
            let session = Session::open(rig, 2);
            assert!(session.pin_token(rig, "wrong").is_err());
            assert!(rig.firmware.pin_retries() <= before);
        }
        Step::RightPin => {
            may_rise = true;
            let right = Session::open(rig, 2).pin_token(rig, &known.pin());
            assert!(before > 0 || right.is_err(), "a blocked key opened");
        }
        Step::ChangePin => {
            may_rise = true;
            let next = Known { pin: known.pin + 1, ..Known::default() };
            let session = Session::open(rig, 2);
            if session.change_pin(rig, &known.pin(), &next.pin()).is_ok() {
                known.pin = next.pin;
            }
        }
        Step::Delete => {
            may_rise = true;
            let given = Session::open(rig, 2).token_for(rig, &known.pin(), CM, None);
            if let (Ok(given), Some((account, id))) = (given, known.residents.first_key_value()) {
                let account = *account;
                let named: Value = [("id", Value::from(id.clone())), ("type", "public-key".into())]
                    .into_iter()
                    .collect();
                let parameters = [(2, named)].into_iter().collect();
                if subcommand(rig, 0x0A, 6, Some(parameters), Some(&given)).is_ok() {
                    known.residents.remove(&account);
                }
            }
        }
        Step::PowerCycle => rig.power_cycle(),
        Step::Reset => {
            may_rise = true;
            if rig.send_raw(&[0x07]).is_ok() {
                let sign_count = 0;
                *known = Known { sign_count, ..Known::default() };
                let _ = Session::open(rig, 2).set_pin(rig, &known.pin());
            }
        }
        Step::Wait(seconds) => rig.board.now += std::time::Duration::from_secs(seconds),
        Step::PowerLoss(_) => {}
    }
    assert!(may_rise || rig.firmware.pin_retries() <= before, "tries came back after {step:?}");
}

proptest! {
    #![proptest_config(a_quarter_of(everyday()))]

    #[test]
    fn in_any_order_tries_only_fall_and_credentials_stay(
        steps in proptest::collection::vec(step(), 1..25),
    ) {
        let mut known = Known::default();
        let mut rig = Rig::with_pin(&known.pin());
        for step in steps {
            act(step, &mut rig, &mut known);
            known.is_true_of(&mut rig);
            rig.reload();
            known.is_true_of(&mut rig);
        }
    }

    /// Power loss at every write: what was stored is always a whole key, with no more tries than
    /// the last answer left, and every credential that was answered is on it.
    #[test]
    fn power_loss_at_any_write_leaves_a_whole_key(
        steps in proptest::collection::vec(step(), 1..25),
    ) {
        let mut known = Known::default();
        let mut rig = Rig::with_pin(&known.pin());
        let mut loss = None;
        for step in steps {
            if let Step::PowerLoss(writes) = step {
                loss = Some(writes);
                continue;
            }
            // A reset or a change cut off in the middle leaves either the old or the new: the
            // model cannot tell which without looking, so these happen with the power on.
            let ambiguous = matches!(step, Step::Reset | Step::ChangePin | Step::Delete);
            if let Some(writes) = loss.take().filter(|_| !ambiguous) {
                let before = rig.firmware.pin_retries();
                rig.board.stores_left = Some(writes);
                if matches!(step, Step::WrongPin) {
                    let session = Session::open(&mut rig, 2);
                    let _ = session.pin_token(&mut rig, "wrong");
                    rig.reload();
                    prop_assert!(rig.firmware.pin_retries() <= before);
                } else if !matches!(step, Step::CreateInId) {
                    act(step, &mut rig, &mut known);
                    rig.reload();
                }
                rig.board.stores_left = None;
                known.is_true_of(&mut rig);
            } else {
                act(step, &mut rig, &mut known);
            }
        }
    }
}
