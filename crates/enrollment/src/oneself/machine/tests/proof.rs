//! On which key a passkey is: said in silence, said with a PIN, or not said.

use super::*;

#[test]
fn a_key_that_hides_what_it_holds_is_asked_with_its_pin_and_believed() {
    let mut bench = Bench::came(Found::NotSaid);
    assert_eq!(bench.proof(), Proof::Hidden { keys: vec![seen("a").id] });
    bench.prove();
    bench.machine.moment(pin(1));
    let OneselfMoment::Proving { moment, .. } = bench.machine.view().moment else { panic!() };
    assert_eq!(moment, pin(1));
    assert_eq!(bench.machine.theirs(PromptId(1)), Some(PromptId(1)));
    assert_eq!(bench.machine.theirs(PromptId(1)), None, "an answer counts once");
    bench.ends(found_on("a"));
    assert!(matches!(bench.proof(), Proof::On { verified: true, .. }));
    assert_eq!(bench.asked, [], "nothing is left to ask");
}

#[test]
fn questions_of_two_ceremonies_have_prompts_of_their_own() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.machine.moment(pin(1));
    bench.ends(stopped(Failure::Cancelled));
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    bench.prove();
    bench.machine.moment(pin(1));
    assert_eq!(bench.machine.theirs(PromptId(1)), None, "that was the first one's");
    assert_eq!(bench.machine.theirs(PromptId(2)), Some(PromptId(1)));
}

#[test]
fn a_key_that_does_not_hold_it_even_with_its_pin_is_said_so_once_and_not_asked_again() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    let authenticator = seen("a").id;
    bench.ends(Finding::NotThere { authenticator: authenticator.clone(), aaguid: Aaguid([0; 16]) });
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    assert_eq!(bench.proof(), Proof::OnNone);
    let came = &bench.machine.view().came[0];
    assert_eq!(came.ended, Some(ProofEnd::NotOn { key: authenticator.clone() }));
    // Another one may come to its place.
    bench.machine.hand(bench.watch, News::Gone(authenticator));
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    assert!(matches!(bench.proof(), Proof::Hidden { .. }));
}

#[test]
fn another_key_in_the_place_of_one_that_is_asked_inherits_nothing_of_it() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.machine.met(seen("a"));
    let authenticator = seen("a").id;
    bench.ends(Finding::NotThere { authenticator, aaguid: Aaguid([0; 16]) });
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    assert_eq!(bench.proof(), Proof::OnNone);
    // Pulled while its PIN is asked for, and another one is in its place; nobody watches meanwhile.
    let swapped = |bench: &mut Bench| {
        bench.prove();
        bench.machine.met(seen("a"));
        bench.machine.met(seen("a"));
    };
    swapped(&mut bench);
    bench.ends(stopped(Failure::Cancelled));
    bench.keys(&[("a", told(LISTED, &[(NEW, Found::NotSaid)]))]);
    assert_eq!(bench.proof(), Proof::Hidden { keys: vec![seen("a").id] }, "it was not asked");
    swapped(&mut bench);
    bench.ends(found_on("a"));
    let Proof::On { key, .. } = bench.proof() else { panic!("{:?}", bench.proof()) };
    assert_eq!((key.aaguid, key.model), (None, None), "that was the other one's");
}

#[test]
fn a_key_pulled_during_the_proof_proves_nothing_and_is_asked_for_again() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.machine.moment(pin(1));
    let out = Moment::InsertKey { reason: InsertReason::TakenOut };
    bench.machine.moment(out.clone());
    let view = bench.machine.view();
    assert_eq!(view.moment, OneselfMoment::Proving { method: NEW.to_owned(), moment: out });
    assert_eq!(bench.machine.theirs(PromptId(1)), None, "nobody asks for a PIN any more");
    bench.act(Act::StopProof, 20);
    assert_eq!(bench.done.last(), Some(&Effect::StopProof));
    bench.ends(stopped(Failure::Cancelled));
    bench.keys(&[]);
    assert_eq!(bench.proof(), Proof::NoKey);
    assert_eq!(bench.machine.view().came[0].ended, None, "the person knows that they stopped it");
    assert_eq!(bench.machine.view().moment, OneselfMoment::Came);
}

#[test]
fn a_proof_that_ends_without_an_answer_keeps_its_code() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.ends(stopped(Failure::TimedOut));
    let Some(ProofEnd::Failed { code, .. }) = bench.machine.view().came[0].ended.clone() else {
        panic!()
    };
    assert_eq!(code, "timed-out");
}

#[test]
fn a_key_that_says_no_and_hides_nothing_does_not_hold_it() {
    assert_eq!(Bench::came(Found::No).proof(), Proof::OnNone);
    let mut bench = Bench::at_the_page();
    bench.look(&["old", NEW], 6);
    bench.keys(&[("a", Said::Nothing)]);
    assert_eq!(bench.proof(), Proof::NotSaid, "one that cannot say is no no");
}

#[test]
fn a_method_whose_id_is_no_credentials_can_be_asked_of_no_key() {
    let mut bench = Bench::at_the_page();
    bench.look(&["old", "e5f2"], 6);
    assert_eq!(bench.proof(), Proof::NoId);
    bench.act(Act::Prove { method: "e5f2".to_owned() }, 7);
    assert!(!bench.done.iter().any(|one| matches!(one, Effect::Prove(_))));
}

#[test]
fn other_answers_than_once_more_and_the_pin_go_to_no_key() {
    let mut bench = Bench::came(Found::NotSaid);
    bench.prove();
    bench.machine.moment(Moment::VerifyUserAgain {
        prompt: PromptId(1),
        authenticator: AuthenticatorId::new("a"),
        retries: None,
        pin_instead: true,
    });
    let answer = |choice| Act::Answer { answer: wizard::Answer { prompt: PromptId(1), choice } };
    let before = bench.done.len();
    bench.act(answer(wizard::Choice::Remove), 10);
    assert_eq!(bench.done.len(), before);
    bench.act(answer(wizard::Choice::UsePin), 10);
    assert_eq!(bench.done.last(), Some(&Effect::Answer(PromptId(1), Choice::UsePin)));
}

#[test]
fn keys_that_do_not_say_are_counted_until_they_do() {
    let silent = |bench: &Bench| bench.machine.view().came[0].silent;
    assert_eq!(silent(&Bench::came(Found::Yes)), 0);
    assert_eq!(silent(&Bench::came(Found::No)), 0);
    let mut bench = Bench::came(Found::NotSaid);
    assert_eq!(silent(&bench), 1);
    bench.keys(&[("b", Said::Nothing)]);
    assert_eq!(silent(&bench), 2);
    bench.prove();
    bench.ends(Finding::NotThere { authenticator: seen("a").id, aaguid: Aaguid([0; 16]) });
    let hides = told(LISTED, &[(NEW, Found::NotSaid)]);
    bench.keys(&[("a", hides), ("b", Said::Nothing)]);
    assert_eq!(silent(&bench), 1, "the first one said no, with its PIN");
}
