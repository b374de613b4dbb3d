//! Two readings of one key, member by member: a pure function. A difference must never be invented
//! from what a client cannot tell, such as an absent number from 0.

use std::collections::BTreeMap;

use super::{Answer, Client, Member};

#[cfg(test)]
mod tests;

/// Where two readings agree and where not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Members that at least one of the two found and both read alike.
    pub agreed: Vec<Member>,
    /// Members that they read differently.
    pub differing: Vec<Difference>,
    /// Members that we found and the other client has no field for.
    pub unknown: Vec<Member>,
}

/// One member that two clients read differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub member: Member,
    /// Our reading; `None`: not there, or not of the standard's type.
    pub ours: Option<Answer>,
    /// The other's.
    pub theirs: Option<Answer>,
}

/// Compares our reading with another client's.
pub fn compare(
    client: Client,
    ours: &BTreeMap<Member, Answer>,
    theirs: &BTreeMap<Member, Answer>,
) -> Comparison {
    let mut comparison = Comparison::default();
    for member in Member::all() {
        let (our, their) = (ours.get(&member), theirs.get(&member));
        if our.is_none_or(is_nothing) && their.is_none_or(is_nothing) {
            continue;
        }
        if !client.knows(member) {
            // The default of an absent member is not something that it fails to read.
            if our != default_of(member).as_ref() {
                comparison.unknown.push(member);
            }
        } else if alike(client, member, our, their) {
            comparison.agreed.push(member);
        } else {
            let (ours, theirs) = (our.cloned(), their.cloned());
            comparison.differing.push(Difference { member, ours, theirs });
        }
    }
    comparison
}

fn alike(client: Client, member: Member, our: Option<&Answer>, their: Option<&Answer>) -> bool {
    // CTAP 2.3 §6.4: both carry a fresh initialization vector in every response.
    if matches!(member, Member::EncIdentifier | Member::EncCredStoreState) {
        return our.is_some_and(|our| !is_nothing(our))
            == their.is_some_and(|their| !is_nothing(their));
    }
    let default = default_of(member);
    let meant = |answer: Option<&Answer>| {
        answer.filter(|answer| !is_nothing(answer)).or(default.as_ref()).cloned()
    };
    if meant(our) == meant(their) {
        return true;
    }
    // A client that has 0 and false for what is not there says no more than "not there" by them.
    let says_nothing = |answer: &Answer| is_nothing(answer) || is_blank(answer);
    !client.tells_absence() && their.is_none_or(says_nothing) && meant(our) == default
}

/// What absence of a member means (CTAP 2.3 §6.4), where it means a value.
fn default_of(member: Member) -> Option<Answer> {
    if member == Member::MaxMsgSize {
        Some(Answer::Number(1024))
    } else if member == Member::MinPinLength {
        Some(Answer::Number(4))
    } else if member == Member::MaxPinLength {
        Some(Answer::Number(63))
    } else if member == Member::ForcePinChange {
        Some(Answer::Flag(false))
    } else {
        None
    }
}

/// An empty list says what an absent one says.
fn is_nothing(answer: &Answer) -> bool {
    match answer {
        Answer::Flag(_) | Answer::Number(_) => false,
        Answer::Bytes(bytes) => bytes.is_empty(),
        Answer::Numbers(numbers) => numbers.is_empty(),
        Answer::Texts(texts) => texts.is_empty(),
        Answer::Named(pairs) => pairs.is_empty(),
    }
}

fn is_blank(answer: &Answer) -> bool {
    matches!(answer, Answer::Flag(false) | Answer::Number(0))
}
