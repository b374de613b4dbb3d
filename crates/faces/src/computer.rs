//! What is seen of this computer, in the shapes of the rooms. What nobody saw must stay unknown.

use enrollment::{
    hand::Said,
    nudge::SignIn,
    rooms::{EvidenceView, FoundHere, SeenComputer},
    wizard::means::KeySeen,
};
use entra_policy::{
    campaign::{CredentialKind, RuleSet},
    readiness::WindowsHello,
};
use local_passkeys::{
    Computer, Found, Holds, InstalledBrowser, KeyInHand, KindHere, Registered, kinds_here,
    probe::{sign_in_here, this_computer as seen},
};

/// Looks at this computer.
pub fn look() -> SeenComputer {
    let Computer { os, os_name, default_browser, browsers, passkeys, evidence, .. } = seen();
    let found = |found| match found {
        Found::Found => FoundHere::Found,
        Found::NotFound => FoundHere::NotFound,
        Found::Unknown => FoundHere::Unknown,
    };
    SeenComputer {
        os,
        os_name,
        browser: default_browser,
        browsers: browsers.map(|all| all.into_iter().map(|one| one.name).collect()),
        kinds: passkeys.into_iter().map(|one| (one.kind, found(one.found))).collect(),
        evidence: evidence
            .into_iter()
            .map(|one| EvidenceView { source: one.source, observed: one.observed })
            .collect(),
    }
}

/// A sign-in here, in the default browser.
pub fn sign_in() -> SignIn {
    let (os, browser) = sign_in_here();
    SignIn { os: Some(os), browser, mfa: None }
}

/// What Windows says of itself and of Windows Hello; `None` on another system.
pub fn windows_hello() -> Option<WindowsHello> {
    seen().windows_hello
}

/// Each kind of passkey here with what it is known by: this computer, the keys in hand (`None`: nobody looked),
/// and what the directory has of the person (`None`: not read to its end).
pub fn kinds(keys: Option<&[KeyInHand]>, registered: Option<&[Registered]>) -> Vec<KindHere> {
    kinds_here(&seen(), keys, registered)
}

/// A key in hand as evidence: what it said of itself and of the registered passkeys that it was asked for, and
/// whether it holds any for the organisation, where its list was read with a PIN. The practice key is no evidence.
pub fn in_hand(key: &KeySeen, said: &Said, listed: Holds) -> KeyInHand {
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
        holds: listed,
        methods: methods.into_iter().map(|(id, held)| (id.0, holds(held))).collect(),
    }
}

/// The browsers that are installed, each with its column of a rule set's matrix (`None`: it has none there);
/// `None` where they could not be listed.
pub fn installed(rules: &RuleSet) -> Option<Vec<(InstalledBrowser, Option<String>)>> {
    let here = seen();
    here.browsers.as_ref()?;
    let owned = |(one, id): (InstalledBrowser, Option<&str>)| (one, id.map(str::to_owned));
    Some(here.columns(rules).into_iter().map(owned).collect())
}
