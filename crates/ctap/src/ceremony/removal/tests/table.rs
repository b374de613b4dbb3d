use super::*;
use crate::{
    Keepalive, PinUvAuthProtocol,
    ceremony::{InsertReason, Malformed, PinReason},
    command::ResponseError,
};

fn others() -> Vec<u8> {
    listed(&[1; 16], 1, Some(2))
}

fn wanted(total: Option<u64>) -> Vec<u8> {
    listed(&WANTED, 7, total)
}

fn is_not_there(bench: &Bench) -> bool {
    matches!(bench.finding(), Finding::NotThere { .. })
}

fn failure(bench: &Bench) -> &Failure {
    let Finding::Ended { failure, .. } = bench.finding() else { panic!("{:?}", bench.finding()) };
    failure
}

fn possibly_deleted(bench: &Bench) -> bool {
    let Finding::Ended { possibly_deleted_from, .. } = bench.finding() else {
        panic!("{:?}", bench.finding())
    };
    *possibly_deleted_from == Some(id("a"))
}

/// Up to the deleteCredential.
fn at_the_deletion() -> Bench {
    let mut bench = at_the_list(delete(), manageable(&[]));
    bench.reply("a", wanted(Some(1)));
    assert_eq!(bench.commands("a").last(), Some(&DELETE));
    bench
}

#[test]
fn a_token_is_asked_for_with_the_permission_to_manage_this_rp_id() {
    // CTAP 2.1 §6.5.5.7: permission cm is 0x04; 0x0A is its RP ID.
    let bench = at_the_list(report(), manageable(&[]));
    assert_eq!(bench.commands("a"), [PIN_RETRIES, AGREE, PIN_TOKEN, BEGIN]);
    let (_, _, request) = &bench.sent[bench.sent.len() - 2];
    let asked = decode(&request[1..]).unwrap().value;
    assert_eq!(asked.get(9), Some(&Value::from(4)));
    assert_eq!(asked.get(10), Some(&Value::from("example.org")));
}

#[test]
fn a_token_to_delete_with_is_bound_to_no_rp_id_and_so_is_one_after_a_refusal() {
    // Firmware there is (Nitrokey 3, Solo 2) refuses deleteCredential under a bound one.
    let scope = |bench: &Bench, back: usize| {
        let (_, _, request) = &bench.sent[bench.sent.len() - back];
        decode(&request[1..]).unwrap().value
    };
    let asked = scope(&at_the_list(delete(), manageable(&[])), 2);
    assert_eq!((asked.get(9), asked.get(10)), (Some(&Value::from(4)), None));

    let mut bench = at_the_list(report(), manageable(&[]));
    bench.refuse("a", StatusCode::PinAuthInvalid);
    bench.reply("a", retries(8));
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    assert_eq!(scope(&bench, 1).get(10), None);
}

#[test]
fn a_key_before_ctap_2_1_is_asked_the_legacy_way() {
    // FIDO_2_1_PRE: credentialMgmtPreview, command 0x41, and getPinToken.
    let options = [("rk", true), ("clientPin", true), ("credentialMgmtPreview", true)];
    let info = info(&["FIDO_2_0", "FIDO_2_1_PRE"], &options, &[]);
    let mut bench = at_the_list(delete(), info);
    bench.reply("a", others());
    bench.reply("a", wanted(None));
    bench.reply("a", success(Value::Map(Vec::new())));
    let preview = |sub| (0x41, Some(sub));
    assert_eq!(
        bench.commands("a"),
        [PIN_RETRIES, AGREE, LEGACY_TOKEN, preview(4), preview(5), preview(6)]
    );
    assert!(matches!(bench.finding(), Finding::Deleted { .. }));
}

#[test]
fn the_enumeration_names_the_rp_by_its_hash_and_is_authorized() {
    // CTAP 2.1 §6.8.4.
    let bench = at_the_list(report(), manageable(&[]));
    let asked = bench.last_parameters();
    let hash = asked.get(2).unwrap().get(1).unwrap();
    assert_eq!(hash.as_bytes(), Some(&rp_id_hash("example.org")[..]));
    assert_eq!(asked.get(3), Some(&PinUvAuthProtocol::One.number().into()));
    assert_eq!(asked.get(4).unwrap().as_bytes().map(<[u8]>::len), Some(16));
}

#[test]
fn a_credential_that_is_there_is_reported_and_stays() {
    let mut bench = at_the_list(report(), manageable(&[]));
    bench.reply("a", others());
    assert_eq!(bench.commands("a").last(), Some(&NEXT));
    bench.reply("a", wanted(None));
    let Finding::Found { authenticator, credentials } = bench.finding() else { panic!() };
    assert_eq!((authenticator, credentials.len()), (&id("a"), 1));
    assert_eq!(credentials[0].name.as_deref(), Some("ada"));
    assert!(!bench.commands("a").contains(&DELETE));
}

#[test]
fn those_that_are_known_and_those_of_others_are_not_reported() {
    let known = vec![vec![2; 16]];
    let search = Search::OfUser { user_handle: vec![7], known };
    let mut bench = at_the_list(look_for(search, Then::Report), manageable(&[]));
    bench.reply("a", listed(&[1; 16], 1, Some(4)));
    bench.reply("a", listed(&[2; 16], 7, None));
    bench.reply("a", listed(&[3; 16], 7, None));
    bench.reply("a", listed(&[4; 16], 7, None));
    let Finding::Found { credentials, .. } = bench.finding() else { panic!() };
    let ids: Vec<_> = credentials.iter().map(|one| one.id[0]).collect();
    assert_eq!(ids, [3, 4]);
}

#[test]
fn a_wrong_key_is_told_apart_from_one_that_cannot_be_searched() {
    let mut empty = at_the_list(report(), manageable(&[]));
    empty.refuse("a", StatusCode::NoCredentials);
    let Finding::NotThere { aaguid, .. } = empty.finding() else { panic!() };
    assert_eq!(*aaguid, [9; 16]);

    let mut other = at_the_list(report(), manageable(&[]));
    other.reply("a", listed(&[1; 16], 1, Some(1)));
    assert!(is_not_there(&other));

    let mut none = Bench::new(RemovalRequest { when_unusable: WhenUnusable::End, ..report() });
    none.attach("a", with_pin());
    none.step(Input::Surveyed);
    assert_eq!(none.finding(), &Finding::NotSupported { authenticator: id("a") });
    assert!(none.commands("a").is_empty(), "no PIN and no touch to find out");
}

#[test]
fn a_key_that_lists_the_option_and_lacks_the_command_cannot_be_searched() {
    let request = RemovalRequest { when_unusable: WhenUnusable::End, ..report() };
    let mut bench = at_the_list(request, manageable(&[]));
    bench.refuse("a", StatusCode::InvalidCommand);
    assert!(matches!(bench.finding(), Finding::NotSupported { .. }));
}

#[test]
fn a_key_that_cannot_be_searched_is_said_so_and_another_is_waited_for() {
    let mut bench = Bench::new(report());
    bench.attach("a", with_pin());
    bench.step(Input::Surveyed);
    assert_eq!(bench.why(), &Unusable::NoCredentialManagement);
    bench.step(Input::Removed(id("a")));
    bench.attach("b", manageable(&[]));
    bench.reply("b", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { .. }));
}

#[test]
fn no_pin_is_ever_set() {
    let options = [("clientPin", false), ("pinUvAuthToken", true), ("credMgmt", true)];
    let mut bench = Bench::new(report());
    bench.attach("a", info(&["FIDO_2_1"], &options, &[]));
    bench.step(Input::Surveyed);
    assert_eq!(bench.why(), &Unusable::PinNotSet);

    // It says that it has one, and then that it has none.
    let mut bench = Bench::new(report());
    bench.attach("a", manageable(&[]));
    bench.step(Input::Surveyed);
    bench.reply("a", retries(8));
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::PinNotSet);
    assert_eq!(bench.why(), &Unusable::PinNotSet);
}

#[test]
fn a_pin_for_management_only_is_good_for_it() {
    // noMcGaPermissionsWithClientPin bars the PIN from registrations, not from this (CTAP 2.1 §6.4).
    let bench = at_the_list(report(), manageable(&[("noMcGaPermissionsWithClientPin", true)]));
    assert_eq!(bench.commands("a").last(), Some(&BEGIN));
}

#[test]
fn a_finger_does_as_well_and_the_pin_when_it_does_not() {
    let mut bench = Bench::new(report());
    bench.attach("a", manageable(&[("uv", true)]));
    bench.step(Input::Surveyed);
    bench.reply("a", key_agreement());
    assert_eq!(bench.commands("a").last(), Some(&UV_TOKEN));
    bench.refuse("a", StatusCode::UvBlocked);
    bench.reply("a", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { .. }));
}

#[test]
fn a_token_that_expired_asks_for_the_pin_again() {
    let mut bench = at_the_list(report(), manageable(&[]));
    bench.refuse("a", StatusCode::PinAuthInvalid);
    bench.reply("a", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { reason: PinReason::Expired, .. }));
}

#[test]
fn the_named_credential_is_deleted_once_the_key_has_listed_it() {
    let mut bench = at_the_deletion();
    let named = bench.last_parameters().get(2).unwrap().get(2).unwrap().clone();
    assert_eq!(named.get("id").unwrap().as_bytes(), Some(&WANTED[..]));
    bench.reply("a", vec![0]);
    let Finding::Deleted { credential, .. } = bench.finding() else { panic!() };
    assert_eq!(
        (credential.id.as_slice(), credential.user_handle.as_slice()),
        (&WANTED[..], &[7][..])
    );
}

#[test]
fn what_the_key_does_not_list_is_not_deleted() {
    let mut bench = at_the_list(delete(), manageable(&[]));
    bench.reply("a", listed(&[1; 16], 7, Some(1)));
    assert!(is_not_there(&bench));
    assert!(!bench.commands("a").contains(&DELETE));
}

#[test]
fn what_was_not_searched_for_is_not_deleted() {
    let search = Search::OfUser { user_handle: vec![7], known: Vec::new() };
    let then = Then::Delete(WANTED.to_vec());
    let mut bench = at_the_list(look_for(search, then), manageable(&[]));
    bench.reply("a", listed(&WANTED, 8, Some(1)));
    assert!(is_not_there(&bench));
}

#[test]
fn a_deletion_that_is_refused_is_said_so_and_not_tried_again() {
    let mut bench = at_the_deletion();
    bench.refuse("a", StatusCode::PinAuthInvalid);
    let why = Unusable::Refused(StatusCode::PinAuthInvalid);
    assert_eq!(failure(&bench), &Failure::Unusable { authenticator: id("a"), why });
    assert!(!possibly_deleted(&bench));
}

#[test]
fn a_deletion_that_was_not_answered_may_have_been_done() {
    for silence in [TransportError::Removed, TransportError::TimedOut] {
        let mut bench = at_the_deletion();
        bench.reply_with("a", Err(silence));
        assert!(possibly_deleted(&bench));
    }
    let mut out = at_the_deletion();
    out.step(Input::Removed(id("a")));
    assert!(possibly_deleted(&out));
    let mut never_sent = at_the_deletion();
    never_sent.reply_with("a", Err(TransportError::TooLong(9000)));
    assert!(!possibly_deleted(&never_sent));
}

#[test]
fn a_cancel_that_comes_after_the_deletion_does_not_hide_it() {
    let mut bench = at_the_deletion();
    bench.step(Input::Cancelled);
    assert_eq!(bench.moment, Moment::Stopping);
    assert_eq!(bench.interrupted, [id("a")]);
    bench.reply("a", vec![0]);
    assert!(matches!(bench.finding(), Finding::Deleted { .. }));

    let mut stopped = at_the_deletion();
    stopped.step(Input::Cancelled);
    stopped.refuse("a", StatusCode::KeepaliveCancel);
    assert_eq!(failure(&stopped), &Failure::Cancelled);
    assert!(!possibly_deleted(&stopped));

    let mut twice = at_the_deletion();
    twice.step(Input::Cancelled);
    twice.step(Input::Cancelled);
    assert!(possibly_deleted(&twice));
}

#[test]
fn a_search_can_be_cancelled_at_once() {
    let mut bench = at_the_list(report(), manageable(&[]));
    bench.step(Input::Cancelled);
    assert_eq!(failure(&bench), &Failure::Cancelled);
    assert_eq!(bench.interrupted, [id("a")]);
}

#[test]
fn a_key_taken_out_during_the_search_is_asked_for_again() {
    let mut bench = at_the_list(report(), manageable(&[]));
    bench.reply("a", others());
    bench.step(Input::Removed(id("a")));
    assert_eq!(bench.moment, Moment::InsertKey { reason: InsertReason::TakenOut });
    bench.attach("a", manageable(&[]));
    bench.reply("a", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { .. }));
}

#[test]
fn a_touch_is_asked_for_only_where_the_key_waits_for_one() {
    let mut bench = at_the_deletion();
    assert!(matches!(bench.moment, Moment::Working { .. }));
    let (from, keepalive) = (id("a"), Keepalive::UpNeeded);
    bench.step(Input::StillWorking { exchange: bench.outstanding[&from], from, keepalive });
    assert!(matches!(bench.moment, Moment::TouchKey { .. }));
}

#[test]
fn of_several_keys_the_touched_one_is_searched() {
    let mut bench = Bench::new(report());
    for name in ["a", "b"] {
        bench.attach(name, manageable(&[]));
    }
    bench.step(Input::Surveyed);
    assert!(matches!(bench.moment, Moment::SelectByTouch { .. }));
    bench.reply("b", vec![0]);
    assert_eq!(bench.commands("b"), [SELECT, PIN_RETRIES]);
    assert_eq!(bench.interrupted, [id("a")]);
}

#[test]
fn a_list_that_ends_before_its_time_is_no_answer() {
    let mut bench = at_the_list(report(), manageable(&[]));
    bench.reply("a", others());
    bench.refuse("a", StatusCode::NotAllowed);
    assert_eq!(bench.why(), &Unusable::Refused(StatusCode::NotAllowed));
}

#[test]
fn more_credentials_than_any_key_has_room_for_are_not_believed() {
    let mut bench = at_the_list(report(), manageable(&[]));
    bench.reply("a", listed(&[1; 16], 1, Some(u64::MAX)));
    let nonsense = Malformed::Response(ResponseError::OutOfRange(9));
    assert_eq!(bench.why(), &Unusable::Malformed(nonsense));
}
