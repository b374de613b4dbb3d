//! Who the window works for, how it looks and which program it is. It must never say more about the
//! computer than a ticket needs.

use serde::{Deserialize, Serialize};

/// How the window looks. Kept in the settings, so that the first paint is already right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Look {
    /// Light or dark.
    pub appearance: Appearance,
    /// The size of the letters.
    pub text_size: TextSize,
    /// Drawings stand still whatever the system wishes.
    pub still_drawings: bool,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The size of the letters, in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(type = "100 | 125 | 150 | 200"))]
pub struct TextSize(u16);

impl TextSize {
    /// The sizes there are.
    pub const ALL: [u16; 4] = [100, 125, 150, 200];
}

impl Default for TextSize {
    fn default() -> Self {
        Self(100)
    }
}

impl TryFrom<u16> for TextSize {
    type Error = NoTextSize;

    fn try_from(percent: u16) -> Result<Self, NoTextSize> {
        Self::ALL.contains(&percent).then_some(Self(percent)).ok_or(NoTextSize(percent))
    }
}

impl From<TextSize> for u16 {
    fn from(size: TextSize) -> Self {
        size.0
    }
}

/// It is none of the sizes there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} % is no text size")]
pub struct NoTextSize(pub u16);

/// Who the window works for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Practice or an organisation.
    pub scene: AccountScene,
    /// The organisation's name.
    pub organisation: String,
    /// The person's object id.
    pub person: String,
    /// The person's name.
    pub display_name: String,
    /// `userPrincipalName`.
    pub account: String,
}

impl Account {
    /// Whether it is this person of this organisation. What both are called may have been read meanwhile.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.scene, &self.person, &self.account) == (other.scene, &other.person, &other.account)
    }
}

/// Where an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum AccountScene {
    /// In the practice organisation.
    Practice,
    /// In a real one.
    Tenant,
}

/// Which program this is, for a ticket. `None` where nobody says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The operating system with its version.
    pub system: Option<String>,
    /// The web view that draws the page, with its version.
    pub webview: Option<String>,
}

impl About {
    /// The operating system as it calls itself in its os-release(5).
    pub fn system(os_release: &str) -> Option<String> {
        let name = os_release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
        Some(name.trim_matches('"').to_owned())
    }
}
