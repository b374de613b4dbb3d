//! Draws the room from what was read and what somebody wants otherwise. A draft must never look like what
//! stands in the directory.

use entra_policy::{
    TargetType,
    campaign::{
        AuthenticatorMode, Browser, CaRegistration, CampaignTarget, Fact, MfaMethod, MfaProvider,
        Os, Question, RegistrationCampaign, Rule, RuleBook, RuleSet, Severity, StateWord,
        Subscription, Surface, Tenant, Verdict, usual_assumptions,
    },
    readiness::{self, Change, Finding, Unread, passkeys_for_everybody},
};
use serde_json::{Value, json};

use super::{
    AssumptionView, CampaignPart, CampaignView, CheckView, DraftView, ForecastPart, ForecastView,
    PersonView, QuestionView, ResultsPart, RuleSetView, ScriptView, TallyView, TargetView,
    TenantDesk, TenantView, VerdictCount,
    open::Table,
    read::{Readings, Results, malformed},
    review::Registering,
};
use crate::{
    campaign::StandingCampaign,
    forecast::{Forecasted, People, people_table},
    results::KeptTally,
    rooms::{CommandCode, CommandError},
};

/// What is on the table, with the rules that it is looked at by.
pub(super) struct Drawing<'t> {
    pub(super) table: &'t Table,
    pub(super) readings: &'t Readings,
    pub(super) book: RuleBook,
    desk: &'t TenantDesk<'t>,
}

impl<'t> Drawing<'t> {
    /// # Errors
    /// Nothing was read yet, or the rules that come with this program cannot be.
    pub(super) fn of(table: &'t Table, desk: &'t TenantDesk<'t>) -> Result<Self, CommandError> {
        let readings = table.readings.as_deref().ok_or_else(gone)?;
        let book = RuleBook::shipped();
        let book = book.map_err(|why| CommandError::new(CommandCode::Malformed, why))?;
        Ok(Self { table, readings, book, desk })
    }

    /// The rule set that counts.
    pub(super) fn rules(&self) -> Result<&RuleSet, CommandError> {
        let chosen = self.table.rules.as_deref().and_then(|id| self.book.set(id));
        chosen.or(self.book.in_force(self.desk.rules)).ok_or_else(gone)
    }

    /// Every check.
    pub(super) fn findings(&self) -> Vec<Finding> {
        readiness::tenant(&self.readings.facts, self.desk.models)
    }

    /// What the runbook's script would change; none where the policy was not read.
    pub(super) fn for_everybody(&self, registering: Registering) -> Option<Change> {
        let required = registering == Registering::Required;
        passkeys_for_everybody(&self.readings.facts, required).ok()
    }

    /// The draft; none where it is as what stands.
    pub(super) fn draft(&self) -> Option<RegistrationCampaign> {
        let standing = self.readings.campaign.as_ref().ok()?;
        let next = self.table.edit.as_ref()?.apply(&standing.campaign).ok()?;
        (!standing.change_to(&next).is_nothing()).then_some(next)
    }

    /// The newest documents, which are those that hold now: whatever set a forecast looks at, what is sent goes
    /// by these.
    fn in_force(&self) -> Result<&RuleSet, CommandError> {
        self.book.newest().ok_or_else(gone)
    }

    /// Whether Graph and its documents would take it.
    pub(super) fn is_sendable(
        &self,
        standing: &StandingCampaign,
        next: &RegistrationCampaign,
    ) -> bool {
        let Ok(rules) = self.in_force() else { return false };
        let findings = standing.findings(next, rules);
        findings.iter().all(|one| one.severity != Severity::Invalid)
    }

    pub(super) fn view(&self) -> Result<TenantView, CommandError> {
        // First, for it asks who is in the groups that a draft names.
        let forecast = self.forecast()?;
        let pilot = self.readings.facts.pilot.get().ok();
        let findings = self.findings();
        Ok(TenantView {
            organisation: self.desk.account.organisation.clone(),
            read_at: self.readings.at.0,
            pilot: pilot.map(|pilot| {
                let members = Some(pilot.members.len());
                TargetView { members, ..self.target(&pilot.group.to_string(), "group") }
            }),
            runbook: readiness::checklist(&findings),
            guidance: readiness::guide_organisation(&findings),
            script: ScriptView {
                optional: self
                    .for_everybody(Registering::Optional)
                    .is_some_and(|change| !change.is_nothing()),
                required: self
                    .for_everybody(Registering::Required)
                    .is_some_and(|change| !change.is_nothing()),
            },
            person: self.table.person.as_deref().map(|looked| {
                let tried = self.table.tried.as_ref();
                let found = looked.findings(self.desk, &self.readings.facts, tried);
                let all = readiness::for_person(&findings, &found);
                PersonView {
                    id: looked.person.id.0.clone(),
                    name: looked.person.display_name.clone(),
                    account: looked.person.user_principal_name.clone(),
                    checks: found.into_iter().map(Into::into).collect(),
                    keys: looked.keys(),
                    guidance: readiness::guide(&all),
                }
            }),
            checks: findings.into_iter().map(Into::into).collect(),
            campaign: self.campaign()?,
            forecast,
            results: results(&self.readings.results),
            sent: self.table.sent.clone(),
        })
    }

    fn campaign(&self) -> Result<CampaignPart, CommandError> {
        let rules = self.in_force()?;
        let standing = match &self.readings.campaign {
            Ok(standing) => standing,
            Err(unread) => return Ok(CampaignPart::NotRead { unread: unread.clone() }),
        };
        let view = |campaign: &RegistrationCampaign| self.drawn(standing, campaign, rules);
        let draft = self.draft().map(|next| DraftView {
            differences: standing.change_to(&next).differences,
            sendable: self.is_sendable(standing, &next),
            campaign: view(&next),
        });
        let managed = Rule::ALL
            .iter()
            .copied()
            .filter(|rule| rule.id().starts_with("managed-") && rules.lists(*rule));
        Ok(CampaignPart::Read {
            standing: Box::new(view(&standing.campaign)),
            draft: draft.map(Box::new),
            managed: managed.collect(),
            questions: Question::ALL.iter().map(|one| self.question(*one, rules)).collect(),
            methods: rules.methods().iter().map(|one| one.as_str().to_owned()).collect(),
        })
    }

    fn question(&self, question: Question, rules: &RuleSet) -> QuestionView {
        if let Some(rule) = question.answer(rules) {
            return QuestionView { question, rule: Some(rule), elsewhere: None };
        }
        let other = question.newest_answer(&self.book);
        QuestionView {
            question,
            rule: other.map(|(_, rule)| rule),
            elsewhere: other.map(|(set, _)| set.id().to_owned()),
        }
    }

    fn drawn(
        &self,
        standing: &StandingCampaign,
        campaign: &RegistrationCampaign,
        rules: &RuleSet,
    ) -> CampaignView {
        let mut methods: Vec<String> = Vec::new();
        for method in campaign.include_targets().iter().filter_map(|one| one.method.as_ref()) {
            if !methods.contains(method) {
                methods.push(method.clone());
            }
        }
        let targets = |list: &[CampaignTarget]| {
            list.iter().map(|one| self.target(&one.written, word(&one.target_type))).collect()
        };
        CampaignView {
            tree: standing.tree.as_str(),
            state: campaign.state().map(|state| match state {
                StateWord::Known(state) => state.as_str().to_owned(),
                StateWord::Other(word) => word.clone(),
            }),
            snooze_days: campaign.snooze_duration_in_days(),
            limited: campaign.enforce_registration_after_allowed_snoozes(),
            methods,
            include: targets(campaign.include_targets()),
            exclude: targets(campaign.exclude_targets()),
            findings: standing.findings(campaign, rules),
        }
    }

    fn target(&self, id: &str, target_type: &str) -> TargetView {
        let key = id.to_ascii_lowercase();
        let name = self.readings.names.get(&key).or_else(|| self.table.names.get(&key));
        TargetView {
            id: id.to_owned(),
            target_type: target_type.to_owned(),
            name: name.cloned(),
            account: None,
            members: self.readings.members(id),
        }
    }

    /// Whom the campaign would ask: the draft where there is one.
    pub(super) fn forecasted(&self) -> Result<Result<Forecasted, Unread>, CommandError> {
        let standing = match &self.readings.campaign {
            Ok(standing) => standing,
            Err(unread) => return Ok(Err(unread.clone())),
        };
        let policy = self.draft().map(|next| standing.policy_with(&next));
        self.counted(policy.as_ref().unwrap_or(&standing.policy))
    }

    /// The same people one by one, as a table.
    pub(super) fn people_table(&self) -> Result<String, CommandError> {
        let standing = self.readings.campaign.as_ref().map_err(|_| gone())?;
        let draft = self.draft().map(|next| standing.policy_with(&next));
        let policy = draft.as_ref().unwrap_or(&standing.policy);
        let unfit = |error| CommandError::new(CommandCode::Malformed, error);
        let tenant = Tenant::parse(policy).map_err(unfit)?;
        let people = self.people(&tenant).map_err(|_| gone())?;
        let rules = (&self.book, self.rules()?);
        people_table(&tenant, rules, &self.table.assumed, &people).map_err(unfit)
    }

    fn people(&self, tenant: &Tenant) -> Result<People, Unread> {
        match &self.table.export {
            Some((_, people)) => Ok(self.readings.exported(people, self.desk, tenant)),
            None => self.readings.people(self.desk, tenant),
        }
    }

    fn counted(&self, policy: &Value) -> Result<Result<Forecasted, Unread>, CommandError> {
        let rules = self.rules()?;
        let found = Tenant::parse(policy).map_err(|error| malformed(&error)).and_then(|tenant| {
            let people = self.people(&tenant)?;
            let rules = (rules, self.book.beside(rules.id()));
            Forecasted::count_people(&tenant, rules, self.table.assumed.clone(), &people)
                .map_err(|error| malformed(&error))
        });
        Ok(found)
    }

    fn forecast(&self) -> Result<ForecastPart, CommandError> {
        let found = match self.forecasted()? {
            Ok(found) => found,
            Err(unread) => return Ok(ForecastPart::NotRead { unread }),
        };
        let standing = match (self.draft(), &self.readings.campaign) {
            (Some(_), Ok(standing)) => self.counted(&standing.policy)?.ok(),
            (Some(_) | None, Ok(_) | Err(_)) => None,
        };
        let verdict = |verdict: &Verdict| VerdictCount {
            verdict: *verdict,
            count: found.counts.of(*verdict),
        };
        let mut rule_sets: Vec<RuleSetView> =
            self.book.sets().iter().map(RuleSetView::from).collect();
        rule_sets.reverse();
        let forecast = ForecastView {
            rule_sets,
            people: found.counts.people(),
            asked: found.counts.asked(),
            verdicts: Verdict::ALL.iter().map(verdict).collect(),
            failed: found.counts.failed,
            counts: found.counts.counts().collect(),
            assumptions: assumptions(&found),
            standing_asked: standing.map(|standing| standing.counts.asked()),
            rules: found.rules,
            hangs: found.hangs,
            other: found.other,
            unread_groups: found.unread_groups,
            file: self.table.export.as_ref().map(|(name, _)| name.clone()),
        };
        Ok(ForecastPart::Counted { forecast: Box::new(forecast) })
    }
}

fn results(read: &Result<Results, Unread>) -> ResultsPart {
    let view = |one: &KeptTally| TallyView { at: one.at.0, tally: one.tally.clone() };
    let found = match read {
        Ok(found) => found,
        Err(unread) => return ResultsPart::NotRead { unread: unread.clone() },
    };
    match found.kept.first().zip(found.kept.last()) {
        Some((first, last)) => ResultsPart::Counted {
            first: view(first),
            last: view(last),
            days: found.kept.len(),
            audited: found.audited.clone(),
            log: found.log.clone(),
        },
        None => ResultsPart::NotRead { unread: malformed(&"nothing was counted") },
    }
}

impl From<Finding> for CheckView {
    fn from(found: Finding) -> Self {
        Self {
            check: found.check,
            outcome: found.outcome,
            reason: found.reason,
            evidence: found.evidence,
            mendable: found.fix.is_some_and(|fix| !fix.is_nothing()),
        }
    }
}

fn word(target_type: &TargetType) -> &str {
    match target_type {
        TargetType::Group => "group",
        TargetType::User => "user",
        TargetType::Other(word) => word,
    }
}

/// What is assumed and what can be, in the order of the usual ones.
fn assumptions(found: &Forecasted) -> Vec<AssumptionView> {
    let of = |(path, _): (String, Value)| {
        let value = found.assumed.get(&path).cloned().unwrap_or_default();
        AssumptionView { choices: choices(&path), path, value }
    };
    usual_assumptions().into_iter().map(of).collect()
}

/// What a fact can be assumed to be; nothing where this room does not offer it.
pub(super) fn choices(path: &str) -> Vec<Value> {
    let Some(fact) = Fact::from_path(path) else { return Vec::new() };
    match fact {
        Fact::Interactive
        | Fact::SsoSession
        | Fact::TermsOfUse
        | Fact::CustomControls
        | Fact::RegisteredOtherMethod
        | Fact::ViaMfaRegistrationPolicy => vec![json!(true), json!(false)],
        Fact::MfaMethod => MfaMethod::ALL.iter().map(|one| json!(one)).collect(),
        Fact::MfaProvider => MfaProvider::ALL.iter().map(|one| json!(one)).collect(),
        Fact::Os => Os::ALL.iter().map(|one| json!(one)).collect(),
        Fact::Browser => Browser::ALL.iter().map(|one| json!(one)).collect(),
        Fact::Surface => Surface::ALL.iter().map(|one| json!(one)).collect(),
        Fact::CaRegistration => CaRegistration::ALL.iter().map(|one| json!(one)).collect(),
        Fact::Subscription => Subscription::ALL.iter().map(|one| json!(one)).collect(),
        Fact::AuthenticatorMode => AuthenticatorMode::ALL.iter().map(|one| json!(one)).collect(),
        Fact::History => (0..=3).map(skips).collect(),
        Fact::State
        | Fact::Target
        | Fact::SnoozeDuration
        | Fact::SnoozesLimited
        | Fact::Include
        | Fact::Exclude
        | Fact::AuthenticatorEnabled
        | Fact::AuthenticatorUserInScope
        | Fact::Fido2Enabled
        | Fact::Fido2SelfService
        | Fact::Fido2UserInScope
        | Fact::Profiles
        | Fact::UserId
        | Fact::Guest
        | Fact::Groups
        | Fact::AuthenticatorPush
        | Fact::AuthenticatorTotp
        | Fact::Credentials => Vec::new(),
    }
}

/// So many skips, each longer ago than any snooze lasts.
fn skips(count: u8) -> Value {
    let skip = |number: u8| json!({ "event": "skip", "daysAgo": 30 + u32::from(number) });
    (0..count).rev().map(skip).collect()
}

pub(super) fn gone() -> CommandError {
    CommandError::new(CommandCode::Gone, "it is not there, or not any more")
}
