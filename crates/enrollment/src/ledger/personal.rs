//! Fields that name a person, taken out of an event: what the chain covers is a commitment to each.
//! Once salt and text are dropped, nothing in the record must ever lead back to them.

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use webauthn::base64url;

use super::{Event, canonical};

/// Members of any kind of event that name a person or lead to one.
const FIELDS: &[&str] = &["account", "credentialId", "methodId", "name", "person", "userHandle"];
/// How the actor is called among them.
const ACTOR: &str = "actor";
/// The one member of what stands in a field's place.
const COMMITMENT: &str = "commitment";

/// Random bytes that keep a commitment from being guessed.
pub(crate) type Salt = [u8; 32];

/// A field as it can be dropped: with its salt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opening {
    field: String,
    salt: String,
    text: String,
}

/// An event with its personal fields beside it.
pub(crate) struct Committed {
    /// The actor's commitment.
    pub(crate) actor: String,
    /// The event with commitments, in its one spelling.
    pub(crate) event: String,
    /// What they open to.
    pub(crate) openings: Vec<Opening>,
}

/// Takes the personal fields out. `None` where `salt` has none to give.
pub(crate) fn commit(
    event: &Event,
    actor: &str,
    mut salt: impl FnMut() -> Option<Salt>,
) -> Option<Committed> {
    let mut value = serde_json::to_value(event).ok()?;
    let mut openings = Vec::new();
    for field in FIELDS {
        let Some(place) = value.get_mut(*field) else { continue };
        let Some(text) = place.as_str().map(str::to_owned) else { continue };
        let opening = Opening::new(field, &salt()?, &text);
        *place = json!({ COMMITMENT: opening.commitment() });
        openings.push(opening);
    }
    let actor = Opening::new(ACTOR, &salt()?, actor);
    let commitment = actor.commitment();
    openings.push(actor);
    Some(Committed { actor: commitment, event: canonical::write(&value), openings })
}

/// Puts the fields back and checks each against its commitment. `None`: one does not fit, or is not
/// there. Fields that were erased come back empty.
pub(crate) fn open(
    event: &str,
    actor: &str,
    openings: Option<&[Opening]>,
) -> Option<(Event, String)> {
    let mut value: Value = serde_json::from_str(event).ok()?;
    let members = value.as_object_mut()?;
    let opened = |field: &str, commitment: &str| match openings {
        None => Some(String::new()),
        Some(all) => {
            let opening = all.iter().find(|one| one.field == field)?;
            (opening.commitment() == commitment).then(|| opening.text.clone())
        }
    };
    put_back(members, &opened)?;
    let actor = opened(ACTOR, actor)?;
    Some((serde_json::from_value(value).ok()?, actor))
}

fn put_back(
    members: &mut Map<String, Value>,
    opened: &impl Fn(&str, &str) -> Option<String>,
) -> Option<()> {
    for field in FIELDS {
        let Some(place) = members.get_mut(*field) else { continue };
        let Some(commitment) = place.get(COMMITMENT).and_then(Value::as_str) else { continue };
        *place = Value::String(opened(field, commitment)?);
    }
    Some(())
}

impl Opening {
    fn new(field: &str, salt: &Salt, text: &str) -> Self {
        Self { field: field.to_owned(), salt: base64url::encode(salt), text: text.to_owned() }
    }

    fn commitment(&self) -> String {
        let mut message = b"touchstone ledger field 1\0".to_vec();
        for part in [&self.salt, &self.field, &self.text] {
            message.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            message.extend_from_slice(part.as_bytes());
        }
        base64url::encode(digest(&SHA256, &message).as_ref())
    }
}
