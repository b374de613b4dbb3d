//! What is seen of this computer, in the shapes of the rooms. What nobody saw must stay unknown.

use enrollment::{
    nudge::SignIn,
    rooms::{EvidenceView, FoundHere, SeenComputer, SeenHere},
};
use local_passkeys::{Computer, Found, probe::this_computer as seen};

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
    let here = seen();
    SignIn { os: Some(here.os), browser: here.default_browser, mfa: None }
}

/// What the readiness checks look at, without keys.
pub fn for_readiness() -> SeenHere {
    let here = seen();
    SeenHere { keys: Vec::new(), browser: Some(here.browser()), windows_hello: here.windows_hello }
}
