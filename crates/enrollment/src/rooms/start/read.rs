//! What the room Start is told, out of record, outbox and directory. A key that could not be asked
//! about must never be shown as none.

use webauthn::{Timestamp, base64url};

use super::{
    DirectoryKey, DirectoryKeys, NotToSend, StartView, Unfinished, UnfinishedStanding as Standing,
};
use crate::{
    outbox,
    recovery::{self, Left},
    rooms::{Account, CommandError, Kept, NudgeView, SignInState},
    settings::{FirstRun, Settings},
    tenant::{Fido2Method, PersonId, Tenant, TenantError},
    wizard::{Remedy, means::Models},
};

impl StartView {
    /// Reads record, outbox and directory.
    ///
    /// # Errors
    /// [`CommandCode::Record`](crate::rooms::CommandCode::Record).
    pub fn read(
        (settings, models): (&Settings, &dyn Models),
        (account, sign_in): (Account, SignInState),
        kept: &Kept,
        (tenant, tenant_id): (&dyn Tenant, Option<&str>),
        nudge: Option<NudgeView>,
        now: Timestamp,
    ) -> Result<Self, CommandError> {
        let found = kept.left(now)?;
        Ok(Self {
            first_run: settings.first_run == FirstRun::Ahead,
            look: settings.look,
            nudge,
            practice_sign_in: sign_in.standing.of_practice(settings.practice_sign_in),
            second_factor: settings.second_factor,
            unfinished: found
                .unfinished
                .iter()
                .map(|one| Unfinished::of(one, tenant_id, now))
                .collect(),
            keys: DirectoryKeys::read(tenant, &PersonId(account.person.clone()), models),
            account,
            sign_in,
        })
    }
}

impl DirectoryKeys {
    /// Asks the directory.
    pub fn read(tenant: &dyn Tenant, person: &PersonId, models: &dyn Models) -> Self {
        Self::of(tenant.fido2_methods(person), models)
    }

    /// As the directory listed them.
    pub(crate) fn of(listed: Result<Vec<Fido2Method>, TenantError>, models: &dyn Models) -> Self {
        let named = |method| DirectoryKey::of(method, models);
        match listed {
            Ok(methods) => Self::Listed { keys: methods.into_iter().map(named).collect() },
            Err(error) => Self::NotRead { trouble: error.into() },
        }
    }
}

impl DirectoryKey {
    /// Its model is called what the directory says, else what it is known as here.
    pub(crate) fn of(method: Fido2Method, models: &dyn Models) -> Self {
        let credential = method.id.credential_id();
        let known = || method.aaguid.and_then(|aaguid| models.name(aaguid));
        Self {
            method_id: method.id.0,
            credential_id: credential.map(|id| base64url::encode(id.as_bytes())),
            name: method.display_name,
            model: method.model.or_else(known),
            aaguid: method.aaguid.map(|aaguid| aaguid.to_string()),
            created: method.created.map(|created| created.0),
        }
    }
}

impl Unfinished {
    /// What is left of a registration, at this time and before the organisation of this id.
    pub fn of(left: &recovery::Unfinished, tenant_id: Option<&str>, now: Timestamp) -> Self {
        let begun = left.beginning.as_ref();
        Self {
            registration: left.registration.0.clone(),
            began: begun.map_or(0, |begun| begun.at.0),
            organisation: begun.and_then(|begun| begun.organisation.clone()),
            elsewhere: begun.is_some_and(|begun| begun.is_elsewhere(tenant_id)),
            account: begun.map(|begun| begun.account.clone()).unwrap_or_default(),
            rp_id: begun.map(|begun| begun.rp_id.clone()).unwrap_or_default(),
            key: begun.and_then(|begun| begun.attempt.key.clone()),
            standing: standing(&left.what, now),
        }
    }
}

fn standing(left: &Left, now: Timestamp) -> Standing {
    // Whether the key can remove it, only the key says; it is asked then.
    let remedy = Remedy::RemoveHere;
    match left {
        Left::PossiblyOnKey(_) => Standing::PossiblyOn { remedy },
        Left::Pending { expires, kept, .. } => {
            let seconds = u64::try_from(expires.0.saturating_sub(now.0)).unwrap_or_default();
            let survives = match kept {
                outbox::Kept::Sealed => true,
                outbox::Kept::InMemory => false,
            };
            Standing::ToSend { left_ms: seconds.saturating_mul(1000), survives }
        }
        Left::OnKey { why, .. } => Standing::OnKey {
            why: match why {
                recovery::NotToSend::Expired => NotToSend::Expired,
                recovery::NotToSend::NotKept => NotToSend::NotKept,
                recovery::NotToSend::Locked => NotToSend::Locked,
                recovery::NotToSend::SealBroken => NotToSend::Unreadable,
                recovery::NotToSend::Refused(_) => NotToSend::Refused,
                recovery::NotToSend::GivenUp => NotToSend::GivenUp,
            },
            remedy,
        },
    }
}
