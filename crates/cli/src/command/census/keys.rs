//! The keys in hand, for what is on this computer. None may be asked for a PIN or a touch, and the
//! practice key is none of them.

use std::time::Duration;

use ctap::{AuthenticatorInfo, InspectError, OptionState, SystemEntropy, ceremony, holds_any};
use enrollment::oneself::RP_ID;
use entra_policy::campaign::CredentialKind;
use local_passkeys::{Holds, KeyInHand};
use webauthn::Aaguid;

use super::super::keys::{Seen, What, collect};

/// How long one question to a key may take.
const ANSWER: Duration = Duration::from_secs(3);

/// Those that are there, each asked what it is and whether it tells of a passkey for Microsoft
/// Entra.
pub(super) fn in_hand() -> Vec<KeyInHand> {
    collect(None).keys.iter().filter(|seen| is_a_key(seen)).map(of).collect()
}

/// A card in a reader that is no key is none.
fn is_a_key(seen: &Seen) -> bool {
    !matches!(seen.what, What::Silent(InspectError::NotCtap2))
}

fn of(seen: &Seen) -> KeyInHand {
    let info = match &seen.what {
        What::Told(inspection) => Some(&inspection.info),
        What::NotOpened | What::Silent(_) | What::Unopened(_) => None,
    };
    let aaguid = info.map(|info| Aaguid(info.aaguid));
    KeyInHand {
        name: seen.device.name.clone(),
        aaguid: aaguid.map(|aaguid| aaguid.to_string()),
        model: aaguid.map_or(CredentialKind::Unmapped, CredentialKind::of_model),
        holds: info.map_or(Holds::NotSaid, |info| holds(seen, info)),
        methods: Vec::new(),
    }
}

fn holds(seen: &Seen, info: &AuthenticatorInfo) -> Holds {
    let Ok(mut key) = enrollment::ports::open(&seen.device) else { return Holds::NotSaid };
    let found = holds_any(key.as_mut(), RP_ID, ANSWER, &mut SystemEntropy::new());
    // CTAP 2.1 §12.1: until somebody is verified a key may hide what it holds.
    let may_hide = info.option("clientPin") == OptionState::On || info.has("uv");
    match found.unwrap_or(ceremony::Found::NotSaid) {
        ceremony::Found::Yes => Holds::Yes,
        ceremony::Found::No if !may_hide => Holds::No,
        ceremony::Found::No | ceremony::Found::NotSaid => Holds::NotSaid,
    }
}
