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
    let mut findings: Vec<_> =
        general.iter().map(|rule| finding(rule, Standing::Refused)).collect();
    for one in &profiles {
        one.report(policy, of_profiles, &mut findings);
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
            Demands::Nothing { target, .. } => {
                PolicyLine::new(policy, format!("includeTargets[{target}].allowedPasskeyProfiles"))
            }
        }
    }

    /// The profile as a whole, and where it may be the person's, its rules.
    fn report(
        &self,
        policy: &Fido2Policy,
        of_profiles: Option<Standing>,
        findings: &mut Vec<Finding>,
    ) {
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
        let whole = match self.candidate.demands {
            Demands::Nothing { id, .. } => whole.showing("unknownProfile", json!(id)),
            Demands::Profile(..) | Demands::Legacy => whole,
        };
        match of_profiles {
            Some(of_profiles) if self.candidate.belongs != Belongs::No => {
                findings.push(finding(&whole, of_profiles));
                findings.extend(self.rules.iter().map(|rule| finding(rule, of_profiles)));
            }
            Some(_) | None => findings
                .push(Finding { outcome: Outcome::Skipped, ..finding(&whole, Standing::Admitted) }),
        }
    }

    fn failures(&self) -> usize {
        self.rules.iter().filter(|rule| matches!(rule.answer, Answer::Fails(_))).count()
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

/// A rule as a finding, where all that it belongs to stands so. What fails within something that is
/// not refused must not refuse it.
fn finding(rule: &Rule, standing: Standing) -> Finding {
    let mut evidence = rule.line.evidence();
    evidence.extend(rule.shown.clone());
    let (alone, reason) = match rule.answer {
        Answer::Meets => (Outcome::Pass, None),
        Answer::AsksNothing => (Outcome::Skipped, None),
        Answer::MeetsBarely(reason) => (Outcome::Warn, Some(reason)),
        Answer::Unknown(reason) => (Outcome::Unknown, Some(reason)),
        Answer::Fails(reason) => (Outcome::Fail, Some(reason)),
    };
    let speaks_against = matches!(alone, Outcome::Fail | Outcome::Unknown);
    let outcome = match standing {
        Standing::Refused => alone,
        Standing::Undetermined if speaks_against => Outcome::Unknown,
        Standing::Admitted if speaks_against => Outcome::Skipped,
        Standing::Undetermined | Standing::Admitted => alone,
    };
    if outcome != alone {
        evidence.insert("alone".to_owned(), json!(alone));
    }
    Finding { check: rule.check, outcome, reason, evidence, spec: rule.check.spec().into() }
}

/// The line to name: of the profile that is nearest to being met.
fn decided_by(
    policy: &Fido2Policy,
    standing: Standing,
    general: &[Rule],
    profiles: &[Weighed<'_>],
) -> Option<PolicyLine> {
    let fails = |rule: &&Rule| matches!(rule.answer, Answer::Fails(_));
    let in_doubt = |rule: &&Rule| matches!(rule.answer, Answer::Unknown(reason) if reason != Reason::ScopeUnknown);
    let first = |rules: &[Rule], is: &dyn Fn(&&Rule) -> bool| {
        rules.iter().find(is).map(|rule| rule.line.clone())
    };
    let theirs = || profiles.iter().filter(|one| one.candidate.belongs != Belongs::No);
    match standing {
        Standing::Refused => first(general, &fails).or_else(|| {
            let nearest = theirs().min_by_key(|one| one.failures())?;
            first(&nearest.rules, &fails)
        }),
        Standing::Undetermined => first(general, &in_doubt).or_else(|| {
            let open = theirs().find(|one| one.standing() == Standing::Undetermined);
            open.map_or_else(
                // The profiles disagree, and whose they are is not known.
                || Some(PolicyLine::new(policy, "includeTargets")),
                |one| first(&one.rules, &in_doubt).or_else(|| Some(one.line(policy))),
            )
        }),
        Standing::Admitted => {
            let met = || theirs().filter(|one| one.standing() == Standing::Admitted);
            let sure = met().find(|one| one.candidate.belongs == Belongs::Yes);
            sure.or_else(|| met().next()).map(|one| one.line(policy))
        }
    }
}
