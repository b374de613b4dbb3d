//! A passkey that is to be made at a provider: no key is asked for it, whatever comes.

use super::*;

fn at_the_page() -> Bench {
    let mut bench = Bench::of(PasskeyHolder::Provider);
    let begun = Begun { policy: Some(policy("enabled")), listed: vec![method("old")] };
    bench.answer(Ask::Begin, Heard::Begin(Box::new(Ok(begun))), seconds(0));
    bench.act(Act::OpenPage, 1);
    bench
}

#[test]
fn what_the_directory_lists_is_all_there_is_to_tell() {
    let mut bench = at_the_page();
    assert_eq!(bench.machine.view().moment, OneselfMoment::Wait);
    bench.look(&["old"], 6);
    assert_eq!(bench.machine.view().moment, OneselfMoment::Wait, "it was there before");
    bench.look(&["old", NEW], 11);
    let view = bench.machine.view();
    assert_eq!((view.moment, view.watch), (OneselfMoment::Listed, OneselfWatch::Over));
    assert_eq!(bench.proof(), Proof::NotAsked);
    assert_eq!(bench.done, [Effect::OpenPage]);
}

#[test]
fn no_key_is_asked_with_its_pin_either() {
    let mut bench = at_the_page();
    bench.look(&["old", NEW], 6);
    bench.act(Act::Prove { method: NEW.to_owned() }, 9);
    assert_eq!(bench.done, [Effect::OpenPage]);
    assert_eq!(bench.machine.view().moment, OneselfMoment::Listed);
}
