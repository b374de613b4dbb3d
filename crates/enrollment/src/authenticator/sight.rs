//! What a directory lists of a person's Authenticator. What it does not say must stay unsaid.

use serde_json::Value;

use super::version::AppVersion;

#[cfg(test)]
mod tests;

/// One look at `microsoftAuthenticatorMethods`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// The apps that can be notified.
    pub apps: Vec<App>,
}

/// An app on a phone, as the directory lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// The method's id.
    pub id: String,
    /// The phone's name.
    pub name: Option<String>,
    /// `phoneAppVersion`, where it can be read.
    pub version: Option<AppVersion>,
    /// As it is written.
    pub version_text: Option<String>,
    /// Whether phone sign-in is on. `createdDateTime` is null where it is not (Graph reference,
    /// microsoftAuthenticatorAuthenticationMethod); where the member is missing nothing is said.
    pub phone_sign_in: Option<bool>,
}

impl Sight {
    /// From the entries of the list. One without an id could not be told from another and is passed over.
    pub fn of(entries: &[Value]) -> Self {
        Self { apps: entries.iter().filter_map(App::of).collect() }
    }

    /// The app with this id.
    pub fn app(&self, id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.id == id)
    }
}

impl App {
    fn of(entry: &Value) -> Option<Self> {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        let version_text = text("phoneAppVersion");
        Some(Self {
            id: text("id").filter(|id| !id.is_empty())?,
            name: text("displayName"),
            version: version_text.as_deref().and_then(AppVersion::parse),
            version_text,
            phone_sign_in: match entry.get("createdDateTime") {
                Some(Value::Null) => Some(false),
                Some(Value::String(_)) => Some(true),
                Some(_) | None => None,
            },
        })
    }
}

/// Which second factor comes first, as `signInPreferences` of beta has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Preference {
    /// A notification of Authenticator.
    Push,
    /// The directory chooses the strongest at each sign-in; the person's own choice is ignored then.
    System,
    /// Another one, in Graph's word.
    Other(String),
    /// It does not say.
    #[default]
    NotSaid,
}

impl Preference {
    /// From the object.
    pub fn of(said: &Value) -> Self {
        let system = said.get("isSystemPreferredAuthenticationMethodEnabled");
        if system.and_then(Value::as_bool) == Some(true) {
            return Self::System;
        }
        match said.get("userPreferredMethodForSecondaryAuthentication").and_then(Value::as_str) {
            Some("push") => Self::Push,
            Some(other) if !other.is_empty() => Self::Other(other.to_owned()),
            Some(_) | None => Self::NotSaid,
        }
    }
}
