//! The documents read once more, as a list of dated questions, for facts that are all known. It must not
//! share a line with the engine, nor its rule sets.

use std::collections::BTreeSet;

use entra_policy::campaign::Fact;
use serde_json::Value;

use crate::world::{Case, at};

/// The rule sets in the order of their dates.
pub(crate) const DATES: [&str; 9] = [
    "2021-11-28",
    "2023-09-28",
    "2024-02-05",
    "2026-03-11a",
    "2026-03-11b",
    "2026-05-04",
    "2026-05-20a",
    "2026-05-20b",
    "2026-09-02",
];

/// What may come to pass; more than one where the document does not say.
pub(crate) fn outcomes(date: &str, case: &Case) -> BTreeSet<&'static str> {
    let text = DATES.iter().position(|one| *one == date).unwrap();
    Reading { text, case }.outcomes()
}

struct Reading<'a> {
    text: usize,
    case: &'a Case,
}

const Y2021: usize = 0;
const Y2024: usize = 2;
const MARCH_A: usize = 3;
const MARCH_B: usize = 4;
const MAY_4: usize = 5;
const MAY_20A: usize = 6;
const MAY_20B: usize = 7;
const SEPTEMBER: usize = 8;

impl Reading<'_> {
    fn is(&self, fact: Fact) -> bool {
        self.case[at(fact)] == true
    }

    fn word(&self, fact: Fact) -> &str {
        self.case[at(fact)].as_str().unwrap()
    }

    fn list(&self, fact: Fact) -> &[Value] {
        self.case[at(fact)].as_array().unwrap()
    }

    fn outcomes(&self) -> BTreeSet<&'static str> {
        let only = |word| BTreeSet::from([word]);
        let state = self.word(Fact::State);
        if state == "disabled" {
            return only("no-nudge");
        }
        let managed = state == "default";
        let stored = self.word(Fact::Target) == "fido2";
        let mut all = BTreeSet::new();
        let (targets, mut open) =
            if managed { self.managed_targets() } else { (vec![stored], false) };
        if !managed && stored && self.text <= Y2024 {
            // No such campaign exists by these texts: it is open what a tenant with one does, but
            // whatever stops every campaign stops this one.
            return self.unclear();
        }
        for passkey in targets {
            let (stopped, doubtful) = self.stops(managed, passkey);
            if stopped {
                all.insert("no-nudge");
                continue;
            }
            open |= doubtful;
            let (waits, required) = self.snoozes(managed, passkey);
            if waits == Some(true) {
                all.insert("no-nudge");
                continue;
            }
            if open || waits.is_none() {
                all.insert("no-nudge");
            }
            match required {
                Some(true) => drop(all.insert("required")),
                Some(false) => drop(all.insert("nudge")),
                None => all.extend(["nudge", "required"]),
            }
        }
        all
    }

    fn unclear(&self) -> BTreeSet<&'static str> {
        let phone = ["ios", "android"].contains(&self.word(Fact::Os));
        let (waits, required) = self.snoozes(false, true);
        if self.sign_in_stops(false)
            || self.out_of_scope()
            || waits == Some(true)
            || (phone && self.text > Y2021)
        {
            return BTreeSet::from(["no-nudge"]);
        }
        let mut all = BTreeSet::from(["no-nudge"]);
        match required {
            Some(true) => drop(all.insert("required")),
            Some(false) => drop(all.insert("nudge")),
            None => all.extend(["nudge", "required"]),
        }
        all
    }

    /// The targets of a Microsoft managed campaign, passkeys as `true`, and whether that is open.
    fn managed_targets(&self) -> (Vec<bool>, bool) {
        match self.text {
            Y2021 => (vec![false], true),
            1..=Y2024 => (vec![false], false),
            MARCH_A => (vec![false, true], true),
            SEPTEMBER => {
                (vec![self.is(Fact::Fido2Enabled) && self.is(Fact::Fido2UserInScope)], false)
            }
            _ => (vec![!self.profiles().any(|one| !one["keyRestrictions"].is_null())], false),
        }
    }

    fn profiles(&self) -> impl Iterator<Item = &Value> {
        self.list(Fact::Profiles).iter()
    }

    fn by_phone(&self) -> bool {
        ["sms", "voice"].contains(&self.word(Fact::MfaMethod))
    }

    /// Whether something about the sign-in stops every campaign.
    fn sign_in_stops(&self, managed: bool) -> bool {
        let surface = self.word(Fact::Surface);
        (self.text >= MARCH_A && self.is(Fact::SsoSession))
            || (self.text == SEPTEMBER && !self.is(Fact::Interactive))
            || self.word(Fact::MfaMethod) == "none"
            || self.word(Fact::MfaProvider) == "other"
            || (managed && (1..=Y2024).contains(&self.text) && !self.by_phone())
            || (self.text > Y2021
                && (self.word(Fact::CaRegistration) != "allowed"
                    || self.is(Fact::TermsOfUse)
                    || self.is(Fact::CustomControls)
                    || self.is(Fact::RegisteredOtherMethod)))
            || (self.text == 1 && surface != "browser")
            || (self.text >= Y2024 && ["oobe", "windows_settings_view"].contains(&surface))
    }

    fn out_of_scope(&self) -> bool {
        let groups = self.list(Fact::Groups);
        let own = self.word(Fact::UserId);
        let is = |id: &Value| id == "all_users" || id == own || groups.contains(id);
        let hit = |fact| self.list(fact).iter().any(is);
        hit(Fact::Exclude) || !hit(Fact::Include)
    }

    /// Whether a campaign is stopped, and whether it is open that it is.
    fn stops(&self, managed: bool, passkey: bool) -> (bool, bool) {
        let (os, surface) = (self.word(Fact::Os), self.word(Fact::Surface));
        let phone = ["ios", "android"].contains(&os);
        let native = surface == "native_app";
        let mut doubtful = self.text >= Y2024 && (surface == "embedded_view" || (native && !phone));
        let mut stopped = self.sign_in_stops(managed) || self.out_of_scope();
        stopped |= self.text == SEPTEMBER && !passkey && !self.by_phone();
        doubtful |= managed && self.text == MARCH_A;
        // What a text says nothing of, it neither promises nor denies.
        doubtful |= self.text < MARCH_A && self.is(Fact::SsoSession);
        doubtful |= self.text < SEPTEMBER && !self.is(Fact::Interactive);
        doubtful |= self.text == Y2021
            && (self.word(Fact::CaRegistration) != "allowed"
                || self.is(Fact::TermsOfUse)
                || self.is(Fact::CustomControls)
                || self.is(Fact::RegisteredOtherMethod)
                || surface != "browser");
        doubtful |= phone && self.text == Y2021;
        stopped |= phone && (1..=MAY_20A).contains(&self.text);
        stopped |= phone && self.text >= MAY_20B && (!passkey || (os == "android" && native));
        if os == "linux" && self.text >= MAY_4 {
            stopped |= passkey;
            doubtful |= !passkey && self.text != SEPTEMBER;
        }
        let (no, perhaps) =
            if passkey { self.passkey(managed) } else { (self.authenticator(), false) };
        (stopped || no, doubtful || perhaps)
    }

    fn authenticator(&self) -> bool {
        let older = self.text <= Y2024 && self.is(Fact::ViaMfaRegistrationPolicy);
        // That somebody has to be in the scope of the method is written from 2026 on.
        let outside = self.text >= MARCH_A && !self.is(Fact::AuthenticatorUserInScope);
        outside
            || !(self.is(Fact::AuthenticatorEnabled) || older)
            || self.word(Fact::AuthenticatorMode) == "passwordless"
            || self.is(Fact::AuthenticatorPush)
    }

    fn passkey(&self, managed: bool) -> (bool, bool) {
        let guest = self.text >= MAY_20B && self.is(Fact::Guest);
        let off = !self.is(Fact::Fido2Enabled)
            || !self.is(Fact::Fido2UserInScope)
            || (self.text >= MARCH_B && !self.is(Fact::Fido2SelfService));
        let restricted = |one: &Value| {
            one["types"].as_array().unwrap().len() < 2
                || one["attestation"] != "disabled"
                || !one["keyRestrictions"].is_null()
        };
        let profile = managed
            && match self.text {
                MAY_20A | MAY_20B => self.profiles().any(restricted),
                SEPTEMBER => !self.profiles().any(eligible),
                _ => false,
            };
        let has = self.has_passkey();
        (guest || off || profile || has == Some(true), has.is_none())
    }

    /// Whether the person has a passkey that counts; `None` where the document does not say.
    fn has_passkey(&self) -> Option<bool> {
        let all = self.list(Fact::Credentials);
        if self.text < MAY_4 {
            let built_in = ["windows_hello_for_business", "mac_platform_sso"];
            let counts = |one: &Value| {
                self.text == MARCH_A || !built_in.contains(&one["type"].as_str().unwrap())
            };
            let has = |kind: &str| all.iter().any(|one| one["type"] == kind);
            // Each alone is not enough. Both are two passkeys.
            let open = self.text != MARCH_A && built_in.into_iter().all(has);
            return if open && !all.iter().any(counts) {
                None
            } else {
                Some(all.iter().any(counts))
            };
        }
        let here = |binding: Option<&str>| {
            // No column: the document says nothing of that sign-in.
            marks(self.text, self.word(Fact::Os), self.word(Fact::Browser), "security_key")?;
            let mut found = Some(false);
            for one in all {
                let kind = one["type"].as_str().unwrap();
                let fits = binding.is_none_or(|wanted| one["binding"] == wanted);
                let marked = marks(self.text, self.word(Fact::Os), self.word(Fact::Browser), kind);
                match (fits, marked) {
                    (true, Some(true)) => return Some(true),
                    (true, None) => found = None,
                    (false, _) | (true, Some(false)) => {}
                }
            }
            found
        };
        if self.text < SEPTEMBER {
            return here(None);
        }
        let anywhere = Some(all.iter().any(|one| one["eligible"] == true));
        let mut answers = Vec::new();
        for one in self.profiles() {
            let types = one["types"].as_array().unwrap();
            let open = types.len() == 2;
            answers.push(
                if !one["keyRestrictions"].is_null() || one["attestation"] != "disabled" {
                    anywhere
                } else if open {
                    return here(None);
                } else if types[0] == "synced" {
                    here(Some("synced"))
                } else {
                    here(Some("device_bound"))
                },
            );
        }
        let first = answers[0];
        if answers.iter().all(|one| *one == first) { first } else { None }
    }

    /// Whether the person is left alone still, and whether a prompt cannot be skipped.
    fn snoozes(&self, managed: bool, passkey: bool) -> (Option<bool>, Option<bool>) {
        let from_microsoft = managed && self.text >= MARCH_A;
        let days = match (from_microsoft, self.text) {
            (true, MARCH_A) => None,
            (true, _) => Some(1.0),
            (false, _) => self.case[at(Fact::SnoozeDuration)].as_f64(),
        };
        let history = self.list(Fact::History);
        let (mut waits, mut used, mut perhaps) = (Some(false), 0, 0);
        let (mut closed_last, mut failed_since) = (false, Some(false));
        for event in history {
            let ago = event["daysAgo"].as_f64().unwrap();
            let is = |name: &str| event["event"] == name;
            if is("close_when_required") {
                (closed_last, failed_since) = (true, Some(false));
                used += 3;
                continue;
            }
            // Since May 2026 a skip on the error screen is none, so that it undoes nothing.
            let failed = is("error_skip") && self.text >= MAY_4;
            closed_last &= failed;
            let counts = is("skip") || (is("close") && self.text > Y2021);
            used += u32::from(counts);
            perhaps += u32::from(!counts && (is("close") || self.text < MAY_4));
            let within = match days {
                Some(0.0) if self.text == Y2021 && ago < 1.0 => None,
                Some(days) if ago < days => Some(counts).filter(|counts| *counts),
                Some(_) => Some(false),
                None if ago < 14.0 => None,
                None => Some(false),
            };
            if failed && within.is_none() {
                failed_since = None;
            }
            waits = match (waits, within) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (None, _) | (_, None) => None,
                (Some(false), Some(false)) => Some(false),
            };
        }
        let limit = match (from_microsoft, self.text) {
            (_, Y2021) => Some(false),
            (true, MARCH_A) => None,
            (true, SEPTEMBER) => Some(!passkey),
            (true, _) => Some(false),
            (false, _) => Some(self.is(Fact::SnoozesLimited)),
        };
        let free = match self.word(Fact::Subscription) {
            "free_or_trial" if self.text > Y2021 => {
                if passkey {
                    None
                } else {
                    Some(true)
                }
            }
            _ => Some(false),
        };
        let three = match (used >= 3, used + perhaps >= 3) {
            (true, _) => Some(true),
            (false, true) => None,
            (false, false) => Some(false),
        };
        let either = match (limit, free) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            (None, _) | (_, None) => None,
        };
        let mut required = match (three, either) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            (None, _) | (_, None) => None,
        };
        if closed_last && self.text > Y2021 {
            (waits, required) = match (waits, required) {
                (_, Some(true)) => (failed_since, required),
                // Either it was required and comes at once, or the wait goes on.
                (Some(true), None) => (None, Some(true)),
                (None, None) => (None, None),
                (waits, required) => (waits, required),
            };
        }
        (waits, required)
    }
}

/// Eligible for a Microsoft managed campaign since September 2026.
fn eligible(profile: &Value) -> bool {
    let takes = |kind: &str| profile["types"].as_array().unwrap().iter().any(|one| one == kind);
    if profile["attestation"] != "disabled" {
        return takes("deviceBound");
    }
    let list = &profile["keyRestrictions"];
    if list.is_null() || list["type"] == "block" {
        return true;
    }
    let names = |kinds: [&str; 2]| {
        list["providers"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| kinds.contains(&one.as_str().unwrap()))
    };
    let synced = names(["icloud_keychain", "google_password_manager"]);
    let bound = names(["authenticator_passkey", "entra_passkey_on_windows"]);
    (synced || bound) && (!synced || takes("synced")) && (!bound || takes("deviceBound"))
}

/// Whether a kind has a mark for a system and browser.
fn marks(text: usize, os: &str, browser: &str, kind: &str) -> Option<bool> {
    let column = match (os, browser) {
        ("windows", "chrome") => 'W',
        ("windows", "edge") if text == MAY_4 => 'E',
        ("windows", _) if text == MAY_4 => return None,
        ("windows", _) => 'w',
        ("macos", "chrome") if text != MAY_4 => 'M',
        ("macos", _) => 'm',
        ("ios", _) => 'i',
        ("android", _) => 'a',
        _ => return None,
    };
    let columns = match (kind, text) {
        ("security_key", _) => "WEwMmia",
        ("authenticator_passkey", SEPTEMBER) => "ia",
        ("authenticator_passkey", _) => "WEwMmia",
        ("windows_hello_for_business" | "entra_passkey_on_windows", _) => "WEw",
        ("google_password_manager", MAY_4) => "Wa",
        ("google_password_manager", _) => "WMa",
        ("icloud_keychain", _) => "Mmi",
        ("mac_platform_sso", _) => "Mm",
        ("samsung_pass", _) => "a",
        ("microsoft_password_manager", MAY_4) => "E",
        _ => return None,
    };
    Some(columns.contains(column))
}
