//! What the arguments give to judge on. Everything is read before the first registration is judged.

use std::path::Path;

use enrollment::{OrganisationPolicy, diagnosis::Grounds, metadata::Metadata};
use entra_policy::Registrant;
use webauthn::{
    CoseAlgorithmIdentifier, PublicKeyCredentialCreationOptions, Timestamp, TrustAnchor,
    UserVerification, metadata::Consulted,
};

use crate::{
    args::DiagnoseArguments,
    clock::now,
    files, metadata, policy,
    problem::{FileKind, Problem},
    trust,
};

/// Everything that was given.
pub(super) struct Given {
    /// What was asked, where no record says it.
    pub(super) asked: Option<PublicKeyCredentialCreationOptions>,
    /// Who asked, where it is not `https://` and the RP ID.
    pub(super) origin: Option<String>,
    policy: Option<OrganisationPolicy>,
    metadata: Option<Metadata>,
    trust_anchors: Vec<TrustAnchor>,
    at: Option<Timestamp>,
    now: Timestamp,
    user_verification: UserVerification,
    algorithms: Option<Vec<CoseAlgorithmIdentifier>>,
}

impl Given {
    /// Reads what the arguments name.
    ///
    /// # Errors
    /// Something cannot be read, or is not what it should be.
    pub(super) fn read(arguments: &DiagnoseArguments) -> Result<Self, Problem> {
        let named = [&arguments.batch, &arguments.options, &arguments.policy, &arguments.mds];
        let named = named.into_iter().flatten().chain(&arguments.files);
        if named.filter(|path| files::is_stdin(path)).count() > 1 {
            return Err(Problem::StdinTwice);
        }
        let now = now();
        let policy = arguments
            .policy
            .as_ref()
            .map(|path| policy::read(path, &arguments.person, Registrant::Oneself));
        let required = arguments.require_uv;
        let at = arguments.at.unwrap_or(now);
        let metadata =
            arguments.mds.as_ref().map(|path| metadata::read(path, &arguments.mds_root, at));
        Ok(Self {
            asked: arguments.options.as_deref().map(options).transpose()?,
            origin: arguments.origin.clone(),
            policy: policy.transpose()?,
            metadata: metadata.transpose()?,
            trust_anchors: trust::read(&arguments.trust)?,
            at: arguments.at,
            now,
            user_verification: if required {
                UserVerification::Required
            } else {
                UserVerification::NotRequired
            },
            algorithms: arguments
                .algorithms
                .clone()
                .map(|all| all.into_iter().map(CoseAlgorithmIdentifier).collect()),
        })
    }

    /// The same as the judge takes it.
    pub(super) fn grounds(&self) -> Grounds<'_> {
        Grounds {
            policy: self.policy.as_ref(),
            metadata: self.metadata.as_ref().map_or(Consulted::Nothing, Metadata::consulted),
            trust_anchors: &self.trust_anchors,
            at: self.at,
            now: self.now,
            user_verification: self.user_verification,
            algorithms: self.algorithms.as_deref(),
        }
    }
}

fn options(path: &Path) -> Result<PublicKeyCredentialCreationOptions, Problem> {
    let json = files::read(path, PublicKeyCredentialCreationOptions::MAX_LENGTH)
        .map_err(|why| Problem::File(FileKind::Options, path.to_owned(), why))?;
    PublicKeyCredentialCreationOptions::from_json(&json)
        .map_err(|why| Problem::Content(FileKind::Options, path.to_owned(), why.to_string()))
}
