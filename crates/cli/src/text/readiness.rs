//! Whether an organisation is ready, in words: one line for each check, and under it what would mend it.
//! A check that could not be made must never read like one that passed.

mod evidence;
#[cfg(test)]
mod tests;

use enrollment::readiness::{MendError, lockout::NoReport};
use entra_policy::readiness::{Change, Check, Finding, LockoutPreview, Outcome, Why};
use serde_json::Value;

use super::{Whose, plain};
use evidence::evidence;

/// Longest value of a change that is shown whole (characters).
const LONGEST_VALUE: usize = 60;

/// All of it.
pub(crate) fn readiness(whose: Whose<'_>, person: Option<&str>, findings: &[Finding]) -> String {
    let about = person.map_or_else(String::new, |person| format!(" and {}", plain(person)));
    let mut text = format!("{}{about}. Nothing was changed.\n\n", whose.words());
    for finding in findings {
        text += &line(finding);
    }
    let count = |outcome| findings.iter().filter(|one| one.outcome == outcome).count();
    text += &format!(
        "\n{} pass, {} fail, {} to consider, {} unknown.\n",
        count(Outcome::Pass),
        count(Outcome::Fail),
        count(Outcome::Advice),
        count(Outcome::Unknown)
    );
    text
}

/// Asked before a change is sent.
pub(crate) const CHANGE_IT: &str = "Make this change? Type yes, then Enter: ";

/// Whom it would lock out, and how many were not looked at.
type Preview = Result<(LockoutPreview, usize), NoReport>;

/// What a change would do, before it is made; with the name of who makes it.
pub(crate) fn change(change: &Change, preview: Option<(&Preview, &str)>) -> String {
    let mut text = format!("PATCH /{}/{}\n", change.version, change.path);
    for one in &change.differences {
        text += &plain(&format!("  {}: {} -> {}", one.path, value(&one.before), value(&one.after)));
        text.push('\n');
    }
    match preview {
        None => {}
        Some((Err(NoReport), _)) => {
            text += "Whom it would lock out is not known: the report of registrations cannot be read.\n";
        }
        Some((Ok((preview, unread)), myself)) => text += &locked_out(preview, *unread, myself),
    }
    text
}

fn locked_out(preview: &LockoutPreview, unread: usize, myself: &str) -> String {
    let who = |name: &str| {
        let you = if name.eq_ignore_ascii_case(myself) { " (you)" } else { "" };
        format!("{}{you}", plain(name))
    };
    let mut text = if preview.locked_out.is_empty() {
        format!("It locks out none of the {} people with passkeys that were read.\n", preview.of)
    } else {
        format!("It LOCKS OUT {} of {} people:\n", preview.locked_out.len(), preview.of)
    };
    for one in &preview.locked_out {
        text += &format!("  {} loses {} and has no other\n", who(&one.name), keys(&one.loses));
    }
    for one in &preview.touched {
        let (name, open) = (who(&one.name), one.open.len());
        let open = if open == 0 { String::new() } else { format!("; {open} cannot be told") };
        text += &format!("  {name} loses {}, keeps {}{open}\n", keys(&one.loses), one.keeps.len());
    }
    if unread > 0 {
        text += &format!("The passkeys of {unread} more people were not read.\n");
    }
    text
}

fn keys(list: &[entra_policy::readiness::Passkey]) -> String {
    let names: Vec<String> = list.iter().map(|one| format!("\"{}\"", plain(&one.name))).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// It is made.
pub(crate) fn mended(check: Check) -> String {
    format!("Changed, and looked at again: {} is as it should be.\n", check.as_str())
}

/// Passkeys are for everybody.
pub(crate) fn passkeys_for_all(change: &Change) -> &'static str {
    if change.is_nothing() {
        "Passkeys are on for everybody already. Nothing was sent.\n"
    } else {
        "Changed, and looked at again: passkeys are on for everybody, beside the targets that were there.\n"
    }
}

/// Nothing mends this check.
pub(super) fn nothing_mends(finding: &Finding) -> String {
    let said = finding.reason.map_or_else(|| passed(finding.check), |why| sentence(finding, why));
    format!("No change mends {}. {said}", finding.check.as_str())
}

/// A change is not there.
pub(super) fn not_mended(error: &MendError) -> String {
    let list = |differences: &[entra_policy::readiness::Difference]| {
        let all = differences.iter().map(|one| {
            plain(&format!("{} is {}, not {}", one.path, value(&one.before), value(&one.after)))
        });
        all.collect::<Vec<_>>().join("; ")
    };
    match error {
        MendError::Conflict(moved) => format!(
            "Somebody changed it meanwhile: {}. Nothing was sent. Check again, and look at the change \
             again.",
            list(moved)
        ),
        MendError::Moved(moved) => format!(
            "The policy was changed since you looked at it: {}. Nothing was sent. Look at the change again.",
            list(moved)
        ),
        MendError::NotTaken(missing) => format!(
            "The change was sent, and is not there: {}. Nothing is sent twice; check again.",
            list(missing)
        ),
        MendError::Unsure(error) => format!(
            "The directory did not answer, and what it says now cannot be read ({}). Check again before \
             anything is sent once more.",
            plain(&error.to_string())
        ),
        MendError::Tenant(error) => plain(&error.to_string()),
        MendError::NoSuchTree => "The change names a tree that Graph does not have.".to_owned(),
    }
}

fn line(finding: &Finding) -> String {
    let word = match finding.outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "FAIL",
        Outcome::Advice => "consider",
        Outcome::Unknown => "unknown",
    };
    let said = finding.reason.map_or_else(|| passed(finding.check), |why| sentence(finding, why));
    let mut text = format!("{word:<9}{:<26}{said}\n", finding.check.as_str());
    if finding.outcome != Outcome::Pass {
        text += &evidence(finding);
    }
    text += &access(finding);
    if let Some(fix) = &finding.fix {
        text += &mend(fix);
    }
    text
}

/// What is missing for which job, which roles do, and the whole link, to be copied.
fn access(finding: &Finding) -> String {
    let lines = |name: &str| finding.evidence.get(name).and_then(Value::as_array);
    let failed = finding.outcome == Outcome::Fail;
    let missing = lines("permissions").filter(|all| !all.is_empty());
    let roles = lines("roles").filter(|_| failed);
    let mut text = String::new();
    for (name, all) in [("not agreed to", missing), ("a role for", roles)] {
        for one in all.into_iter().flatten().filter_map(Value::as_str) {
            text += &indented(&format!("{name} {one}"));
        }
    }
    let link = finding.evidence.get("consent").and_then(Value::as_str);
    if let Some(link) = link.filter(|_| failed || missing.is_some()) {
        text += &indented(&format!("an administrator agrees for everybody at {link}"));
    }
    text
}

/// The request that would mend it, and what it changes.
fn mend(fix: &Change) -> String {
    let mut text = indented(&format!("Would be mended by PATCH /{}/{}", fix.version, fix.path));
    for one in &fix.differences {
        let line = format!("  {}: {} -> {}", one.path, value(&one.before), value(&one.after));
        text += &indented(&line);
    }
    text
}

fn indented(line: &str) -> String {
    format!("{:35}{}\n", "", plain(line))
}

fn value(value: &Value) -> String {
    let text = words(value).unwrap_or_else(|| value.to_string());
    if text.chars().count() <= LONGEST_VALUE {
        return text;
    }
    let beginning: String = text.chars().take(LONGEST_VALUE).collect();
    format!("{beginning}... (--json shows all)")
}

/// A word, or a list of some.
fn words(value: &Value) -> Option<String> {
    if let Some(word) = value.as_str() {
        return Some(word.to_owned());
    }
    let all = value.as_array().filter(|all| !all.is_empty())?;
    let words = all.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?;
    Some(words.join(", "))
}

/// What a check that passed says.
fn passed(check: Check) -> String {
    let text = match check {
        Check::GraphPermission => "The policy can be read.",
        Check::AuthEnabled => "Microsoft Authenticator is on.",
        Check::AuthTargets => "Authenticator is aimed at somebody.",
        Check::AuthModePasswordless => "Its mode allows phone sign-in.",
        Check::AuthModeCampaign => "Its mode lets a campaign ask for it.",
        Check::FidoEnabled => "Passkeys are on.",
        Check::FidoTargets => "Passkeys are aimed at somebody.",
        Check::FidoSelfService => "Passkeys can be registered.",
        Check::FidoAttestation => {
            "Attestation is enforced: no synced passkeys, no Entra passkey on Windows."
        }
        Check::FidoKeyRestrictions => "Each list of models can do what it looks like.",
        Check::FidoProfileConsistency => "Every target names profiles that are there.",
        Check::WhfbPolicy => "Windows Hello for Business is configured.",
        Check::PilotAdmins => "Two administrators or more are in the pilot.",
        Check::AdminTwoMethods => "Each administrator has two ways in without a password.",
        Check::SmsOnlyUsers => "Nobody has only phone numbers and codes.",
        Check::LegacyMigration => "The old policies decide nothing any more.",
        Check::CampaignState => "A campaign runs.",
        Check::CampaignLimit => "Whether snoozes are limited is known.",
        Check::ToolCurrent => "This program is no older than the latest that the settings name.",
        Check::UserInFidoScope => "Passkeys are aimed at this person.",
        Check::UserInAuthScope => "Authenticator is aimed at this person.",
        Check::UserRegistered => "This person has a passkey.",
        Check::UserGuest => "This person is no guest.",
        Check::UserProfileFit => "The key in hand satisfies a profile of this person.",
        Check::UserTap => "No Temporary Access Pass stands in the way.",
        Check::BrowserWebauthn => "The browser that opens links is one that can make passkeys.",
        Check::KeyModelAllowed => "This person's policy takes the key's model.",
        Check::KeyAttestationFit => "The key's attestation is what enforced attestation needs.",
        Check::KeyCapabilities => "The key can do what Entra needs of one.",
        Check::KeyKnownGood => "The second key would be taken.",
        Check::WhfbOs => "Windows is new enough.",
        Check::WhfbTpm => "There is a TPM.",
        Check::WhfbJoin => "This computer is joined to Entra.",
        Check::WhfbPolicyConflict => "Policies of this computer allow it.",
        Check::WhfbKey => "Windows Hello for Business has a key here, and Entra lists it.",
    };
    text.to_owned()
}

/// Why a check did not pass, and what to do.
fn sentence(finding: &Finding, why: Why) -> String {
    let shown =
        |name: &str| finding.evidence.get(name).map(value).unwrap_or_else(|| "some".to_owned());
    let text = match why {
        Why::MethodOff => "The method is off; nobody can set it up.",
        Why::NoTargets if finding.fix.is_some() => "It is aimed at nobody.",
        Why::NoTargets => "It is aimed at nobody. Name a pilot group with --pilot.",
        Why::PushOnly => {
            "A target has mode Push: phone sign-in is not allowed. Only Any serves it and a campaign."
        }
        Why::PasswordlessOnly => {
            "A target has mode Passwordless: these people cannot be nudged. Only Any serves both."
        }
        Why::SelfServiceOff => {
            "Self-service is off: nobody can register keys, and administrators cannot either."
        }
        Why::AttestationOff => {
            "Attestation is not enforced. Enforcing it refuses synced passkeys and Entra passkeys on Windows."
        }
        Why::AllowListEmpty => "An enforced allow list names no model: it admits nobody.",
        Why::ListedTwice => "A model is listed twice.",
        Why::TypeContradicts => {
            "A listed model makes passkeys of a type that the profile does not allow."
        }
        Why::ModelUnknown => "What a listed model makes is not known; FIDO metadata may tell.",
        Why::ModelsNotRestricted => {
            "No list restricts which models may be registered. The runbook leaves that to choice."
        }
        Why::ProfileMissing => "A target names a profile that does not exist.",
        Why::TargetWithoutProfile => "A target names no profile.",
        Why::ProfileNotChosen => {
            "It is aimed at nobody, and there is no default passkey profile to aim at the pilot group with. \
             Choose one in the Entra admin center."
        }
        Why::BeforeProfiles => {
            "The organisation has no passkey profiles; the older properties count."
        }
        Why::ConfiguredElsewhere => {
            "Windows Hello for Business stands in Intune or Group Policy, not in Graph's policy. Look there."
        }
        Why::PilotNotNamed => "No pilot group was named: --pilot GUID.",
        Why::FewAdmins => "Fewer than two administrators are in the pilot. Add one.",
        Why::OneWayIn => "An administrator has fewer than two ways in; losing it locks them out.",
        Why::PhishableOnly => {
            return format!(
                "{} of {} people have only phone numbers and codes.",
                shown("users"),
                shown("of")
            );
        }
        Why::MigrationUnfinished => {
            "Old MFA policies still decide some methods. Finish the migration in the Entra admin center."
        }
        Why::CampaignOff => "No campaign is running.",
        Why::CampaignInvalid => "The campaign has values that Graph or its documents refuse.",
        Why::OnlyV1 => "Only v1.0 could be read, and it leaves the limit of snoozes out.",
        Why::NotCompared => {
            return format!(
                "This is {}. No server is asked about later ones, and the settings name none \
                 (newest-version under [program]).",
                shown("version")
            );
        }
        Why::LaterVersion => {
            return format!("This is {}; {} is out. Update.", shown("version"), shown("newest"));
        }
        Why::Excluded => "This person is excluded, which wins over any inclusion.",
        Why::NotIncluded => "This person is in no group that it is aimed at.",
        Why::TargetsDiffer => {
            "Targets that reach this person have different modes, and no document says which counts."
        }
        Why::GroupsUnknown => "It depends on groups that could not be read.",
        Why::NotRegistered => {
            "This person has no passkey. They register on their page of sign-in methods (security info)."
        }
        Why::Guest => "Guests cannot register passkeys.",
        Why::NoKey => {
            "No key was read. touchstone check --key ID --policy FILE holds one against a policy."
        }
        Why::NoProfileFits => "No profile of this person admits the key in hand.",
        Why::OnlyARegistrationShows => "Only a registration shows it: attestation is enforced.",
        Why::PassNotUsable => "The Temporary Access Pass cannot be used. Issue another.",
        Why::PassNotYetValid => {
            let start = finding.evidence.get("start").and_then(Value::as_str);
            return format!(
                "The Temporary Access Pass is good {}. Another would replace it.",
                start.map_or_else(|| "later".to_owned(), |start| format!("from {}", plain(start)))
            );
        }
        Why::NotSaid => not_said(finding.check),
        Why::WordUnknown => "The directory says a word that is not known here.",
        Why::PolicyUnclear => {
            "The organisation's policy does not say it, or says a word that is not known here."
        }
        Why::Forbidden if finding.check == Check::WhfbPolicyConflict => {
            "Windows does not let this user read its policies."
        }
        Why::Forbidden => {
            "The signed-in account may not read it: a permission or a role is missing."
        }
        Why::PermissionMissing => {
            "Nobody agreed to what it needs. `touchstone tenant sign-in --jobs JOB` asks for it."
        }
        Why::LicenceMissing => {
            "The directory sees no premium licence, and this report needs one: Microsoft Entra ID P1 or P2. Without \
             it look at people one by one (`--for`). Where there is one, Graph may need Directory.Read.All to see it."
        }
        Why::RoleMissing => {
            "Everything that it needs was agreed to: most likely the signed-in account lacks a role."
        }
        Why::Failed => "It could not be read.",
        Why::SignInNeeded => {
            "The directory wants a new sign-in for it. `touchstone tenant sign-in` signs in again; then check \
             once more."
        }
        Why::Malformed => "What the directory answered cannot be understood.",
        Why::NotAsked if finding.check == Check::BrowserWebauthn => {
            "No browser was asked. Chrome, Edge, Firefox and Safari of the last years can."
        }
        Why::NotAsked => "Nobody asked for it.",
        Why::NoWebauthn => {
            "The browser cannot make passkeys. Use a current Edge, Chrome, Firefox or Safari."
        }
        Why::NoBrowser => "No browser is installed here. Install Edge, Chrome or Firefox.",
        Why::NoBrowserListed => {
            "No browser is listed as installed; one that came as an AppImage, a Flatpak or a snap may not be \
             listed. Edge, Chrome and Firefox of the last years can make passkeys."
        }
        Why::BrowserUnknown => {
            "Whether the browser that opens links can make passkeys is not known. Edge, Chrome, Firefox and \
             Safari of the last years can."
        }
        Why::ModelNotAllowed => {
            "No profile of this person takes the key's model. Use one of a listed model."
        }
        Why::ModelUnread => "The key does not say its model.",
        Why::AttestationLacks => {
            return format!("The attestation lacks what is needed: {}.", shown("links"));
        }
        Why::AttestationOpen => {
            "Not every link of the attestation could be decided; FIDO metadata may tell."
        }
        Why::NoTrial => "Only a trial shows it: add --rehearse.",
        Why::CapabilityMissing => return format!("The key lacks: {}.", shown("missing")),
        Why::CapabilityUnknown => "The key does not say whether it can do what Entra needs.",
        Why::NoSecondKey => "No second key was read: --second-key ID, of one that works elsewhere.",
        Why::SecondKeyRefused => {
            "The second key is refused too: it is the policy or the person, not the key."
        }
        Why::NotWindows => "This computer does not run Windows.",
        Why::WindowsTooOld => "Windows is older than 10, version 1809.",
        Why::NoTpm => "There is no TPM.",
        Why::NotJoined => "This computer is not joined to Entra.",
        Why::PoliciesContradict => {
            "One policy of this computer allows it and another one does not."
        }
        Why::HelloOff => "A policy of this computer switches it off.",
        Why::NoHelloKey => "Windows Hello for Business is not set up for this user here.",
        Why::NotThisDevice => "Entra lists Windows Hello for Business of other computers only.",
    };
    text.to_owned()
}

/// Who does not say it.
fn not_said(check: Check) -> &'static str {
    const WINDOWS: [Check; 4] = [Check::WhfbOs, Check::WhfbTpm, Check::WhfbJoin, Check::WhfbKey];
    if check == Check::KeyCapabilities {
        "The key does not say."
    } else if check == Check::WhfbPolicyConflict {
        "No policy of this computer says anything about it."
    } else if WINDOWS.contains(&check) {
        "Windows does not say."
    } else {
        "The directory does not say."
    }
}
