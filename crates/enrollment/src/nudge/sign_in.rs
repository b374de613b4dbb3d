//! What is said of the sign-in that may ask. What nobody said is assumed, by name, or stays unknown; it
//! must never be taken for seen.

use entra_policy::campaign::{Assumptions, Browser, Fact, MfaMethod, Os, usual_assumptions};
use serde_json::{Map, Value, json};

use crate::rooms::{PracticeMfa, PracticePlace, PracticeSignIn};

/// What is said of a sign-in; `None`: nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// The operating system.
    pub os: Option<Os>,
    /// The browser.
    pub browser: Option<Browser>,
    /// How MFA is done.
    pub mfa: Option<MfaMethod>,
}

/// What a directory, a record or a sign-in says, so that nobody assumes it.
const SAID: [Fact; 4] = [Fact::Os, Fact::Browser, Fact::MfaMethod, Fact::History];

impl SignIn {
    /// As the person says that it happens in practice; `here` is one on this computer.
    pub fn practised(practice: PracticeSignIn, here: impl FnOnce() -> Self) -> Self {
        let (os, browser) = match practice.place {
            PracticePlace::Here => {
                let here = here();
                (here.os, here.browser)
            }
            PracticePlace::WindowsEdge => (Some(Os::Windows), Some(Browser::Edge)),
            PracticePlace::WindowsChrome => (Some(Os::Windows), Some(Browser::Chrome)),
            PracticePlace::MacSafari => (Some(Os::MacOs), Some(Browser::Safari)),
            PracticePlace::MacChrome => (Some(Os::MacOs), Some(Browser::Chrome)),
            PracticePlace::Ios => (Some(Os::Ios), Some(Browser::Safari)),
            PracticePlace::Android => (Some(Os::Android), Some(Browser::Chrome)),
        };
        Self { os, browser, mfa: Some(mfa(practice.mfa)) }
    }

    /// The same with the second factor that the person says they use.
    #[must_use]
    pub fn with(self, factor: Option<PracticeMfa>) -> Self {
        Self { mfa: factor.map(mfa).or(self.mfa), ..self }
    }

    /// What is assumed of it.
    pub fn assumptions() -> Assumptions {
        let mut assumed = usual_assumptions();
        assumed.retain(|path, _| !SAID.iter().any(|fact| fact.path() == path));
        assumed
    }

    /// The facts, by their paths.
    pub(super) fn facts(self) -> Map<String, Value> {
        let facts = [
            (Fact::Os, json!(self.os)),
            (Fact::Browser, json!(self.browser)),
            (Fact::MfaMethod, json!(self.mfa)),
        ];
        facts.into_iter().map(|(fact, value)| (fact.path().to_owned(), value)).collect()
    }
}

fn mfa(factor: PracticeMfa) -> MfaMethod {
    match factor {
        PracticeMfa::Sms => MfaMethod::Sms,
        PracticeMfa::Totp => MfaMethod::Totp,
        PracticeMfa::Other => MfaMethod::Other,
        PracticeMfa::None => MfaMethod::None,
    }
}
