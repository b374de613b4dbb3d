//! A person's passkeys and passes, in words. A pass itself must never be among them.

use enrollment::{
    lost_key::{LeftWith, Loss, OtherMethod},
    tenant::{Fido2Method, OtherKind},
};
use entra_graph::ListedPass;

use super::plain;

/// Asked before something goes that does not come back.
pub(crate) fn type_to_go_on(word: &str) -> String {
    format!("Type {word}, then Enter, to go on: ")
}

/// A line or two for each.
pub(crate) fn methods(
    person: &str,
    methods: &[Fido2Method],
    model: &dyn Fn(&Fido2Method) -> Option<String>,
) -> String {
    if methods.is_empty() {
        return format!("{} has no passkey.\n", plain(person));
    }
    let mut text = format!("{} has:\n", plain(person));
    for method in methods {
        text += &one(method, model(method).as_deref());
    }
    text
}

fn one(method: &Fido2Method, model: Option<&str>) -> String {
    let name = method.display_name.as_deref().unwrap_or("without a name");
    let model = model.map_or_else(|| "model not said".to_owned(), plain);
    let aaguid = method.aaguid.map(|aaguid| format!(", AAGUID {aaguid}")).unwrap_or_default();
    let created = method.created.map_or_else(|| "not said".to_owned(), |at| at.to_string());
    let word = |word: &Option<String>| word.as_deref().map_or_else(|| "not said".to_owned(), plain);
    format!(
        "  {} ({model}{aaguid})\n    registered {created}; {}, {}\n    --method {}\n",
        plain(name),
        word(&method.passkey_type),
        word(&method.attestation_level),
        plain(&method.id.0)
    )
}

/// What goes, and what is left.
pub(crate) fn before_deletion(
    person: &str,
    method: &Fido2Method,
    model: Option<&str>,
    left: &LeftWith,
) -> String {
    let person = plain(person);
    let (loss, method) = (loss(&person, left), one(method, model));
    format!(
        "This goes out of the directory and does not come back; the key itself is not touched:\n{method}{loss}\n{}",
        counts(left)
    )
}

/// The same of a method besides passkeys.
pub(crate) fn before_other_deletion(person: &str, method: &OtherMethod, left: &LeftWith) -> String {
    let person = plain(person);
    let (loss, method) = (loss(&person, left), other(method));
    format!(
        "This goes out of the directory and does not come back; the phone or computer itself is not touched:\n\
         {method}{loss}\n{}",
        counts(left)
    )
}

/// What somebody signs in with besides passkeys.
pub(crate) fn others(methods: &[OtherMethod]) -> String {
    if methods.is_empty() {
        return "Besides: no Authenticator, no Windows Hello for Business.\n".to_owned();
    }
    methods.iter().fold("Besides:\n".to_owned(), |text, method| text + &other(method))
}

fn other(method: &OtherMethod) -> String {
    let name = method.name.as_deref().unwrap_or("without a name");
    let version = method.version.as_ref().map(|version| format!(", version {}", plain(version)));
    let since = method.created.map(|at| format!("    there since {at}\n")).unwrap_or_default();
    format!(
        "  {} ({}{})\n{since}    --kind {} --method {}\n",
        plain(name),
        method.kind.name(),
        version.unwrap_or_default(),
        kind_word(method.kind),
        plain(&method.id.0)
    )
}

/// The word for `--kind`, and for programs.
pub(crate) fn kind_word(kind: OtherKind) -> &'static str {
    match kind {
        OtherKind::MicrosoftAuthenticator => "authenticator",
        OtherKind::WindowsHelloForBusiness => "windows-hello",
    }
}

/// What it means for the person.
fn loss(person: &str, left: &LeftWith) -> String {
    match left.loss {
        Loss::OnlyPhishable => format!(
            "{person} keeps Authenticator on another phone, which can be phished, and nothing that cannot."
        ),
        Loss::NothingRead => format!(
            "It may LOCK OUT {person}: no passkey, no Windows Hello, no platform credential and no Authenticator \
             stays. Whether a number or a code stays was not looked at. Issue a pass first (`touchstone tenant \
             pass`), or register a key."
        ),
        Loss::AnotherStays => format!("{person} keeps another way in that cannot be phished."),
        Loss::LastPhishingResistant => format!(
            "It LOCKS OUT {person} where a sign-in has to withstand phishing: it is the last such method. \
             Issue a pass first (`touchstone tenant pass`), or register another key."
        ),
        Loss::NotKnown => format!(
            "Whether {person} has another way in that cannot be phished is not known: not all methods could \
             be read."
        ),
    }
}

/// It is gone.
pub(crate) fn deleted(person: &str, left: &LeftWith) -> String {
    format!("Deleted: {} can no longer sign in with it.\n{}", plain(person), counts(left))
}

/// What is said where somebody else was faster.
pub(crate) fn gone_before(person: &str, left: &LeftWith) -> String {
    format!(
        "Somebody else has deleted it meanwhile: {} can no longer sign in with it.\n{}",
        plain(person),
        counts(left)
    )
}

fn counts(left: &LeftWith) -> String {
    let count = |count: Option<usize>| count.map_or_else(|| "?".to_owned(), |one| one.to_string());
    format!(
        "Left: {} passkeys, {} Windows Hello, {} platform credentials, {} Authenticator.\n",
        count(left.passkeys),
        count(left.windows_hello),
        count(left.platform),
        count(left.authenticator)
    )
}

/// graph.md, section 5.
const ONCE_IS_SHORT: &str =
    " Whoever signs in with it has to finish registering within 10 minutes of that.";

/// What is to be known of a pass that was just shown.
pub(crate) fn pass(person: &str, pass: &ListedPass) -> String {
    let minutes = pass.lifetime_in_minutes;
    let life = minutes.map_or_else(String::new, |minutes| format!(" for {minutes} minutes"));
    let (once, hurry) = match pass.is_usable_once {
        Some(true) => (", once", ONCE_IS_SHORT),
        Some(false) | None => ("", ""),
    };
    format!(
        "That is the pass of {}; it is shown this once. It is good{life}{once}, and replaces any pass from \
         before.{hurry}\n",
        plain(person)
    )
}
