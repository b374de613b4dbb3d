//! One person's passkeys in the directory: listed, one taken out after its word was typed, and a pass for the
//! time without one. A pass must never be in a view that can be drawn twice.

use entra_policy::{PassRefusal, PassTerms};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{CommandCode, CommandError, DirectoryKeys, TenantDesk};
use crate::{
    ledger::{Issuing, LedgerStore},
    lost_key::{self, Deleted, Done, LeftWith, Where},
    readiness::registered_beside,
    tenant::{MethodId, PassWish, Person, pass_terms},
    wizard::{TroubleView, means::Models},
};

/// What is typed before a passkey goes.
const WORD: &str = "delete";

/// One person's passkeys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MethodsView {
    /// The person's object id.
    pub person: String,
    /// The name.
    pub name: String,
    /// The passkeys, or why they could not be read.
    pub keys: DirectoryKeys,
    /// What is left without one of them.
    pub left: LeftWith,
    /// What is typed before one goes.
    pub word: &'static str,
    /// What the policy allows of a pass.
    pub pass: PassTerms,
    /// Whether it is whoever is signed in: nobody issues a pass for oneself.
    pub myself: bool,
    /// What came of taking one out, where that was asked for.
    pub outcome: Option<MethodOutcome>,
}

/// What came of taking a passkey out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MethodOutcome {
    /// It is gone.
    Gone {
        /// Whether that is on the record.
        recorded: bool,
    },
    /// It was gone before: somebody else was faster.
    GoneBefore {
        /// Whether that is on the record.
        recorded: bool,
    },
    /// Whether it is gone is not known.
    Unsure {
        /// Whether that is on the record.
        recorded: bool,
        /// Why not.
        trouble: TroubleView,
    },
    /// It is there still.
    Refused {
        /// What the directory said.
        trouble: TroubleView,
    },
}

/// What came of asking for a pass. It goes to the page once and is not kept.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PassOutcome {
    /// There is one.
    Issued {
        /// The pass.
        pass: ShownOnce,
        /// How long it is good (minutes).
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        minutes: Option<u64>,
        /// Whether it is good once.
        once: Option<bool>,
        /// Whether that is on the record.
        recorded: bool,
    },
    /// The directory did not answer: one may have been issued, and the one before is worth nothing then.
    Unsure {
        /// Whether that is on the record.
        recorded: bool,
        /// What became of the request.
        trouble: TroubleView,
    },
    /// Nobody issues a pass for oneself; nothing was asked for.
    ForOneself,
    /// The policy does not allow it; nothing was asked for.
    NotAllowed {
        /// Why.
        why: PassRefusal,
    },
    /// There is none.
    Refused {
        /// What the directory said.
        trouble: TroubleView,
    },
}

/// A secret on its way to whoever asked for it.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct ShownOnce(
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    #[serde(serialize_with = "reveal")]
    Zeroizing<String>,
);

fn reveal<S: serde::Serializer>(secret: &Zeroizing<String>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret)
}

impl std::fmt::Debug for ShownOnce {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("ShownOnce")
    }
}

/// Before whom it is done, and where it goes on record.
#[derive(Clone, Copy)]
pub struct MethodsDesk<'d> {
    /// The directory, and who is at work.
    pub desk: &'d TenantDesk<'d>,
    /// The record.
    pub ledger: &'d dyn LedgerStore,
    /// Who and when, for it.
    pub place: &'d Where,
    /// What models are called where the directory does not say.
    pub models: &'d dyn Models,
}

impl MethodsView {
    /// Reads them.
    ///
    /// # Errors
    /// The directory does not know the person, or lets nobody in.
    pub fn read(person: &str, desk: MethodsDesk<'_>) -> Result<Self, CommandError> {
        let person = desk.desk.directory.person(person).map_err(CommandError::directory)?;
        Ok(Self::of(&person, desk, None))
    }

    /// Takes one out, once the word was typed, and reads what is left.
    ///
    /// # Errors
    /// [`CommandCode::WordNeeded`], [`CommandCode::Gone`] where there is no such passkey any more; as
    /// [`Self::read`] besides. Nothing was sent.
    pub fn take_out(
        (person, method, typed): (&str, &str, &str),
        desk: MethodsDesk<'_>,
    ) -> Result<Self, CommandError> {
        if !typed.trim().eq_ignore_ascii_case(WORD) {
            let message = "the word that confirms it was not typed";
            return Err(CommandError::new(CommandCode::WordNeeded, message));
        }
        let directory = desk.desk.directory;
        let person = directory.person(person).map_err(CommandError::directory)?;
        let listed = directory.fido2_methods(&person.id).map_err(CommandError::directory)?;
        let id = MethodId(method.to_owned());
        let method = listed.iter().find(|one| one.id == id).ok_or_else(|| {
            CommandError::new(CommandCode::Gone, "the directory has no such passkey any more")
        })?;
        let outcome = match lost_key::delete(directory, &person.id, &id) {
            Ok(deleted) => {
                let done = Done::Unregistered(method, deleted.how());
                let recorded = desk.notes(done, &person);
                match deleted {
                    Deleted::Gone => MethodOutcome::Gone { recorded },
                    Deleted::GoneBefore => MethodOutcome::GoneBefore { recorded },
                    Deleted::Unsure(error) => {
                        MethodOutcome::Unsure { recorded, trouble: error.into() }
                    }
                }
            }
            Err(error) => MethodOutcome::Refused { trouble: error.into() },
        };
        Ok(Self::of(&person, desk, Some(outcome)))
    }

    fn of(person: &Person, desk: MethodsDesk<'_>, outcome: Option<MethodOutcome>) -> Self {
        let directory = desk.desk.directory;
        let listed = directory.fido2_methods(&person.id);
        let passkeys = listed.as_ref().map(Vec::len).map_err(Clone::clone);
        let registered = registered_beside(passkeys, directory, &person.id);
        Self {
            person: person.id.0.clone(),
            name: person.display_name.clone(),
            keys: DirectoryKeys::of(listed, desk.models),
            left: LeftWith::after_one(&registered),
            word: WORD,
            pass: pass_terms(directory, person),
            myself: desk.is_myself(person),
            outcome,
        }
    }
}

impl PassOutcome {
    /// Issues a pass for this person, where the policy allows it.
    ///
    /// # Errors
    /// The directory does not know the person, or lets nobody in.
    pub fn issue(
        person: &str,
        wanted: PassWish,
        desk: MethodsDesk<'_>,
    ) -> Result<Self, CommandError> {
        let directory = desk.desk.directory;
        let person = directory.person(person).map_err(CommandError::directory)?;
        if desk.is_myself(&person) {
            return Ok(Self::ForOneself);
        }
        let terms = pass_terms(directory, &person);
        if let Some(why) = terms.refuses(wanted.minutes, wanted.once) {
            return Ok(Self::NotAllowed { why });
        }
        Ok(match directory.issue_pass(&person.id, wanted) {
            Ok(pass) => Self::Issued {
                recorded: desk.notes(Done::Pass(Issuing::Done), &person),
                pass: ShownOnce(pass.secret),
                minutes: pass.minutes,
                once: pass.once,
            },
            Err(error) if error.leaves_open() => Self::Unsure {
                recorded: desk.notes(Done::Pass(Issuing::Unsure), &person),
                trouble: error.into(),
            },
            Err(error) => Self::Refused { trouble: error.into() },
        })
    }
}

impl MethodsDesk<'_> {
    /// Whether this person is the one who signed in. In practice without a sign-in nobody is.
    fn is_myself(&self, person: &Person) -> bool {
        let TenantDesk { account, access, .. } = self.desk;
        access.is_some() && account.person.eq_ignore_ascii_case(&person.id.0)
    }

    /// Puts it on record. It was done all the same.
    fn notes(&self, done: Done<'_>, person: &Person) -> bool {
        let noted = lost_key::put_on_record(self.ledger, done, person, self.place);
        noted.inspect_err(|error| tracing::warn!(%error, "not on the record")).is_ok()
    }
}
