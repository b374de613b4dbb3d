//! Members of a policy document, read with their place in it. A value of another type than Graph's
//! must never be passed over: it is an error that names the place.

use serde_json::{Map, Value};
use webauthn::Aaguid;

use crate::ObjectId;

/// Why a document is no passkey policy. Paths count from the outermost object of the document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// More than anybody's policy.
    #[error("a policy of {0} bytes is larger than any")]
    TooLarge(usize),
    /// Not JSON.
    #[error("the policy is not JSON: {0}")]
    Json(String),
    /// Nothing in it is the passkey configuration.
    #[error("the document has no Fido2 configuration")]
    NoConfiguration,
    /// It is the configuration of another method.
    #[error("the configuration is of {0}, not of Fido2")]
    OtherMethod(String),
    /// A value is of another type.
    #[error("{path} is not {wanted}")]
    Type {
        /// Where.
        path: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// A text is no GUID.
    #[error("{path} is not a GUID")]
    Guid {
        /// Where.
        path: String,
    },
    /// A member that nothing works without is absent.
    #[error("{path} is missing")]
    Missing {
        /// Where.
        path: String,
    },
}

const MEMBERS: [&str; 8] = [
    "state",
    "includeTargets",
    "excludeTargets",
    "isSelfServiceRegistrationAllowed",
    "passkeyProfiles",
    "defaultPasskeyProfile",
    "isAttestationEnforced",
    "keyRestrictions",
];

/// The path to a value, as errors have it.
#[derive(Clone, Debug)]
pub(super) struct Place(String);

/// A member that may be absent.
#[derive(Debug)]
pub(super) struct Member<'a> {
    place: Place,
    value: Option<&'a Value>,
}

/// The configuration and its place, wherever in the document it stands.
pub(super) fn find(document: &Value) -> Result<(Place, &Map<String, Value>), PolicyError> {
    let mut place = Place(String::new());
    let mut document = document;
    if let Some(value) = document.get("value")
        && !is_one_itself(document)
    {
        place = place.join("value");
        document = value;
    }
    // Where the passkey configuration itself has such a member, nobody knows it, and nothing is in there.
    let is_fido2_itself = document.as_object().and_then(method).is_some_and(is_fido2);
    if let Some(all) = document.get("authenticationMethodConfigurations")
        && !is_fido2_itself
    {
        place = place.join("authenticationMethodConfigurations");
        document = all;
    }
    match document {
        Value::Array(all) => {
            let is_fido2 = |one: &Value| one.as_object().and_then(method).is_some_and(is_fido2);
            let (at, one) = all
                .iter()
                .enumerate()
                .find(|(_, one)| is_fido2(one))
                .ok_or(PolicyError::NoConfiguration)?;
            let one = one.as_object().ok_or(PolicyError::NoConfiguration)?;
            Ok((place.item(at), one))
        }
        Value::Object(one) => match method(one) {
            Some(name) if !is_fido2(name) => Err(PolicyError::OtherMethod(name.to_owned())),
            None if !MEMBERS.iter().any(|name| one.contains_key(*name)) => {
                Err(PolicyError::NoConfiguration)
            }
            Some(_) | None => Ok((place, one)),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Err(place.wrong("an object"))
        }
    }
}

/// Whether a document is what is looked for, whatever else it has: then its `value` is a member of
/// it that nobody knows, and nothing is in there.
fn is_one_itself(document: &Value) -> bool {
    document.as_object().is_some_and(|members| {
        members.contains_key("authenticationMethodConfigurations")
            || method(members).is_some_and(is_fido2)
            || MEMBERS.iter().any(|name| members.contains_key(*name))
    })
}

/// Which method a configuration is of: its `id`, else its `@odata.type`.
fn method(configuration: &Map<String, Value>) -> Option<&str> {
    let text = |name: &str| configuration.get(name).and_then(Value::as_str);
    text("id").or_else(|| text("@odata.type"))
}

fn is_fido2(name: &str) -> bool {
    name.eq_ignore_ascii_case("fido2")
        || name.eq_ignore_ascii_case("#microsoft.graph.fido2AuthenticationMethodConfiguration")
}

/// The JSON pointer (RFC 6901) of a path; `None` for one that no error or line has.
pub(super) fn pointer(path: &str) -> Option<String> {
    let mut pointer = String::new();
    for step in path.split('.') {
        let (name, items) = step.split_once('[').unwrap_or((step, ""));
        pointer.push('/');
        pointer.push_str(name);
        for item in items.split('[').filter(|item| !item.is_empty()) {
            pointer.push('/');
            pointer.push_str(item.strip_suffix(']')?);
        }
    }
    Some(pointer)
}

impl Place {
    /// The outermost object.
    pub(super) fn outermost() -> Self {
        Self(String::new())
    }

    pub(super) fn member<'a>(&self, object: &'a Map<String, Value>, name: &str) -> Member<'a> {
        // Graph writes null for what it does not have.
        let value = object.get(name).filter(|value| !value.is_null());
        Member { place: self.join(name), value }
    }

    pub(super) fn object<'a>(
        &self,
        value: &'a Value,
    ) -> Result<&'a Map<String, Value>, PolicyError> {
        value.as_object().ok_or_else(|| self.wrong("an object"))
    }

    pub(super) fn text<'a>(&self, value: &'a Value) -> Result<&'a str, PolicyError> {
        value.as_str().ok_or_else(|| self.wrong("a string"))
    }

    pub(super) fn guid(&self, value: &Value) -> Result<ObjectId, PolicyError> {
        self.text(value)?.parse().map_err(|_| self.no_guid())
    }

    pub(super) fn aaguid(&self, value: &Value) -> Result<Aaguid, PolicyError> {
        self.text(value)?.parse().map_err(|_| self.no_guid())
    }

    fn join(&self, name: &str) -> Self {
        if self.0.is_empty() { Self(name.to_owned()) } else { Self(format!("{}.{name}", self.0)) }
    }

    fn item(&self, at: usize) -> Self {
        Self(format!("{}[{at}]", self.0))
    }

    fn wrong(&self, wanted: &'static str) -> PolicyError {
        let path = if self.0.is_empty() { "the document".to_owned() } else { self.0.clone() };
        PolicyError::Type { path, wanted }
    }

    fn no_guid(&self) -> PolicyError {
        PolicyError::Guid { path: self.0.clone() }
    }
}

impl<'a> Member<'a> {
    pub(super) fn bool(self) -> Result<Option<bool>, PolicyError> {
        let read = |value: &Value| value.as_bool().ok_or_else(|| self.place.wrong("a boolean"));
        self.value.map(read).transpose()
    }

    pub(super) fn text(self) -> Result<Option<&'a str>, PolicyError> {
        self.value.map(|value| self.place.text(value)).transpose()
    }

    pub(super) fn guid(self) -> Result<Option<ObjectId>, PolicyError> {
        self.value.map(|value| self.place.guid(value)).transpose()
    }

    pub(super) fn optional<T>(
        self,
        read: impl Fn(&Place, &'a Value) -> Result<T, PolicyError>,
    ) -> Result<Option<T>, PolicyError> {
        self.value.map(|value| read(&self.place, value)).transpose()
    }

    pub(super) fn required<T>(
        self,
        read: impl Fn(&Place, &'a Value) -> Result<T, PolicyError>,
    ) -> Result<T, PolicyError> {
        let path = self.place.0.clone();
        self.optional(read)?.ok_or(PolicyError::Missing { path })
    }

    /// The items of a list; none where it is absent.
    pub(super) fn list<T>(
        self,
        read: impl Fn(&Place, &'a Value) -> Result<T, PolicyError>,
    ) -> Result<Vec<T>, PolicyError> {
        let Some(value) = self.value else { return Ok(Vec::new()) };
        let items = value.as_array().ok_or_else(|| self.place.wrong("a list"))?;
        items.iter().enumerate().map(|(at, item)| read(&self.place.item(at), item)).collect()
    }
}
