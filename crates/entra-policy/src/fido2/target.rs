//! Whom a policy is aimed at. A target that cannot be understood must count neither as everybody nor
//! as nobody.

use serde_json::{Map, Value};

use super::read::{Place, PolicyError};
use crate::ObjectId;

/// An item of `includeTargets`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncludeTarget {
    /// `id`.
    pub id: TargetId,
    /// `targetType`.
    pub target_type: TargetType,
    /// `isRegistrationRequired`.
    pub is_registration_required: Option<bool>,
    /// `allowedPasskeyProfiles`.
    pub allowed_passkey_profiles: Vec<ObjectId>,
}

/// An item of `excludeTargets`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcludeTarget {
    /// `id`.
    pub id: TargetId,
    /// `targetType`.
    pub target_type: TargetType,
}

/// `id` of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetId {
    /// `all_users`.
    AllUsers,
    /// A group or a user.
    Object(ObjectId),
    /// Another word, as it came.
    Other(String),
}

/// `targetType`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetType {
    /// `group`.
    Group,
    /// `user`.
    User,
    /// Another word, as it came; empty where there is none.
    Other(String),
}

/// The targets of a method's configuration: those included, those excluded.
pub(crate) type Targets = (Vec<IncludeTarget>, Vec<ExcludeTarget>);

/// The targets of any method's configuration; the lists have the same shape in all of them.
pub(crate) fn targets(configuration: &Map<String, Value>) -> Result<Targets, PolicyError> {
    let at = |name: &str| Place::outermost().member(configuration, name);
    Ok((
        at("includeTargets").list(IncludeTarget::read)?,
        at("excludeTargets").list(ExcludeTarget::read)?,
    ))
}

impl IncludeTarget {
    pub(super) fn read(place: &Place, value: &Value) -> Result<Self, PolicyError> {
        let object = place.object(value)?;
        let at = |name: &str| place.member(object, name);
        Ok(Self {
            id: at("id").required(Place::text)?.into(),
            target_type: at("targetType").text()?.unwrap_or_default().into(),
            is_registration_required: at("isRegistrationRequired").bool()?,
            allowed_passkey_profiles: at("allowedPasskeyProfiles").list(Place::guid)?,
        })
    }
}

impl ExcludeTarget {
    pub(super) fn read(place: &Place, value: &Value) -> Result<Self, PolicyError> {
        let object = place.object(value)?;
        let at = |name: &str| place.member(object, name);
        Ok(Self {
            id: at("id").required(Place::text)?.into(),
            target_type: at("targetType").text()?.unwrap_or_default().into(),
        })
    }
}

impl From<&str> for TargetId {
    fn from(text: &str) -> Self {
        if text.eq_ignore_ascii_case("all_users") {
            return Self::AllUsers;
        }
        text.parse().map_or_else(|_| Self::Other(text.to_owned()), Self::Object)
    }
}

impl From<&str> for TargetType {
    fn from(word: &str) -> Self {
        match word {
            "group" => Self::Group,
            "user" => Self::User,
            other => Self::Other(other.to_owned()),
        }
    }
}
