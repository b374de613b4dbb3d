//! The keys in hand: what the policy says of them, and which watch and which turn they belong to.

use super::*;

#[test]
fn a_key_is_never_admitted_where_the_policy_was_not_read() {
    let mut bench = Bench::new();
    bench.keys(&[("a", told(LISTED, &[]))]);
    assert_eq!(bench.standing(), InHand::NotKnown, "the directory has not answered");
    let mut bench = Bench::begun(None);
    bench.keys(&[("a", told(LISTED, &[]))]);
    assert_eq!(bench.standing(), InHand::NotKnown);
    assert_eq!(bench.machine.view().policy, OwnPolicy::NotRead);
}

#[test]
fn each_key_in_hand_stands_by_what_it_says() {
    let mut bench = Bench::begun(Some(policy("enabled")));
    bench.keys(&[
        ("a", told(LISTED, &[])),
        ("b", told(OTHER, &[])),
        ("c", Said::NotOpen(NotOpen::NoRight)),
        ("d", Said::Nothing),
    ]);
    bench.machine.hand(bench.watch, News::Came(Turn(9), seen("e")));
    let view = bench.machine.view();
    let standings: Vec<_> = view.keys.iter().map(|key| key.standing).collect();
    let no_right = InHand::NotOpen { why: NotOpen::NoRight };
    let wanted = [InHand::Admitted, InHand::Refused, no_right, InHand::Silent, InHand::Asked];
    assert_eq!(standings, wanted);
    let refusal = view.keys[1].key.refusal.as_ref().unwrap();
    assert_eq!(refusal.reason, "aaguid-not-allowed");
    assert_eq!(refusal.path.as_deref(), Some("keyRestrictions.aaGuids"));
    assert_eq!(refusal.listed, [LISTED]);
}

#[test]
fn a_policy_that_takes_no_key_at_all_is_said_before_any_is_looked_at() {
    let bench = Bench::begun(Some(policy("disabled")));
    let OwnPolicy::TakesNone { refusal } = bench.machine.view().policy else { panic!() };
    assert_eq!(refusal.reason, "method-disabled");
}

#[test]
fn a_key_that_comes_later_is_asked_for_what_came_before() {
    let mut bench = Bench::at_the_page();
    bench.look(&["old", NEW], 6);
    bench.keys(&[]);
    assert_eq!(bench.proof(), Proof::NoKey);
    bench.machine.hand(bench.watch, News::Came(Turn(4), seen("b")));
    assert_eq!(bench.proof(), Proof::Asked);
    let said = told(LISTED, &[(NEW, Found::Yes)]);
    bench.machine.hand(bench.watch, News::Said(Turn(4), seen("b").id, said));
    assert!(matches!(bench.proof(), Proof::On { .. }));
}

#[test]
fn what_an_older_watch_or_an_earlier_key_in_the_place_said_counts_for_nothing() {
    let mut bench = Bench::at_the_page();
    let older = bench.watch;
    bench.look(&["old", NEW], 6);
    let said = told(LISTED, &[(NEW, Found::Yes)]);
    bench.machine.hand(older, News::Came(Turn(0), seen("a")));
    bench.machine.hand(older, News::Said(Turn(0), seen("a").id, said.clone()));
    assert_eq!(bench.proof(), Proof::Asked);
    bench.machine.hand(bench.watch, News::Came(Turn(1), seen("a")));
    bench.machine.hand(bench.watch, News::Came(Turn(2), seen("a")));
    bench.machine.hand(bench.watch, News::Surveyed);
    bench.machine.hand(bench.watch, News::Said(Turn(1), seen("a").id, said));
    assert_eq!(bench.proof(), Proof::Asked);
}
