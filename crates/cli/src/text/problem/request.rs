//! Why a request may not go to a key, in words. It must never print a name from outside without
//! `plain`.

use enrollment::PrepareError;
use webauthn::{OriginError, RequestError, RpIdError};

use crate::text::plain;

/// What is wrong with the request.
pub(super) fn request(error: &PrepareError) -> String {
    match error {
        PrepareError::Origin(error) => origin(error),
        PrepareError::NoRpId => "The options name no RP ID, and no --origin was given to take it \
                                 from."
            .to_owned(),
        PrepareError::Request(RequestError::RpId(error)) => rp_id(error),
        PrepareError::Request(RequestError::NoPublicKeyType) => {
            "No entry of pubKeyCredParams is of the type public-key, so there is nothing to make."
                .to_owned()
        }
        PrepareError::Request(RequestError::Extension(name)) => {
            format!("The extension {name} is not for registrations, or nobody knows what it asks.")
        }
        PrepareError::Request(RequestError::ExtensionNotAllowed(name)) => {
            format!(
                "The extension {name} is only for origins on a list, and there is no such list."
            )
        }
        PrepareError::PlatformOnly => "The options ask for an authenticator that is built into \
                                       this computer. Security keys are none."
            .to_owned(),
        PrepareError::LargeBlobRequired => {
            "The options demand largeBlob, which this program does not do.".to_owned()
        }
        PrepareError::ChallengeExpired => {
            "The challenge in the options has expired. Get new options; where these are new, the clock of \
             this computer is wrong."
                .to_owned()
        }
    }
}

fn origin(error: &OriginError) -> String {
    match error {
        OriginError::NotAnOrigin(text) => {
            format!("{} is not an origin. One is https://example.com, for instance.", plain(text))
        }
        OriginError::NotSecure(text) => {
            format!("{} is not secure: an origin begins with https://.", plain(text))
        }
        OriginError::IpAddress(text) => {
            format!("{} has an IP address. Registrations are for domains only.", plain(text))
        }
        OriginError::NotAValidDomain(text) => {
            format!("{} has a host that is not a valid domain.", plain(text))
        }
    }
}

fn rp_id(error: &RpIdError) -> String {
    match error {
        RpIdError::NotADomain(text) => {
            format!("The RP ID {} is not a domain.", plain(text))
        }
        RpIdError::IpAddress(text) => {
            format!("The RP ID {} is an IP address. Only a domain can be one.", plain(text))
        }
        RpIdError::NotCanonical { given, canonical } => {
            format!("The RP ID {} has to be written {}.", plain(given), plain(canonical))
        }
        RpIdError::PublicSuffix(text) => format!(
            "The RP ID {} is a domain under which anybody can register a name, so nobody may have \
             it as their own.",
            plain(text)
        ),
        RpIdError::NotForOrigin { rp_id, origin } => format!(
            "{} may not register for the RP ID {}. The RP ID has to be the origin's domain, or a \
             parent of it, or list it as a related origin (--related-origins FILE).",
            plain(origin),
            plain(rp_id)
        ),
    }
}
