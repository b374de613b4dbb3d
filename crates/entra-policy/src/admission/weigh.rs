//! What follows from all the rules: the method's, the scope's, and one whole profile's. A profile
//! that is not met must not refuse what another one admits.

use serde_json::json;
use webauthn::{Check, Finding, Outcome, Reason};

use super::{
    Admission, Standing,
    facts::{Registrant, Subject},
    line::PolicyLine,
    rules::{self, Answer, Case, Rule},
    scope::{self, Belongs, Candidate, Demands},
};
use crate::Fido2Policy;

/// What is asked of every passkey, in no line of a policy.
const ENTRA: &str = "Microsoft Entra ID: resident key and user verification required";

/// What it means for the whole that something is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// What it says.
    Full,
    /// That the whole is in doubt.
    Doubt,
    /// Nothing: it does not decide.
    None,
}

/// A profile with its rules.
struct Weighed<'a> {
    candidate: Candidate<'a>,
    rules: Vec<Rule>,
}

pub(super) fn weigh(
    policy: &Fido2Policy,
    subject: &Subject,
    registrant: Registrant,
    case: Case<'_>,
) -> Admission {
    let mut general = rules::of_method(policy, registrant, case);
    general.push(scope::scope(policy, subject));
    let profiles: Vec<_> = scope::candidates(policy, subject)
        .into_iter()
        .map(|candidate| Weighed {
            rules: rules::of_profile(policy, candidate.demands, case),
            candidate,
        })
        .collect();
    let of_profiles = one_is_met(&profiles);
    let refused = general.iter().any(|rule| matches!(rule.answer, Answer::Fails(_)));
    let in_doubt = general.iter().any(
        |rule| matches!(rule.answer, Answer::Unknown(reason) if reason != Reason::ScopeUnknown),
    );
    let standing = match of_profiles {
        _ if refused => Standing::Refused,
        Some(Standing::Refused) => Standing::Refused,
        _ if in_doubt => Standing::Undetermined,
        Some(standing) => standing,
        // Nobody is aimed at, which the scope has refused.
        None => Standing::Refused,
    };
    let mut findings: Vec<_> = general.iter().map(|rule| finding(rule, Weight::Full)).collect();
    for one in &profiles {
        one.report(policy, one.weight(of_profiles, &profiles), &mut findings);
    }
    let decided_by = decided_by(policy, standing, &general, &profiles);
    Admission { standing, decided_by, findings }
}

/// Whether one profile of the person is met; `None` where they have none. Where it is not known
/// which are theirs, and all of them agree, that does not matter.
fn one_is_met(profiles: &[Weighed<'_>]) -> Option<Standing> {
    let theirs = || profiles.iter().filter(|one| one.candidate.belongs != Belongs::No);
    let is = |wanted: Standing| move |one: &&Weighed<'_>| one.standing() == wanted;
    theirs().next()?;
    let sure = || theirs().filter(|one| one.candidate.belongs == Belongs::Yes);
    let all_agree = sure().next().is_none() && theirs().all(|one| is(Standing::Admitted)(&one));
    Some(if sure().any(|one| is(Standing::Admitted)(&one)) || all_agree {
        Standing::Admitted
    } else if theirs().all(|one| is(Standing::Refused)(&one)) {
        Standing::Refused
    } else {
        Standing::Undetermined
    })
}

impl Weighed<'_> {
    /// Whether it is met, for a person whose profile it is.
    fn standing(&self) -> Standing {
        let any = |is: fn(Answer) -> bool| self.rules.iter().any(|rule| is(rule.answer));
        let policy_is_clear = match self.candidate.demands {
            Demands::Profile(..) | Demands::Legacy => {
                self.candidate.belongs != Belongs::PerhapsByPolicy
            }
            Demands::Nothing { .. } => false,
        };
        if any(|answer| matches!(answer, Answer::Fails(_))) {
            Standing::Refused
        } else if any(|answer| matches!(answer, Answer::Unknown(_))) || !policy_is_clear {
            Standing::Undetermined
        } else {
            Standing::Admitted
        }
    }

    fn line(&self, policy: &Fido2Policy) -> PolicyLine {
        match self.candidate.demands {
            Demands::Profile(at, profile) => {
                PolicyLine::new(policy, format!("passkeyProfiles[{at}]")).of(Some(profile))
            }
            Demands::Legacy => PolicyLine::new(policy, "keyRestrictions"),
            Demands::Nothing { target, named } => {
                let list = format!("includeTargets[{target}].allowedPasskeyProfiles");
                let path = named.map_or_else(|| list.clone(), |named| format!("{list}[{named}]"));
                PolicyLine::new(policy, path)
            }
        }
    }

    /// What it weighs that this profile is not met.
    fn weight(&self, of_profiles: Option<Standing>, all: &[Weighed<'_>]) -> Weight {
        match (of_profiles, self.standing()) {
            (None | Some(Standing::Admitted), _) => Weight::None,
            (Some(Standing::Refused), _)
            | (Some(Standing::Undetermined), Standing::Undetermined) => Weight::Full,
            // Another profile is open; or who the person is decides which one counts.
            (Some(Standing::Undetermined), Standing::Refused | Standing::Admitted) => {
                let open = |one: &Weighed<'_>| {
                    one.candidate.belongs != Belongs::No && one.standing() == Standing::Undetermined
                };
                if all.iter().any(open) { Weight::None } else { Weight::Doubt }
            }
        }
    }

    /// The profile as a whole, and where it may be the person's, its rules.
    fn report(&self, policy: &Fido2Policy, weight: Weight, findings: &mut Vec<Finding>) {
        let applies = match self.candidate.belongs {
            Belongs::Yes => "yes",
            Belongs::PerhapsByPerson | Belongs::PerhapsByPolicy => "unknown",
            Belongs::No => "no",
        };
        let standing = self.standing();
        let answer = match standing {
            Standing::Admitted => Answer::Meets,
            Standing::Refused => {
                Answer::Fails(self.first_failure().unwrap_or(Reason::PolicyUnknown))
            }
            Standing::Undetermined => Answer::Unknown(self.first_doubt()),
        };
        let whole = Rule::new(Check::PolicyProfile, answer, self.line(policy))
            .showing("applies", json!(applies));
        if self.candidate.belongs == Belongs::No {
            let whole = finding(&whole, Weight::None);
            findings.push(Finding { outcome: Outcome::Skipped, ..whole });
        } else {
            findings.push(finding(&whole, weight));
            findings.extend(self.rules.iter().map(|rule| finding(rule, weight)));
        }
    }

    /// How far it is from being met. A profile for another kind of passkey is farthest: no key of
    /// this kind would meet it.
    fn distance(&self) -> (bool, usize) {
        let failed = || self.rules.iter().filter(|rule| matches!(rule.answer, Answer::Fails(_)));
        (failed().any(|rule| rule.check == Check::PolicyPasskeyType), failed().count())
    }

    fn first_failure(&self) -> Option<Reason> {
        self.rules.iter().find_map(|rule| match rule.answer {
            Answer::Fails(reason) => Some(reason),
            Answer::Meets | Answer::AsksNothing | Answer::MeetsBarely(_) | Answer::Unknown(_) => {
                None
            }
        })
    }

    fn first_doubt(&self) -> Reason {
        let reason = self.rules.iter().find_map(|rule| match rule.answer {
            Answer::Unknown(reason) => Some(reason),
            Answer::Meets | Answer::AsksNothing | Answer::MeetsBarely(_) | Answer::Fails(_) => None,
        });
        reason.unwrap_or(Reason::PolicyUnknown)
    }
}

/// A rule as a finding. What fails without weight must not refuse.
fn finding(rule: &Rule, weight: Weight) -> Finding {
    let mut evidence = rule.line.as_ref().map(PolicyLine::evidence).unwrap_or_default();
    evidence.extend(rule.shown.clone());
    let (alone, reason) = match rule.answer {
        Answer::Meets => (Outcome::Pass, None),
        Answer::AsksNothing => (Outcome::Skipped, None),
        Answer::MeetsBarely(reason) => (Outcome::Warn, Some(reason)),
        Answer::Unknown(reason) => (Outcome::Unknown, Some(reason)),
        Answer::Fails(reason) => (Outcome::Fail, Some(reason)),
    };
    let speaks_against = matches!(alone, Outcome::Fail | Outcome::Unknown);
    let outcome = match weight {
        Weight::Full => alone,
        Weight::Doubt if speaks_against => Outcome::Unknown,
        Weight::None if speaks_against => Outcome::Skipped,
        Weight::Doubt | Weight::None => alone,
    };
    if outcome != alone {
        evidence.insert("alone".to_owned(), json!(alone));
    }
    let spec = if rule.line.is_some() { rule.check.spec() } else { ENTRA };
    Finding { check: rule.check, outcome, reason, evidence: evidence.into(), spec: spec.into() }
}

/// The line to name: of the profile that is nearest to being met.
fn decided_by(
    policy: &Fido2Policy,
    standing: Standing,
    general: &[Rule],
    profiles: &[Weighed<'_>],
) -> Option<PolicyLine> {
    let theirs = || profiles.iter().filter(|one| one.candidate.belongs != Belongs::No);
    let stands = |wanted: Standing| move |one: &&Weighed<'_>| one.standing() == wanted;
    match standing {
        Standing::Refused => {
            let fails = |rule: &&Rule| matches!(rule.answer, Answer::Fails(_));
            let nearest = || theirs().min_by_key(|one| one.distance());
            let of_profile = || nearest()?.rules.iter().find(fails);
            general.iter().find(fails).or_else(of_profile)?.line.clone()
        }
        Standing::Undetermined => {
            let open = theirs().find(stands(Standing::Undetermined));
            let of_profile = || open?.rules.iter().find(is_in_doubt);
            match general.iter().find(is_in_doubt).or_else(of_profile) {
                Some(rule) => rule.line.clone(),
                // Else the profiles disagree, and whose they are is not known.
                None => Some(open.map_or_else(
                    || PolicyLine::new(policy, "includeTargets"),
                    |one| one.line(policy),
                )),
            }
        }
        Standing::Admitted => {
            let met = || theirs().filter(stands(Standing::Admitted));
            let sure = met().find(|one| one.candidate.belongs == Belongs::Yes);
            sure.or_else(|| met().next()).map(|one| one.line(policy))
        }
    }
}

/// Who the person is leaves nothing open by itself.
fn is_in_doubt(rule: &&Rule) -> bool {
    matches!(rule.answer, Answer::Unknown(reason) if reason != Reason::ScopeUnknown)
}
