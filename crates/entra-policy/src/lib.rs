//! Microsoft Entra's passkey (FIDO2) policy as data, and what it says of a key and a registration.
//! It must never read a clock, a file or a socket, and never say yes where it does not know.

pub mod admission;
pub mod campaign;
pub mod fido2;
pub mod inventory;
mod object_id;
mod pass;
pub mod readiness;

pub use admission::{
    Admission, Capability, KeyFacts, PasskeyType, PolicyLine, ProfileName, Registrant,
    RegistrationFacts, Standing, Subject, admit, preflight,
};
pub use fido2::{
    AttestationEnforcement, EnforcementType, ExcludeTarget, Fido2Policy, IncludeTarget,
    KeyRestrictions, MethodState, PasskeyProfile, PasskeyTypes, PolicyError, TargetId, TargetType,
};
pub use inventory::{
    AllowList, AllowListChange, AllowListError, Basis, Listed, ModelAdmission, admitted_models,
};
pub use object_id::{ObjectId, ParseObjectIdError};
pub use pass::{PassRefusal, PassTerms};
