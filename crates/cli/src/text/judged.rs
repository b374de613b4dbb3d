//! What was made and what it is worth, in words. A finding must never be left out because it is
//! inconvenient.

use ctap::AuthenticatorId;
use enrollment::{Made, Prepared, ProofOfPossession};
use webauthn::{Judgement, judgement::AttestationType};

use super::{Scene, ending::left_behind, finding, plain};
use crate::names::Names;

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handover {
    /// Verified and handed over.
    Verified,
    /// In the directory.
    Registered,
    /// Kept until somebody sends it.
    KeptForLater,
    /// Handed over unproved, as the person wanted.
    Unproved,
    /// Not everything is known, and nobody wanted it all the same.
    KeptUnproved,
    /// It does not hold.
    Refused,
    /// It holds, and the policy does not allow it.
    NotAllowed,
}

/// Who asks for what, before any PIN or touch.
pub(crate) fn introduction(prepared: &Prepared, scene: Scene) -> String {
    let options = prepared.options();
    let (rp, user) = (&options.rp, &options.user);
    let mut text = String::new();
    if scene == Scene::Practice {
        text += "PRACTICE: with the practice key, which is no proof of anything to anybody.\n";
    }
    text += &format!("Registering a key for {} ({})\n", prepared.rp_id(), plain(&rp.name));
    text += &format!("  account {} ({})\n", plain(&user.name), plain(&user.display_name));
    let own = format!("https://{}", prepared.rp_id());
    if prepared.origin() != own {
        text += &format!("  by {}\n", prepared.origin());
    }
    text
}

/// What is on keys now.
pub(crate) fn made(made: &Made, names: &Names) -> String {
    let mut text = format!("{} has made a credential.\n", key(made.authenticator(), names));
    if made.is_after_cancel() {
        text += "It had been touched before it could be stopped.\n";
    }
    text + &left_behind(made.possibly_on(), made.pin_changed_on(), names)
}

fn key(id: &AuthenticatorId, names: &Names) -> String {
    names.name(id)
}

/// The verdict and whatever did not simply pass.
pub(crate) fn judged(
    judgement: &Judgement,
    proof: ProofOfPossession,
    handover: Handover,
    scene: Scene,
) -> String {
    let model = judgement.model.as_deref();
    let mut text = model.map(|model| format!("{}\n", plain(model))).unwrap_or_default();
    for one in judgement.findings.iter().filter(|one| finding::says_something(one)) {
        text += &finding::finding(one);
    }
    text += &format!("{}\n", attestation(judgement));
    text += &format!("{}\n", possession(proof));
    text += match handover {
        Handover::Verified => {
            "Registered. Give the response to the service; then register a spare key.\n"
        }
        Handover::Registered => {
            "Registered: the key is in the directory. Register a spare key next.\n"
        }
        Handover::KeptForLater => "Kept for later: the key does not work until it is sent.\n",
        Handover::Unproved => {
            "Handed over although not everything could be proved, because --send-unproved says so.\n"
        }
        Handover::KeptUnproved => {
            "Not handed over: not everything could be proved. --send-unproved would hand it over \
             all the same. The credential is on the key and can be removed with the key's own \
             program.\n"
        }
        Handover::NotAllowed => {
            "Not handed over: the organisation's policy does not allow it. The credential is on the \
             key and can be removed with the key's own program.\n"
        }
        Handover::Refused => {
            "Not handed over: the registration does not hold. The credential is on the key and can \
             be removed with the key's own program.\n"
        }
    };
    if scene == Scene::Practice {
        text += "This was PRACTICE.\n";
    }
    text
}

pub(super) fn attestation(judgement: &Judgement) -> String {
    let summary = &judgement.attestation;
    let model = judgement.aaguid.map_or_else(|| "none".to_owned(), |aaguid| aaguid.to_string());
    match (summary.r#type, summary.trusted, &summary.anchor) {
        (AttestationType::None, _, _) => {
            format!("Model {model}: the key proves nothing about it (no attestation).")
        }
        (AttestationType::Self_, _, _) => {
            format!("Model {model}: not proved, the key vouches for itself (self attestation).")
        }
        (AttestationType::Unverified, _, _) => format!("Model {model}: not proved."),
        (
            AttestationType::Basic | AttestationType::AttCa | AttestationType::AnonCa,
            Some(true),
            Some(anchor),
        ) => format!("Model {model}: proved up to {}.", plain(anchor)),
        (
            AttestationType::Basic | AttestationType::AttCa | AttestationType::AnonCa,
            Some(true) | None,
            _,
        ) => format!(
            "Model {model}: its certificate holds; no root was given to compare it with (--trust, --mds)."
        ),
        (
            AttestationType::Basic | AttestationType::AttCa | AttestationType::AnonCa,
            Some(false),
            _,
        ) => format!("Model {model}: its certificate leads to no root that was given."),
    }
}

fn possession(proof: ProofOfPossession) -> String {
    match proof {
        ProofOfPossession::Holds => "The new credential signs.".to_owned(),
        ProofOfPossession::Fails => {
            "The new credential does NOT sign as it should: signing in with it will fail."
                .to_owned()
        }
        ProofOfPossession::Refused(status) => {
            format!("Whether the new credential signs was not tried: the key refused ({status}).")
        }
        ProofOfPossession::Unknown => {
            "Whether the new credential signs could not be tried.".to_owned()
        }
    }
}
