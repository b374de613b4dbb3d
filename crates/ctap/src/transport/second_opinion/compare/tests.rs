use super::*;
use crate::{AuthenticatorInfo, Inspection, transport::second_opinion::answers};

/// getInfo with the two required members and one more.
fn ours(more: &[u8]) -> BTreeMap<Member, Answer> {
    let mut bytes = vec![if more.is_empty() { 0xa2 } else { 0xa3 }, 0x01, 0x81, 0x68];
    bytes.extend(b"FIDO_2_1");
    bytes.extend([0x03, 0x50]);
    bytes.extend([7; 16]);
    bytes.extend(more);
    let info = AuthenticatorInfo::parse(&bytes).unwrap();
    answers(&Inspection { info, pin_retries: None, needs_power_cycle: false, uv_retries: None })
}

/// What `ctap-hid-fido2` makes of the same: 0, false and nothing where a member is absent.
fn theirs() -> BTreeMap<Member, Answer> {
    let mut all: BTreeMap<_, _> = ours(&[]);
    all.insert(Member::MaxMsgSize, Answer::Number(0));
    all.insert(Member::MinPinLength, Answer::Number(0));
    all.insert(Member::MaxPinLength, Answer::Number(0));
    all.insert(Member::MaxCredBlobLength, Answer::Number(0));
    all.insert(Member::LongTouchForReset, Answer::Flag(false));
    all
}

fn with(
    mut answers: BTreeMap<Member, Answer>,
    member: Member,
    answer: Answer,
) -> BTreeMap<Member, Answer> {
    answers.insert(member, answer);
    answers
}

#[test]
fn what_a_client_has_for_absent_members_is_no_difference() {
    let comparison = compare(Client::CtapHidFido2, &ours(&[]), &theirs());
    assert_eq!(comparison.differing, []);
    assert!(comparison.agreed.contains(&Member::Versions));
    assert!(comparison.agreed.contains(&Member::Aaguid));
}

#[test]
fn a_value_of_zero_that_we_read_as_more_is_a_difference() {
    // 0x0F: maxCredBlobLength 32.
    let comparison = compare(Client::CtapHidFido2, &ours(&[0x0f, 0x18, 0x20]), &theirs());
    let [one] = comparison.differing.as_slice() else { panic!("{comparison:?}") };
    assert_eq!(one.member, Member::MaxCredBlobLength);
    assert_eq!(one.ours, Some(Answer::Number(32)));
    assert_eq!(one.theirs, Some(Answer::Number(0)));
}

#[test]
fn zero_is_not_absence_with_a_client_that_tells_them_apart() {
    let client = Client::WebauthnAuthenticatorRs;
    let zero = with(ours(&[]), Member::MaxCredBlobLength, Answer::Number(0));
    assert_eq!(compare(client, &ours(&[]), &zero).differing.len(), 1);
    assert_eq!(compare(client, &ours(&[0x0f, 0x00]), &zero).differing, []);
}

#[test]
fn absence_means_the_default_of_the_standard() {
    // CTAP 2.1 §6.4: minPINLength 4, maxMsgSize 1024 where absent.
    let mut absent = ours(&[]);
    absent.remove(&Member::MinPinLength);
    absent.remove(&Member::MaxMsgSize);
    absent.remove(&Member::ForcePinChange);
    let client = Client::WebauthnAuthenticatorRs;
    assert_eq!(compare(client, &ours(&[]), &absent).differing, []);
    let six = compare(client, &ours(&[0x0d, 0x06]), &absent);
    assert_eq!(six.differing.first().map(|one| one.member), Some(Member::MinPinLength));
}

#[test]
fn a_member_of_a_wrong_type_that_the_other_took_is_shown() {
    // 0x0E: firmwareVersion as text is not the standard's type; ours keeps it unread.
    let odd = ours(&[0x0e, 0x61, b'5']);
    let taken = with(ours(&[]), Member::FirmwareVersion, Answer::Number(5));
    let comparison = compare(Client::CtapHidFido2, &odd, &taken);
    assert_eq!(comparison.differing.first().map(|one| one.ours.clone()), Some(None));
}

#[test]
fn members_that_the_other_client_has_no_field_for_are_not_differences() {
    // 0x1B: pinComplexityPolicy, CTAP 2.2.
    let comparison =
        compare(Client::WebauthnAuthenticatorRs, &ours(&[0x18, 0x1b, 0xf5]), &ours(&[]));
    assert_eq!(comparison.unknown, [Member::PinComplexityPolicy]);
    assert_eq!(comparison.differing, []);
}

#[test]
fn what_changes_with_every_response_is_compared_by_its_presence() {
    // 0x19: encIdentifier, CTAP 2.3.
    let mine = ours(&[0x18, 0x19, 0x41, 0x01]);
    let other = with(ours(&[]), Member::EncIdentifier, Answer::Bytes(vec![2]));
    let client = Client::CtapHidFido2;
    assert_eq!(compare(client, &mine, &other).differing, []);
    assert_eq!(compare(client, &mine, &ours(&[])).differing.len(), 1);
}

#[test]
fn the_order_of_preference_counts_and_the_order_of_sets_does_not() {
    let client = Client::CtapHidFido2;
    let order = |numbers| with(ours(&[]), Member::Algorithms, Answer::preferred(numbers));
    assert_eq!(compare(client, &order([-7, -8]), &order([-8, -7])).differing.len(), 1);
    let set = |names: [&str; 2]| {
        with(ours(&[]), Member::Transports, Answer::texts(names.map(str::to_owned)))
    };
    assert_eq!(compare(client, &set(["usb", "nfc"]), &set(["nfc", "usb"])).differing, []);
}

#[test]
fn every_member_has_a_name_and_is_found_by_it() {
    for member in Member::all() {
        assert_eq!(Member::named(member.name()), Some(member));
    }
    assert_eq!(Member::all().filter_map(Member::number).max(), Some(0x1f));
}
