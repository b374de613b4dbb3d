//! Browsers that are installed, and whether those are all. A list of which something may be missing must say so,
//! and never that there is none.

use entra_policy::campaign::Browser;
use serde::Serialize;

/// A browser that is installed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct InstalledBrowser {
    /// Which of those that the matrix has; `other` for the rest.
    pub browser: Browser,
    /// What the system calls it.
    pub name: String,
}

/// Browsers that are installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Each once, in order.
    pub browsers: Vec<InstalledBrowser>,
    /// Whether those are all. Where a part could not be read, or nothing tells, they may not be.
    pub whole: bool,
}

impl Listed {
    pub(crate) fn new(browsers: impl IntoIterator<Item = InstalledBrowser>, whole: bool) -> Self {
        let mut browsers: Vec<InstalledBrowser> = browsers.into_iter().collect();
        browsers.sort();
        browsers.dedup();
        Self { browsers, whole }
    }

    /// Their names; `None` where none was seen and there may be some.
    pub fn names(&self) -> Option<Vec<String>> {
        let names = self.browsers.iter().map(|one| one.name.clone()).collect();
        (self.whole || !self.browsers.is_empty()).then_some(names)
    }

    /// What it says, in short.
    pub(crate) fn in_short(&self) -> String {
        let mut names: Vec<&str> = self.browsers.iter().map(|one| one.name.as_str()).collect();
        if !self.whole {
            names.push("perhaps more");
        }
        names.join(", ")
    }
}

/// A word of a program that was read as it stands: one that was no UTF-8, or has what no name has, is none.
pub(crate) fn clean(text: &str) -> Option<&str> {
    let odd = |letter: char| letter.is_control() || letter == char::REPLACEMENT_CHARACTER;
    (!text.is_empty() && !text.contains(odd)).then_some(text)
}
