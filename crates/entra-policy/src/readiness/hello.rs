//! Windows Hello for Business that is not offered (runbook T3), as far as this computer says. What another
//! system than Windows is asked must be open, never failed.

use serde::Serialize;
use serde_json::json;

use super::{
    finding::{Check, Finding, Why},
    reading::Reading,
};

/// Windows 10, version 1809.
const FIRST_BUILD: u32 = 17_763;

/// What Windows says of itself and the user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WindowsHello {
    /// Its build.
    pub build: Option<u32>,
    /// Whether there is a TPM.
    pub tpm: Option<bool>,
    /// Whether the computer is joined to Entra.
    pub entra_joined: Option<bool>,
    /// Whether it is joined to a domain too.
    pub domain_joined: Option<bool>,
    /// What each policy says that could be read; one that says nothing is left out. `None` where the user
    /// may not read them.
    pub policies: Option<Vec<bool>>,
    /// Whether there is a key for this user.
    pub key: Option<bool>,
    /// The computer's id in Entra.
    pub device_id: Option<String>,
}

/// Every check; `computer` is `None` where it does not run Windows. `devices` are those of the user's methods
/// in Entra, in any case.
pub fn windows_hello(
    computer: Option<&WindowsHello>,
    devices: &Reading<Vec<String>>,
) -> Vec<Finding> {
    let Some(computer) = computer else {
        let elsewhere = |check: Check| Finding::unknown(check, Why::NotWindows);
        return CHECKS.map(elsewhere).into();
    };
    vec![os(computer), tpm(computer), join(computer), policies(computer), own(computer, devices)]
}

const CHECKS: [Check; 5] =
    [Check::WhfbOs, Check::WhfbTpm, Check::WhfbJoin, Check::WhfbPolicyConflict, Check::WhfbKey];

fn of(check: Check, fact: Option<bool>, why: Why) -> Finding {
    match fact {
        Some(true) => Finding::pass(check),
        Some(false) => Finding::fail(check, why),
        None => Finding::unknown(check, Why::NotSaid),
    }
}

fn os(computer: &WindowsHello) -> Finding {
    let is_new = computer.build.map(|build| build >= FIRST_BUILD);
    of(Check::WhfbOs, is_new, Why::WindowsTooOld).showing("build", json!(computer.build))
}

fn tpm(computer: &WindowsHello) -> Finding {
    of(Check::WhfbTpm, computer.tpm, Why::NoTpm)
}

/// Joined to Entra, alone or beside a domain. A domain alone is no join to Entra.
fn join(computer: &WindowsHello) -> Finding {
    of(Check::WhfbJoin, computer.entra_joined, Why::NotJoined)
        .showing("domain", json!(computer.domain_joined))
}

fn policies(computer: &WindowsHello) -> Finding {
    const CHECK: Check = Check::WhfbPolicyConflict;
    let found = match computer.policies.as_deref() {
        None => Finding::unknown(CHECK, Why::Forbidden),
        Some([]) => Finding::unknown(CHECK, Why::NotSaid),
        Some(all) => match (all.contains(&true), all.contains(&false)) {
            (true, true) => Finding::fail(CHECK, Why::PoliciesContradict),
            (false, _) => Finding::fail(CHECK, Why::HelloOff),
            (true, false) => Finding::pass(CHECK),
        },
    };
    found.showing("policies", json!(computer.policies))
}

fn own(computer: &WindowsHello, devices: &Reading<Vec<String>>) -> Finding {
    const CHECK: Check = Check::WhfbKey;
    let device = computer.device_id.as_deref();
    let found = match (computer.key, device, devices.get()) {
        (Some(false), _, _) => Finding::fail(CHECK, Why::NoHelloKey),
        (None, _, _) | (Some(true), None, _) => Finding::unknown(CHECK, Why::NotSaid),
        (Some(true), Some(_), Err(unread)) => Finding::unread(CHECK, unread),
        (Some(true), Some(own), Ok(all)) if all.iter().any(|one| one.eq_ignore_ascii_case(own)) => {
            Finding::pass(CHECK)
        }
        (Some(true), Some(_), Ok(_)) => Finding::fail(CHECK, Why::NotThisDevice),
    };
    found.showing("device", json!(device))
}
