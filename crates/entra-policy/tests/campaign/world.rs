//! Facts at random. Half of the cases must be quiet ones, in which next to nothing stands in the way of the
//! one fact that matters.

use entra_policy::campaign::{Fact, FactSheet, Ids, Timestamp};
use serde_json::Value;

use crate::{chance::Chance, domain::domain};

pub(crate) const NOW: Timestamp = Timestamp(1_790_000_000);

/// The facts of a case, by their place in [`Fact::ALL`].
pub(crate) type Case = Vec<Value>;

/// A case at random.
pub(crate) fn case(chance: &mut Chance) -> Case {
    if chance.one_in(2) { quiet(chance) } else { mixed(chance) }
}

fn any(chance: &mut Chance, fact: Fact) -> Value {
    let domain = domain(fact);
    domain[chance.below(domain.len())].clone()
}

/// Facts that matter together. Those of the first three stop little, so that they are drawn more often.
const TOGETHER: [&[Fact]; 6] = [
    &[Fact::History, Fact::SnoozesLimited, Fact::SnoozeDuration, Fact::Subscription],
    &[Fact::History, Fact::SnoozesLimited, Fact::Subscription, Fact::Fido2Enabled],
    &[Fact::Profiles, Fact::Credentials, Fact::Os, Fact::Browser],
    &[Fact::Os, Fact::Surface, Fact::MfaMethod, Fact::CaRegistration],
    &[Fact::Include, Fact::Exclude, Fact::Groups, Fact::UserId],
    &[
        Fact::AuthenticatorEnabled,
        Fact::AuthenticatorMode,
        Fact::ViaMfaRegistrationPolicy,
        Fact::AuthenticatorPush,
        Fact::Guest,
    ],
];

/// A campaign, facts of any value that matter together, and up to two others.
fn quiet(chance: &mut Chance) -> Case {
    let mut case = case_that_asks();
    let mut facts = vec![Fact::State, Fact::Target];
    facts.extend(TOGETHER[chance.below(TOGETHER.len())]);
    for _ in 0..chance.below(3) {
        facts.push(Fact::ALL[chance.below(Fact::ALL.len())]);
    }
    for fact in facts {
        case[at(fact)] = any(chance, fact);
    }
    case
}

/// Many facts of any value, most of them such that a nudge passes.
fn mixed(chance: &mut Chance) -> Case {
    let often = &TOGETHER[..3];
    let mut pick = |fact: &Fact| {
        let rarity = if often.iter().any(|some| some.contains(fact)) { 2 } else { 24 };
        if chance.one_in(rarity) { any(chance, *fact) } else { domain(*fact)[0].clone() }
    };
    Fact::ALL.iter().map(&mut pick).collect()
}

/// The facts as the engine takes them.
pub(crate) fn sheet(case: &Case) -> FactSheet {
    let (mut sheet, mut ids) = (FactSheet::default(), Ids::default());
    for (fact, value) in Fact::ALL.iter().zip(case) {
        sheet.read(*fact, value, &mut ids, NOW).unwrap();
    }
    sheet
}

pub(crate) fn at(fact: Fact) -> usize {
    Fact::ALL.iter().position(|one| *one == fact).unwrap()
}

/// The case in which nothing stops a nudge for a passkey.
pub(crate) fn case_that_asks() -> Case {
    Fact::ALL.iter().map(|fact| domain(*fact)[0].clone()).collect()
}
