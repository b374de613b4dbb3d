//! Campaigns in words: counts of verdicts, and the matrix as a table. A rule must be named
//! by its id, with its sentence.

use enrollment::forecast::{Forecasted, OtherCount};
use entra_policy::{
    TargetId, TargetType,
    campaign::{
        Assumptions, Browser, CampaignFinding, CampaignTarget, CredentialKind, FindingCode, Os,
        PlatformMatrix, RegistrationCampaign, RuleSet, Severity, StateWord, Verdict,
    },
};
use serde_json::Value;

use super::{plain, rule::rule as sentence};
use crate::command::{OtherColumn, Summary};

/// A campaign as it is set, and what is odd about it.
pub(crate) fn campaign(campaign: &RegistrationCampaign, findings: &[CampaignFinding]) -> String {
    let state = match campaign.state() {
        Some(StateWord::Known(state)) => state.as_str().to_owned(),
        Some(StateWord::Other(word)) => plain(word),
        None => "not said".to_owned(),
    };
    let days = campaign
        .snooze_duration_in_days()
        .map_or_else(|| "not said".to_owned(), |days| format!("{days} days"));
    let limit = match campaign.enforce_registration_after_allowed_snoozes() {
        Some(true) => "required after three snoozes",
        Some(false) => "never required",
        None => "not said (only beta shows it)",
    };
    let mut text = format!("State     {state}\nSnooze    {days}; {limit}\n");
    text += &targets("Includes", campaign.include_targets());
    text += &targets("Excludes", campaign.exclude_targets());
    text + &odd(findings)
}

fn targets(title: &str, targets: &[CampaignTarget]) -> String {
    let mut text = String::new();
    for (at, one) in targets.iter().enumerate() {
        let kind = match &one.target_type {
            TargetType::Group => "group",
            TargetType::User => "user",
            TargetType::Other(word) => word,
        };
        let who = match one.id {
            TargetId::AllUsers => "everybody".to_owned(),
            TargetId::Object(_) | TargetId::Other(_) => format!("{kind} {}", one.written),
        };
        let method = one.method.as_deref().map(|method| format!(": {method}")).unwrap_or_default();
        let title = if at == 0 { title } else { "" };
        text += &format!("{title:<10}{}\n", plain(&format!("{who}{method}")));
    }
    if targets.is_empty() { format!("{title:<10}nobody\n") } else { text }
}

/// What is wrong or odd about a campaign.
pub(crate) fn odd(findings: &[CampaignFinding]) -> String {
    let line = |one: &CampaignFinding| {
        let word = match one.severity {
            Severity::Invalid => "Refused",
            Severity::Warning => "Note",
        };
        format!("{word}: {} ({})\n", of_finding(one.code), plain(&one.path))
    };
    findings.iter().map(line).collect()
}

/// What is wrong, in words.
pub(super) fn of_finding(code: FindingCode) -> &'static str {
    match code {
        FindingCode::SnoozeOutOfRange => "the days are not 0 to 14",
        FindingCode::SeveralMethods => {
            "the targets ask for different methods; one campaign has one"
        }
        FindingCode::MethodNotTargetable => "the documents let no campaign ask for this method",
        FindingCode::MethodUnknown => "nobody here knows this method",
        FindingCode::MethodMissing => {
            "an included target names no method, so what it asks for is open"
        }
        FindingCode::ManagedSettingsIgnored => {
            "Microsoft manages it; what is stored here counts once its state is enabled"
        }
        FindingCode::StateUnknown => "nobody here knows this state",
        FindingCode::TargetTypeUnknown => "nobody here knows this kind of target",
        FindingCode::IdNotGuid => "an id is a GUID or all_users",
        FindingCode::ExcludedAndIncluded => "in both lists; excluded counts",
        FindingCode::NobodyIncluded => "nobody is included",
        FindingCode::LimitOnlyOnBeta => "v1.0 does not have the limit of snoozes",
    }
}

/// Counts of verdicts and of the rules that decided them.
pub(crate) fn summary(summary: &Summary) -> String {
    let mut text = String::new();
    for verdict in Verdict::ALL {
        text += &format!("{:>12}  {}\n", summary.of(*verdict), name(*verdict));
        for ((_, rule), count) in summary.counts.iter().filter(|((one, _), _)| one == verdict) {
            text += &format!("{count:>12}    {rule}: {}\n", sentence(*rule));
        }
    }
    if let Some((set, differ)) = summary.other.as_ref().filter(|(_, differ)| *differ > 0) {
        text += &format!("{differ:>12}  would be another by the rule set {}\n", plain(set));
    }
    if summary.failed > 0 {
        text += &format!("{}\n", lines_failed(summary.failed));
    }
    text
}

/// Whom a campaign would ask, under what is assumed, and what hangs on it.
pub(crate) fn forecast(found: &Forecasted) -> String {
    let Forecasted { rules, counts: forecast, assumed, hangs, unread_groups, other } = found;
    let mut text = format!("{} people, rule set {rules}\n", forecast.people());
    for verdict in Verdict::ALL {
        text += &format!("{:>8}  {}\n", forecast.of(*verdict), name(*verdict));
        for one in forecast.counts().filter(|one| one.verdict == *verdict) {
            text += &format!("{:>8}    {}: {}\n", one.count, one.rule, sentence(one.rule));
        }
    }
    if forecast.failed > 0 {
        text += &format!("{:>8}  could not be judged\n", forecast.failed);
    }
    if !unread_groups.is_empty() {
        text += "Groups whose members cannot be read, so that nobody's groups are known:\n";
        text.extend(unread_groups.iter().map(|id| format!("          {}\n", plain(id))));
    }
    if let Some(OtherCount { ruleset: set, asked, differ }) = other {
        let set = plain(set);
        text += &format!("{differ:>8}  would be another by the rule set {set}; it asks {asked}\n");
    }
    text += &format!("\n{}\nAsked, if instead:\n", self::assumed(assumed));
    for one in hangs {
        let facts: Vec<String> = one.instead.iter().map(stated).collect();
        let also = |change: i64, what: &str| match change {
            0 => String::new(),
            change => format!(" ({change:+} {what})"),
        };
        let (required, unknown) =
            (also(one.required, "cannot skip"), also(one.unknown, "not known"));
        text += &format!("{:>+8}  {}{required}{unknown}\n", one.asked, facts.join(", "));
    }
    text
}

/// What is assumed of everybody.
pub(crate) fn assumed(assumed: &Assumptions) -> String {
    let facts: String = assumed.iter().map(|fact| format!("  {}\n", stated(fact))).collect();
    format!("Assumed of everybody:\n{facts}")
}

fn stated((path, value): (&String, &Value)) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    plain(&format!("{path} = {value}"))
}

/// Lines that were not judged.
pub(crate) fn lines_failed(count: u64) -> String {
    match count {
        1 => "One line could not be judged.".to_owned(),
        count => format!("{count} lines could not be judged."),
    }
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NoNudge => "see no prompt",
        Verdict::Nudge => "are asked and can skip",
        Verdict::Required => "are asked and cannot skip",
        Verdict::Unknown => "not known",
    }
}

/// The matrix, with the column of an operating system and a browser marked.
pub(crate) fn matrix(
    rules: &RuleSet,
    here: Option<(Os, Browser)>,
    other: Option<&OtherColumn<'_>>,
) -> String {
    let head = format!("{} ({})\n", rules.id(), plain(rules.document()));
    let beside = other.map(other_column).unwrap_or_default();
    let Some(matrix) = rules.matrix() else {
        return format!("{head}This text has no platform matrix.\n{beside}");
    };
    let lit = here.and_then(|(os, browser)| matrix.column(os, browser));
    let mut text = head + &table(matrix, lit.map(|column| column.id.as_str()));
    match (here, lit) {
        (None, _) => {
            text +=
                "Which browser opens links here is not known; --os and --browser mark a column.\n";
        }
        (Some(_), None) => text += "This text has no column for that sign-in.\n",
        (Some(_), Some(_)) => {}
    }
    text + &beside
}

/// What another rule set says of that column.
pub(crate) fn other_column(other: &OtherColumn<'_>) -> String {
    let kinds = |all: &[CredentialKind]| {
        all.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ")
    };
    let set = plain(other.ruleset);
    let mut text = match other.column {
        Some(column) => format!("The rule set {set} says otherwise of {}:", plain(column)),
        None => format!("The rule set {set} has no column for that sign-in:"),
    };
    if !other.more.is_empty() {
        text += &format!(" it counts {}", kinds(&other.more));
    }
    if !other.less.is_empty() {
        text += &format!(" it does not count {}", kinds(&other.less));
    }
    text + "\n"
}

fn table(matrix: &PlatformMatrix, lit: Option<&str>) -> String {
    let first = matrix.rows().iter().map(|row| row.id.len()).max().unwrap_or(0);
    let title = |id: &str| if lit == Some(id) { format!("[{id}]") } else { id.to_owned() };
    let titles: Vec<String> = matrix.columns().iter().map(|column| title(&column.id)).collect();
    let mut text = format!("{:first$}  {}\n", "", titles.join("  "));
    for row in matrix.rows() {
        let cells = matrix.columns().iter().zip(&titles).map(|(column, title)| {
            let mark = if matrix.suppresses(row, column) { "x" } else { "-" };
            format!("{mark:^width$}", width = title.len())
        });
        let line = format!("{:first$}  {}", row.id, cells.collect::<Vec<_>>().join("  "));
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use entra_policy::campaign::{GraphVersion, RuleBook};
    use serde_json::json;

    use super::*;

    /// campaign-scenarios.json, policyChecks: each documented limit that a campaign breaks is said, and where.
    #[test]
    fn each_finding_has_a_sentence_of_its_own_with_its_place() {
        let all: BTreeSet<_> = FindingCode::ALL.iter().map(|code| of_finding(*code)).collect();
        assert_eq!(all.len(), FindingCode::ALL.len());
        let broken = json!({ "state": "default", "snoozeDurationInDays": 15, "includeTargets": [
            { "id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "fido2" },
            { "id": "x", "targetType": "group", "targetedAuthenticationMethod": "sms" },
        ] });
        let campaign = RegistrationCampaign::parse(&broken).unwrap();
        let book = RuleBook::shipped().unwrap();
        let rules = book.newest().unwrap();
        let said = odd(&campaign.check(rules, GraphVersion::Beta));
        for line in [
            "Refused: the days are not 0 to 14 (snoozeDurationInDays)",
            "Note: Microsoft manages it; what is stored here counts once its state is enabled \
             (snoozeDurationInDays)",
            "Note: nobody here knows this method (includeTargets[1].targetedAuthenticationMethod)",
            "Refused: the targets ask for different methods; one campaign has one \
             (includeTargets[1].targetedAuthenticationMethod)",
            "Refused: an id is a GUID or all_users (includeTargets[1].id)",
        ] {
            assert!(said.contains(&format!("{line}\n")), "{line}: {said}");
        }
    }
}
