//! What a policy says, in words that name its line. A refusal must never be without the place where
//! somebody could change it.

use enrollment::Preflight;
use entra_policy::{EnforcementType, PolicyLine, Standing};

use super::{finding, plain};

/// What a policy says of a key: the verdict, the line, and whatever did not simply pass.
pub(crate) fn preflight(preflight: &Preflight, name: &str) -> String {
    let admission = &preflight.admission;
    let model = preflight.model.as_deref();
    let mut text = model.map(|model| format!("{}\n", plain(model))).unwrap_or_default();
    text += &match admission.standing {
        Standing::Admitted if preflight.is_refused_by_metadata() => {
            format!("{name} must not be used, by what the FIDO metadata say.\n")
        }
        Standing::Admitted => format!("The organisation's policy allows {name}.\n"),
        Standing::Refused => format!("The organisation's policy does not allow {name}.\n"),
        Standing::Undetermined => {
            format!("Whether the organisation's policy allows {name} is not known yet.\n")
        }
    };
    if let Some(line) = &admission.decided_by {
        text += &format!("  decided by {}\n", place(line));
    }
    let findings = preflight.metadata.iter().chain(&admission.findings);
    for one in findings.filter(|one| finding::says_something(one)) {
        text += &finding::finding(one);
    }
    text
}

/// Where a line stands, and what it lists.
fn place(line: &PolicyLine) -> String {
    let mut text = line.path.clone();
    if let Some(profile) = &line.profile {
        let name = profile.name.as_deref().map_or_else(|| profile.id.to_string(), plain);
        text = format!("profile {name}, {text}");
    }
    match &line.enforcement {
        Some(EnforcementType::Allow) => text += &format!(": only {} listed", models(line)),
        Some(EnforcementType::Block) => text += &format!(": all but {} listed", models(line)),
        Some(EnforcementType::Other(word)) => text += &format!(": {}", plain(word)),
        None if line.value.is_boolean() || line.value.is_string() => {
            text += &format!(" = {}", plain(&line.value.to_string()));
        }
        None => {}
    }
    text
}

fn models(line: &PolicyLine) -> String {
    match line.listed.len() {
        1 => "1 model".to_owned(),
        count => format!("{count} models"),
    }
}
