//! What is seen of this computer, in the shapes of the rooms. What nobody saw must stay unknown.

use enrollment::{
    hand::Said,
    nudge::{RegisteredPasskey, SignIn},
    rooms::{EvidenceView, FoundHere, KindSeen, SeenComputer, SeenHere, SignSource, SignView},
    wizard::means::{KeySeen, Models},
};
use entra_policy::campaign::CredentialKind;
use local_passkeys::{
    Computer, Found, Holds, KeyInHand, KindHere, Registered, Sign, Source, kinds_here,
    probe::{sign_in_here, this_computer as seen},
};

/// Looks at this computer; kinds of passkey with these keys in hand, and with what the directory has of the person
/// (`None`: it could not be read).
pub fn look(
    keys: &[(KeySeen, Said)],
    registered: Option<&[RegisteredPasskey]>,
    models: &dyn Models,
) -> SeenComputer {
    let here = seen();
    let keys: Vec<_> = keys.iter().map(|(key, said)| in_hand(key, said)).collect();
    let registered = registered.map(|all| all.iter().map(as_registered).collect::<Vec<_>>());
    let kinds = kinds_here(&here, Some(&keys), registered.as_deref());
    let Computer { os, os_name, default_browser, browsers, evidence, .. } = here;
    SeenComputer {
        os,
        os_name,
        browser: default_browser,
        all_browsers: browsers.as_ref().is_some_and(|listed| listed.whole),
        browsers: browsers
            .map(|listed| listed.browsers.into_iter().map(|one| (one.name, one.browser)).collect()),
        kinds: kinds.into_iter().map(|one| kind_seen(one, models)).collect(),
        evidence: evidence
            .into_iter()
            .map(|one| EvidenceView { source: one.source, observed: one.observed })
            .collect(),
    }
}

fn kind_seen(one: KindHere, models: &dyn Models) -> KindSeen {
    let sign = |sign: Sign| SignView {
        source: match sign.source {
            Source::System => SignSource::System,
            Source::Key => SignSource::Key,
            Source::Directory => SignSource::Directory,
        },
        name: sign.name,
        model: sign.aaguid.as_ref().and_then(|id| models.name(id.parse().ok()?)),
        aaguid: sign.aaguid,
        says: found(sign.says),
    };
    KindSeen {
        kind: one.kind,
        found: found(one.found),
        signs: one.evidence.into_iter().map(sign).collect(),
    }
}

const fn found(found: Found) -> FoundHere {
    match found {
        Found::Found => FoundHere::Found,
        Found::NotFound => FoundHere::NotFound,
        Found::Unknown => FoundHere::Unknown,
    }
}

fn as_registered(one: &RegisteredPasskey) -> Registered {
    Registered {
        method: one.method.as_ref().map(|id| id.0.clone()).unwrap_or_default(),
        aaguid: one.model.map(|model| model.to_string()),
        kind: one.kind,
    }
}

/// A sign-in here, in the default browser.
pub fn sign_in() -> SignIn {
    let (os, browser) = sign_in_here();
    SignIn { os: Some(os), browser, mfa: None }
}

/// What the readiness checks look at, without keys.
pub fn for_readiness() -> SeenHere {
    let here = seen();
    SeenHere { keys: Vec::new(), browser: Some(here.browser()), windows_hello: here.windows_hello }
}

/// A key in hand as evidence: what it said of itself and of the registered passkeys that it was asked for. What else it
/// holds it is not asked.
fn in_hand(key: &KeySeen, said: &Said) -> KeyInHand {
    let holds = |held: Option<bool>| match held {
        Some(true) => Holds::Yes,
        Some(false) => Holds::No,
        None => Holds::NotSaid,
    };
    let (aaguid, methods) = (said.model(), said.holds());
    KeyInHand {
        name: key.name.clone(),
        aaguid: aaguid.map(|aaguid| aaguid.to_string()),
        model: aaguid.map_or(CredentialKind::Unmapped, CredentialKind::of_model),
        holds: Holds::NotSaid,
        methods: methods.into_iter().map(|(id, held)| (id.0, holds(held))).collect(),
    }
}
