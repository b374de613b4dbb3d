//! Defects by name, each with what must be found. None must ever change more than the one thing it is
//! named for.

mod authenticator_data;
mod certificate;
mod client_data;
mod formats;
mod key;
mod object;
mod path;

use crate::plan::{Fmt, Plan};

pub(crate) struct Defect {
    pub(crate) name: &'static str,
    pub(crate) on: &'static [Fmt],
    pub(crate) expected: Expected,
    /// Any of these is the right word.
    pub(crate) reasons: &'static [&'static str],
    pub(crate) apply: fn(&mut Plan),
}

pub(crate) enum Expected {
    Fails,
    Unknown,
    Warns,
}

const fn fails(
    name: &'static str,
    on: &'static [Fmt],
    reasons: &'static [&'static str],
    apply: fn(&mut Plan),
) -> Defect {
    Defect { name, on, expected: Expected::Fails, reasons, apply }
}

const fn unknown(
    name: &'static str,
    on: &'static [Fmt],
    reasons: &'static [&'static str],
    apply: fn(&mut Plan),
) -> Defect {
    Defect { name, on, expected: Expected::Unknown, reasons, apply }
}

const fn warns(
    name: &'static str,
    on: &'static [Fmt],
    reasons: &'static [&'static str],
    apply: fn(&mut Plan),
) -> Defect {
    Defect { name, on, expected: Expected::Warns, reasons, apply }
}

/// Every format.
const ALL: &[Fmt] = &Fmt::ALL;
/// Formats whose signature is over authenticator data and client data.
const SIGNED: &[Fmt] = &[Fmt::Packed, Fmt::SelfPacked, Fmt::Android];
/// Formats with certificates that may be several.
const CHAINED: &[Fmt] = &[Fmt::Packed, Fmt::Tpm, Fmt::Android, Fmt::Safetynet, Fmt::Apple];
/// Formats with certificates.
const CERTIFIED: &[Fmt] =
    &[Fmt::Packed, Fmt::U2f, Fmt::Tpm, Fmt::Android, Fmt::Safetynet, Fmt::Apple];
/// Formats under which the credential's key may be of any kind.
const ANY_KEY: &[Fmt] = &[Fmt::None, Fmt::Packed, Fmt::Safetynet];

pub(crate) fn all() -> Vec<Defect> {
    [
        client_data::defects(),
        authenticator_data::defects(),
        key::defects(),
        object::defects(),
        certificate::defects(),
        path::defects(),
        formats::defects(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
