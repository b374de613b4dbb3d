//! The credentials of one RP ID, one after the other, and the one that is taken away. It must never
//! call a search complete that was not, nor take the key's word for how long it will be.

use super::{Awaited, Bound, Finding, Managing, RemovalOutcome, Removing, StoredCredential, Then};
use crate::{
    AuthenticatorId, NoEntropy, PinUvAuthToken, StatusCode, TransportError,
    ceremony::{
        Failure, Unusable,
        machine::{Ceremony, ChosenKey, Reply, Step},
    },
    command::{CredentialManagement, Listed, Request, ResponseError},
};

/// How far the key has told.
pub(super) struct Listing {
    /// How many it says are still to come.
    left: u64,
    found: Vec<StoredCredential>,
}

impl Ceremony<Removing> {
    /// Begins with the first.
    pub(super) fn enumerate(&mut self, chosen: ChosenKey<Removing>) {
        self.manage(chosen, Awaited::First, |management, rp_id, token| {
            management.enumerate_credentials_begin(rp_id, token)
        });
    }

    pub(super) fn on_first(
        &mut self,
        mut chosen: ChosenKey<Removing>,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        match reply {
            Ok((StatusCode::Success, body)) => match Listed::parse(&body) {
                Ok(None) => self.conclude(chosen, Vec::new()),
                Ok(Some(Listed { credential, total: Some(total) })) => {
                    let listing = Listing { left: total, found: Vec::new() };
                    self.take_listed(chosen, listing, credential);
                }
                Ok(Some(Listed { total: None, .. })) => {
                    self.refuse(chosen.id, ResponseError::Member(0x09).into());
                }
                Err(nonsense) => self.refuse(chosen.id, nonsense.into()),
            },
            Ok((StatusCode::NoCredentials, _)) => self.conclude(chosen, Vec::new()),
            Ok((StatusCode::PinAuthInvalid, _)) if chosen.may_have_expired() => {
                // Or it does not take one that is bound to an RP ID.
                chosen.noted = Bound::Key;
                return self.verify_again(chosen);
            }
            Ok((StatusCode::PinAuthBlocked, _)) => self.ask_power_cycle(&chosen.id),
            Ok((StatusCode::PinBlocked, _)) => self.refuse(chosen.id, Unusable::PinBlocked),
            // It lists the option and does not have it.
            Ok((StatusCode::InvalidCommand | StatusCode::InvalidSubcommand, _)) => {
                self.refuse(chosen.id, Unusable::NoCredentialManagement);
            }
            Ok((status, _)) => self.refuse(chosen.id, Unusable::Refused(status)),
            Err(why) => self.refuse(chosen.id, why),
        }
        Ok(())
    }

    pub(super) fn on_next(&mut self, chosen: ChosenKey<Removing>, listing: Listing, reply: Reply) {
        match reply {
            Ok((StatusCode::Success, body)) => match Listed::parse(&body) {
                Ok(Some(Listed { credential, .. })) => {
                    self.take_listed(chosen, listing, credential);
                }
                Ok(None) => self.refuse(chosen.id, ResponseError::OutOfRange(0x09).into()),
                Err(nonsense) => self.refuse(chosen.id, nonsense.into()),
            },
            // It said that there were more: the search is not complete.
            Ok((status, _)) => self.refuse(chosen.id, Unusable::Refused(status)),
            Err(why) => self.refuse(chosen.id, why),
        }
    }

    fn take_listed(
        &mut self,
        chosen: ChosenKey<Removing>,
        mut listing: Listing,
        credential: StoredCredential,
    ) {
        let request = &self.task.request;
        let is_last = request.is_answered_by(&credential);
        let is_new = listing.found.iter().all(|one| one.id != credential.id);
        if is_new && request.search.means(&credential) {
            listing.found.push(credential);
        }
        listing.left = listing.left.saturating_sub(1);
        if is_last || listing.left == 0 {
            self.conclude(chosen, listing.found);
        } else {
            self.manage(chosen, Awaited::Next(listing), |management, _, _| {
                management.enumerate_credentials_next()
            });
        }
    }

    /// Sends one request of credential management.
    fn manage(
        &mut self,
        chosen: ChosenKey<Removing>,
        awaited: Awaited,
        request: impl FnOnce(CredentialManagement, &str, &PinUvAuthToken) -> Request,
    ) {
        let Some(management) = CredentialManagement::of(&chosen.info) else {
            return self.refuse(chosen.id, Unusable::NoCredentialManagement);
        };
        let Some(token) = &chosen.token else {
            return self.refuse(chosen.id, Unusable::NoUserVerification);
        };
        let request = request(management, &self.task.request.rp_id, token);
        self.work(chosen, Step::Task(Managing { awaited, touch: false }), request);
    }

    /// The search is complete, or has what it was for.
    fn conclude(&mut self, chosen: ChosenKey<Removing>, found: Vec<StoredCredential>) {
        let credentials = match &self.task.request.then {
            Then::Report => found,
            Then::Delete(id) => {
                let Some(credential) = found.into_iter().find(|one| one.id == *id) else {
                    return self.not_there(chosen.id);
                };
                return self.delete(chosen, credential);
            }
        };
        if credentials.is_empty() {
            self.not_there(chosen.id);
        } else {
            self.found(Finding::Found { authenticator: chosen.id, credentials });
        }
    }

    fn delete(&mut self, chosen: ChosenKey<Removing>, credential: StoredCredential) {
        self.task.deleting = Some(credential.clone());
        self.manage(chosen, Awaited::Deletion, |management, _, token| {
            management.delete_credential(&credential.id, token)
        });
    }

    pub(super) fn on_deletion(&mut self, id: AuthenticatorId, reply: Reply) {
        match reply {
            Ok((status, _)) => {
                let why = Unusable::Refused(status);
                let failure = Failure::Unusable { authenticator: id.clone(), why };
                self.on_deletion_status(id, status, failure);
            }
            // It never saw it.
            Err(why @ Unusable::Transport(TransportError::TooLong(_))) => {
                self.end(Failure::Unusable { authenticator: id, why });
            }
            Err(why) => self.deletion_unanswered(id, why),
        }
    }

    /// The person wanted it to stop, and the key was told so.
    pub(super) fn on_late_deletion(&mut self, id: AuthenticatorId, failure: Failure, reply: Reply) {
        match reply {
            Ok((status, _)) => self.on_deletion_status(id, status, failure),
            Err(_) => {
                self.task.possibly_deleted_from = Some(id);
                self.end(failure);
            }
        }
    }

    fn on_deletion_status(&mut self, id: AuthenticatorId, status: StatusCode, failure: Failure) {
        let deleted = self.task.deleting.take().filter(|_| status == StatusCode::Success);
        if let Some(credential) = deleted {
            self.found(Finding::Deleted { authenticator: id, credential });
        } else if matches!(status, StatusCode::NoCredentials | StatusCode::InvalidCredential) {
            self.not_there(id);
        } else {
            self.end(failure);
        }
    }

    pub(super) fn deletion_unanswered(&mut self, id: AuthenticatorId, why: Unusable) {
        self.task.possibly_deleted_from = Some(id.clone());
        self.end(Failure::Unusable { authenticator: id, why });
    }

    fn not_there(&mut self, id: AuthenticatorId) {
        let aaguid = self.known(&id).map_or([0; 16], |(_, info)| info.aaguid);
        self.found(Finding::NotThere { authenticator: id, aaguid });
    }

    fn found(&mut self, finding: Finding) {
        self.finish(|_, pin_changed_on| RemovalOutcome { finding, pin_changed_on });
    }
}
