//! The directory as it is kept: people, policy, registered keys, open challenges. Of a challenge it must
//! never keep more than a hash.

use std::collections::BTreeSet;

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use webauthn::Aaguid;

use super::{clock::Ticks, switches::MethodIds};
use crate::{PracticeError, store::Store};

/// The file.
const FILE: &str = "practice-tenant.json";

/// The directory.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct State {
    pub(super) schema: u32,
    pub(super) organisation: Organisation,
    pub(super) users: Vec<User>,
    pub(super) groups: Vec<Group>,
    /// `authenticationMethodsPolicy` as beta has it, without the FIDO2 method's configuration.
    pub(super) policy: Value,
    /// The FIDO2 method's configuration.
    pub(super) fido2: Value,
    pub(super) methods: Vec<Method>,
    pub(super) challenges: Vec<Issued>,
    /// Temporary Access Passes.
    #[serde(default)]
    pub(super) passes: Vec<Pass>,
    /// Authenticator apps that were registered here.
    #[serde(default)]
    pub(super) apps: Vec<App>,
    /// What the audit log has, the latest last.
    #[serde(default)]
    pub(super) audits: Vec<Audit>,
}

/// The organisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Organisation {
    pub(super) id: String,
    pub(super) display_name: String,
    pub(super) domain: String,
}

/// A user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User {
    pub(super) id: String,
    pub(super) display_name: String,
    pub(super) user_principal_name: String,
    /// Groups that it is directly in.
    pub(super) groups: Vec<String>,
    /// Methods other than those that were registered here, in `methodsRegistered`'s words.
    #[serde(default)]
    pub(super) registered: Vec<String>,
}

/// A group.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) display_name: String,
    /// Groups that it is directly in.
    pub(super) nested_in: Vec<String>,
}

/// A registered key.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Method {
    pub(super) user: String,
    /// Base64url.
    pub(super) credential_id: String,
    /// COSE, base64url.
    pub(super) public_key: String,
    pub(super) sign_count: u32,
    pub(super) created: Ticks,
    pub(super) display_name: String,
    pub(super) aaguid: Aaguid,
    pub(super) model: Option<String>,
    /// SHA-1 in hexadecimal.
    pub(super) attestation_certificates: Vec<String>,
    pub(super) attestation_level: String,
    pub(super) passkey_type: String,
}

/// A challenge that was issued and not used.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Issued {
    pub(super) user: String,
    /// SHA-256, base64url.
    pub(super) hash: String,
    pub(super) expires: Ticks,
}

/// An entry of the audit log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Audit {
    pub(super) at: Ticks,
    /// Whose method it is.
    pub(super) user: String,
    /// `activityDisplayName`.
    pub(super) activity: String,
    /// `resultReason`.
    pub(super) reason: String,
}

/// A Temporary Access Pass.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pass {
    pub(super) id: String,
    pub(super) user: String,
    /// SHA-256, base64url.
    pub(super) hash: String,
    pub(super) created: Ticks,
    pub(super) start: Ticks,
    pub(super) minutes: u64,
    pub(super) once: bool,
}

/// Microsoft Authenticator on a practice phone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct App {
    pub(super) id: String,
    pub(super) user: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) registered: Ticks,
    /// Since when phone sign-in is on.
    pub(super) phone_sign_in: Option<Ticks>,
}

impl State {
    pub(super) const SCHEMA: u32 = 1;

    /// Reads the directory; a folder without one gets one.
    pub(super) fn open(store: &Store) -> Result<Self, PracticeError> {
        let damaged = |source| PracticeError::DirectoryDamaged { path: store.path(FILE), source };
        match store.read(FILE)? {
            Some(json) => {
                let state: Self = serde_json::from_slice(&json).map_err(damaged)?;
                if state.schema != Self::SCHEMA {
                    let unknown = format!("schema {} is not known", state.schema);
                    return Err(damaged(serde::de::Error::custom(unknown)));
                }
                Ok(state)
            }
            None => {
                let state = Self::seeded();
                state.write(store)?;
                Ok(state)
            }
        }
    }

    /// Replaces the file; when this returns, it survives a loss of power.
    pub(super) fn write(&self, store: &Store) -> Result<(), PracticeError> {
        let damaged = |source| PracticeError::DirectoryDamaged { path: store.path(FILE), source };
        store.replace(FILE, &serde_json::to_vec_pretty(self).map_err(damaged)?)
    }

    /// By object id or user principal name; neither minds case.
    pub(super) fn user(&self, id_or_upn: &str) -> Option<&User> {
        self.users.iter().find(|user| {
            user.id.eq_ignore_ascii_case(id_or_upn)
                || user.user_principal_name.eq_ignore_ascii_case(id_or_upn)
        })
    }

    /// The groups of a user, nested ones included, in the directory's order.
    pub(super) fn groups_of(&self, user: &User) -> Vec<&Group> {
        let mut found: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&str> = user.groups.iter().map(String::as_str).collect();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                let group = self.groups.iter().find(|group| group.id == id);
                open.extend(
                    group.into_iter().flat_map(|group| &group.nested_in).map(String::as_str),
                );
            }
        }
        self.groups.iter().filter(|group| found.contains(group.id.as_str())).collect()
    }

    pub(super) fn methods_of(&self, user: &User) -> impl Iterator<Item = &Method> {
        self.methods.iter().filter(|method| method.user == user.id)
    }

    pub(super) fn apps_of(&self, user: &User) -> impl Iterator<Item = &App> {
        self.apps.iter().filter(|app| app.user == user.id)
    }
}

impl Method {
    /// What Graph calls it.
    pub(super) fn id(&self, ids: MethodIds) -> String {
        match ids {
            MethodIds::PadDigit => self.pad_digit(),
            MethodIds::Opaque => self.opaque(),
        }
    }

    /// Base64url and one digit, the number of `=` that it lacks (graph.md, section 4.1).
    pub(super) fn pad_digit(&self) -> String {
        let pad = (4 - self.credential_id.len() % 4) % 4;
        format!("{}{pad}", self.credential_id)
    }

    /// The same GUID each time. Its last character but one leaves no stray bits and its last is a digit that fits,
    /// so that whoever does not look at its shape reads a credential.
    fn opaque(&self) -> String {
        let hash = digest::digest(&digest::SHA256, self.credential_id.as_bytes());
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        let [.., last] = &mut bytes;
        *last = 0x81;
        Aaguid(bytes).to_string()
    }
}
