//! The version of an app, and whether it can do what Entra asks of it. One that cannot be read must not
//! count as old.

#[cfg(test)]
mod tests;

/// A version as `phoneAppVersion` has it: numbers with dots between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppVersion(Vec<u32>);

/// The first that can match a number. The page on number matching asks for an update from Android
/// versions before 6.2006.4198 and iOS versions before 6.4.12.
const ANDROID: [u32; 3] = [6, 2006, 4198];
const IOS: [u32; 3] = [6, 4, 12];
/// Android's second number is a year and a month; no other system's comes near it.
const FIRST_MONTH: u32 = 1501;

impl AppVersion {
    /// Reads one; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
        parts.filter(|parts| (2..=6).contains(&parts.len())).map(Self)
    }

    /// Whether it is older than what a notification with a number needs.
    pub fn is_too_old(&self) -> bool {
        let android = self.0.get(1).is_some_and(|second| *second >= FIRST_MONTH);
        let first = if android { ANDROID } else { IOS };
        self.0.as_slice() < first.as_slice()
    }
}
