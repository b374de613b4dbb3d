use super::*;
use crate::tenant::ChallengeLife;

fn another_day() -> Source {
    let Source::Directory { person, name, .. } = for_ada() else { unreachable!() };
    Source::Directory { person, name, later: Some(7 * 24 * 60) }
}

#[test]
fn what_is_to_be_sent_another_day_is_sealed_and_recorded_and_not_sent() {
    let mut bench = Bench::at_the_touch(another_day());
    bench.step(Input::Made(Box::new(made("none", false))));
    assert_eq!(bench.done, ["seal", "Created"]);
    let Finish::KeptForLater { left_ms: Some(LIFE), survives: true } = bench.finish() else {
        panic!("{:?}", bench.finish())
    };
}

#[test]
fn a_key_is_not_told_what_cannot_be_kept() {
    let mut bench = Bench::new(another_day());
    assert_eq!(bench.done, ["read"]);
    bench.step(Input::CannotKeep);
    let Step::NotRead { trouble: TroubleView::CannotKeep, .. } = bench.step_shown() else {
        panic!("{:?}", bench.step_shown())
    };
    // The keyring is unlocked.
    bench.choose(Choice::Again);
    bench.step(Input::Read(Ok(reading(&[]))));
    assert!(matches!(bench.step_shown(), Step::Key { .. }));
}

#[test]
fn what_lost_its_seal_on_the_way_is_asked_about() {
    let mut bench = Bench::at_the_touch(another_day());
    bench.stores = Stores::ByHand;
    bench.step(Input::Made(Box::new(made("none", false))));
    bench.step(Input::Sealed(Ok(Kept::InMemory)));
    bench.step(Input::Recorded(Ok(2)));
    let Step::Kept { trouble: TroubleView::CannotKeep, survives: false, .. } = bench.step_shown()
    else {
        panic!("{:?}", bench.step_shown())
    };
    bench.stores = Stores::Obey;
    bench.choose(Choice::Again);
    assert_eq!(bench.done.last(), Some(&"send"));
}

#[test]
fn a_life_is_one_that_a_directory_takes() {
    assert_eq!(ChallengeLife::of(None), ChallengeLife::Standard);
    let asked = |minutes| ChallengeLife::of(Some(minutes)).asked().unwrap().as_secs() / 60;
    assert_eq!([0, 5, 60, 43_200, u16::MAX].map(asked), [5, 5, 60, 43_200, 43_200]);
}
