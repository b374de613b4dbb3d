//! The checks of policies and the questions that are shared between projects, where `TOUCHSTONE_FACTS`
//! names their folder. One that nobody here knows how to make must not be taken for passed.

use std::{env, fs, path::Path};

use serde_json::{Value, json};

use entra_policy::campaign::{
    CampaignFinding, GraphVersion, LineReader, Question, RegistrationCampaign, Rule, RuleBook,
    RuleSet, Severity, Tenant, usual_assumptions,
};

use crate::world::NOW;

#[test]
fn shared_checks_of_policies_have_their_answer_and_rule() {
    let Some(folder) = env::var_os("TOUCHSTONE_FACTS") else {
        eprintln!("skipped: TOUCHSTONE_FACTS does not name the folder of shared facts");
        return;
    };
    let file = fs::read(Path::new(&folder).join("campaign-scenarios.json")).unwrap();
    let file: Value = serde_json::from_slice(&file).unwrap();
    let checks = file["policyChecks"].as_array().unwrap();
    let mut wrong = Vec::new();
    for check in checks {
        let text = |name: &str| check[name].as_str().unwrap();
        let rule = Rule::from_id(text("rule")).unwrap();
        if let Err(why) = made(text("id"), rule, text("expect")) {
            wrong.push(format!("{}: {why}", text("id")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), checks.len(), wrong.join("\n"));
    assert!(!checks.is_empty());
    eprintln!("{} checks, all with their answer and rule", checks.len());
}

/// Makes a check; what is expected has to be what comes of it, word by word as far as it is a verdict.
fn made(id: &str, rule: Rule, expect: &str) -> Result<(), String> {
    let wants = |words: &str| if expect == words { Ok(()) } else { Err(format!("not {words}")) };
    match id {
        "policy-snooze-range" => {
            refused(&json!({ "snoozeDurationInDays": 15 }), rule, everywhere)?;
            refused(&json!({ "snoozeDurationInDays": -1 }), rule, everywhere)?;
            wants("invalid")
        }
        "policy-two-methods" => {
            let both = [include("fido2"), include("microsoftAuthenticator")];
            refused(&json!({ "includeTargets": both }), rule, |set| set > "2026-03-11a")?;
            wants("invalid")
        }
        "policy-fido2-before-2026" => {
            let passkeys = json!({ "includeTargets": [include("fido2")] });
            refused(&passkeys, rule, |set| set < "2026")?;
            wants("invalid")
        }
        "policy-unknown-method" => kept_and_unknown(rule).and_then(|words| wants(&words)),
        "policy-managed-settings" => {
            let own = json!({
                "state": "default", "snoozeDurationInDays": 3,
                "enforceRegistrationAfterAllowedSnoozes": true,
            });
            for rules in RuleBook::shipped().unwrap().sets().iter().filter(|it| it.lists(rule)) {
                let found = found(&own, rules, rule);
                let paths: Vec<_> = found.iter().map(|one| one.path.as_str()).collect();
                let both = ["snoozeDurationInDays", "enforceRegistrationAfterAllowedSnoozes"];
                if paths != both || found.iter().any(|one| one.severity != Severity::Warning) {
                    return Err(format!("{}: {found:?}", rules.id()));
                }
            }
            wants("warn: stored values are ignored under Microsoft managed")
        }
        "policy-group-snooze" => says(Question::SnoozePerGroup, rule, everywhere_but_2021),
        "policy-hide-skip" => says(Question::HideSkip, rule, everywhere_but_2021),
        "policy-phone-sign-in" => says(Question::PhoneSignIn, rule, everywhere_but_2021),
        "policy-end-date" => says(Question::EndDate, rule, everywhere),
        "policy-licence" => says(Question::Licence, rule, |set| set > "2022" && set < "2026-09"),
        "advice-other-prompt" => says(Question::OtherPrompt, rule, |set| set >= "2024"),
        "advice-after-setup" => says(Question::AfterSetUp, rule, |set| set < "2024"),
        "advice-phone-kept" => says(Question::PhoneKept, rule, |set| set < "2022"),
        _ => Err("nobody here knows how to make it".to_owned()),
    }
}

fn everywhere(_: &str) -> bool {
    true
}

fn everywhere_but_2021(set: &str) -> bool {
    set > "2022"
}

fn include(method: &str) -> Value {
    json!({ "id": "all_users", "targetType": "group", "targetedAuthenticationMethod": method })
}

/// What a rule set finds of a campaign by one rule.
fn found(campaign: &Value, rules: &RuleSet, rule: Rule) -> Vec<CampaignFinding> {
    let campaign = RegistrationCampaign::parse(campaign).unwrap();
    let all = campaign.check(rules, GraphVersion::Beta);
    all.into_iter().filter(|one| one.rule == Some(rule)).collect()
}

/// The rule refuses the campaign in these rule sets of those that have it, and in no other.
fn refused(campaign: &Value, rule: Rule, wanted: fn(&str) -> bool) -> Result<(), String> {
    for rules in RuleBook::shipped().unwrap().sets() {
        let found = found(campaign, rules, rule);
        let invalid = found.iter().any(|one| one.severity == Severity::Invalid);
        if invalid != (wanted(rules.id()) && rules.lists(rule)) {
            return Err(format!("{}: {found:?}", rules.id()));
        }
    }
    Ok(())
}

/// A method that nobody knows stays in the document, is warned of, and leaves every verdict open.
fn kept_and_unknown(rule: Rule) -> Result<String, String> {
    let odd = json!({
        "state": "enabled", "snoozeDurationInDays": 1,
        "enforceRegistrationAfterAllowedSnoozes": true,
        "includeTargets": [include("somethingNew")], "excludeTargets": [],
    });
    let campaign = RegistrationCampaign::parse(&odd).unwrap();
    let kept = if campaign.to_json() == odd { "keep" } else { "lose" };
    let book = RuleBook::shipped().unwrap();
    let rules = book.newest().unwrap();
    let found = found(&odd, rules, rule);
    let warned = found.iter().all(|one| one.severity == Severity::Warning) && found.len() == 1;
    let tenant = Tenant::parse(&odd).unwrap();
    let assumed = json!(usual_assumptions()).to_string();
    let sheet = tenant.assumptions(assumed.as_bytes(), NOW).unwrap();
    let person = json!({
        "id": "a", "user.guest": false, "user.groups": [], "user.credentials": [],
        "user.authenticatorPush": false, "user.authenticatorTotp": false,
    });
    let line = person.to_string();
    let judged = LineReader::new(&tenant, sheet, NOW).judge(line.as_bytes(), rules).unwrap();
    if judged.decision.rule != rule {
        return Err(format!("decided by {}", judged.decision.rule));
    }
    let (warn, verdict) = (if warned { "warn" } else { "silent" }, judged.decision.verdict);
    Ok(format!("{kept}, {warn}, verdict {}", verdict.as_str()))
}

/// A question is answered by its rule, in the rule sets whose documents answer it.
fn says(question: Question, rule: Rule, wanted: fn(&str) -> bool) -> Result<(), String> {
    for rules in RuleBook::shipped().unwrap().sets() {
        let expected = wanted(rules.id()).then_some(rule);
        if question.answer(rules) != expected {
            return Err(format!("{}: {:?}", rules.id(), question.answer(rules)));
        }
    }
    Ok(())
}
