//! The facts that the checks look at. Each part stands for itself: one that could not be read must not
//! take another with it.

use serde_json::Value;
use webauthn::Aaguid;

use super::reading::Reading;
use crate::{KeyFacts, ObjectId, PasskeyType, Subject};

/// What a model makes; `None` where that is not known.
pub type Models<'m> = &'m dyn Fn(Aaguid) -> Option<PasskeyType>;

/// What was read of an organisation.
#[derive(Clone, Debug)]
pub struct TenantFacts {
    /// `authenticationMethodsPolicy` of v1.0.
    pub policy: Reading<Value>,
    /// The same of beta.
    pub policy_beta: Reading<Value>,
    /// `userRegistrationDetails`.
    pub registrations: Reading<Vec<Registration>>,
    /// The pilot group; not asked where none was named.
    pub pilot: Reading<Pilot>,
    /// What was agreed to for whoever is signed in; `None` where nobody had to agree.
    pub access: Option<Access>,
    /// The latest version of this program that somebody named; nobody asks a server.
    pub newest_version: Option<String>,
}

/// What the signed-in account may do, as far as its sign-in says. Roles are in no sign-in that is read here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Every job, in the order in which they are offered.
    pub jobs: Vec<JobAccess>,
    /// Where an administrator agrees to everything, for everybody.
    pub consent: Option<String>,
}

/// What a job needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobAccess {
    /// The job's word.
    pub job: &'static str,
    /// Permissions that nobody agreed to.
    pub lacks: Vec<&'static str>,
    /// Directory roles of which one does; none where none is needed.
    pub roles: &'static [&'static str],
}

/// A group that goes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pilot {
    /// Its id.
    pub group: ObjectId,
    /// Object ids of its members, as Graph writes them.
    pub members: Vec<String>,
}

/// An entry of `userRegistrationDetails`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// `id`: the person's.
    pub id: String,
    /// `userPrincipalName`; the id where there is none.
    pub name: String,
    /// `isAdmin`; `None` where the entry does not say.
    pub is_admin: Option<bool>,
    /// `methodsRegistered`.
    pub methods: Vec<String>,
}

/// An entry is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an entry of userRegistrationDetails has no id, or methods that are no list of words")]
pub struct RegistrationError;

impl Registration {
    /// Reads an entry.
    ///
    /// # Errors
    /// It has no `id`, or `methodsRegistered` is no list of strings.
    pub fn parse(entry: &Value) -> Result<Self, RegistrationError> {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        let id = text("id").ok_or(RegistrationError)?;
        let words = |list: &Value| {
            let words = list.as_array()?.iter().map(|word| word.as_str().map(str::to_owned));
            words.collect::<Option<Vec<_>>>()
        };
        let methods = match entry.get("methodsRegistered") {
            None | Some(Value::Null) => Vec::new(),
            Some(list) => words(list).ok_or(RegistrationError)?,
        };
        let name = text("userPrincipalName").unwrap_or_else(|| id.clone());
        let is_admin = entry.get("isAdmin").and_then(Value::as_bool);
        Ok(Self { id, name, is_admin, methods })
    }
}

/// What was read of one person.
#[derive(Clone, Debug)]
pub struct PersonFacts {
    /// Id and groups; groups that could not be read are `None`.
    pub subject: Subject,
    /// `userType`; `None` where Graph did not say.
    pub user_type: Reading<Option<String>>,
    /// Which kinds of method the person has.
    pub registered: Registered,
    /// Their Temporary Access Pass.
    pub pass: Reading<Option<Pass>>,
    /// A key in hand, where one was read.
    pub key: Option<KeyFacts>,
}

/// How many of each kind a person has.
#[derive(Clone, Debug)]
pub struct Registered {
    /// `fido2Methods`.
    pub fido2: Reading<usize>,
    /// `microsoftAuthenticatorMethods`.
    pub authenticator: Reading<usize>,
    /// `windowsHelloForBusinessMethods`.
    pub windows_hello: Reading<usize>,
    /// `platformCredentialMethods`.
    pub platform: Reading<usize>,
}

/// A Temporary Access Pass, without the pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// `isUsable`; `None` where the method does not say.
    pub is_usable: Option<bool>,
    /// `methodUsabilityReason`.
    pub reason: Option<String>,
    /// `startDateTime`.
    pub start: Option<String>,
}
