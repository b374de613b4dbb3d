use entra_policy::readiness::{NotRead, Unread};

use super::*;

fn registered(counts: [Option<usize>; 4]) -> Registered {
    let read = |count: Option<usize>| {
        let forbidden = Unread { why: NotRead::Forbidden, said: None };
        count.map_or(Reading::Not(forbidden), Reading::Read)
    };
    let [fido2, authenticator, windows_hello, platform] = counts.map(read);
    Registered { fido2, authenticator, windows_hello, platform }
}

fn loss(counts: [Option<usize>; 4]) -> Loss {
    LeftWith::after_one(&registered(counts)).loss
}

#[test]
fn authenticator_is_nothing_that_cannot_be_phished() {
    assert_eq!(loss([Some(1), Some(2), Some(0), Some(0)]), Loss::LastPhishingResistant);
    assert_eq!(loss([Some(2), Some(0), Some(0), Some(0)]), Loss::AnotherStays);
    assert_eq!(loss([Some(1), Some(0), Some(1), Some(0)]), Loss::AnotherStays);
    assert_eq!(loss([Some(1), Some(0), Some(0), Some(1)]), Loss::AnotherStays);
}

#[test]
fn what_was_not_read_leaves_the_question_open() {
    assert_eq!(loss([Some(1), Some(0), None, Some(0)]), Loss::NotKnown);
    assert_eq!(loss([None, Some(0), Some(0), Some(0)]), Loss::NotKnown);
    assert_eq!(loss([None, None, Some(1), None]), Loss::AnotherStays);
}
