use super::*;

#[test]
fn the_judge_gives_its_known_answer() {
    assert_eq!(known_answer(), Ok(()));
}

#[test]
fn one_bit_of_the_signature_is_all_that_tells_them_apart() {
    let verdicts = |judgement: Judgement| {
        let outcomes = judgement.findings.iter().map(|one| (one.check, one.outcome));
        outcomes.collect::<Vec<_>>()
    };
    let (good, bad) =
        (verdicts(judge(ATTESTATION_OBJECT)), verdicts(judge(&with_one_bit_changed())));
    let differing = good.iter().zip(&bad).filter(|(one, other)| one != other).collect::<Vec<_>>();
    let [((check, Outcome::Pass), (_, Outcome::Fail))] = differing.as_slice() else {
        panic!("{differing:?}");
    };
    assert_eq!(*check, crate::Check::StatementSignature);
}
