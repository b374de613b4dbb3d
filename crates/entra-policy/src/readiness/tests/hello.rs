//! The checks of Windows Hello for Business: each passes, fails, and stays open (runbook T3, S3).

use super::refused;
use crate::readiness::{Check, Outcome, Reading, Why, WindowsHello, windows_hello};

const DEVICE: &str = "0f6b2f3a-5b0e-4b0e-9d0e-3c7b8a1d2e4f";

fn laptop() -> WindowsHello {
    WindowsHello {
        build: Some(22_631),
        tpm: Some(true),
        entra_joined: Some(true),
        domain_joined: Some(false),
        policies: Some(vec![true]),
        key: Some(true),
        device_id: Some(DEVICE.to_owned()),
    }
}

fn devices() -> Reading<Vec<String>> {
    Reading::Read(vec!["another".to_owned(), DEVICE.to_ascii_uppercase()])
}

fn came_to(computer: &WindowsHello, check: Check) -> (Outcome, Option<Why>) {
    let found = windows_hello(Some(computer), &devices());
    let found = found.into_iter().find(|one| one.check == check).unwrap();
    (found.outcome, found.reason)
}

/// A computer that passes, one that fails with this reason, and one that does not say.
fn three(check: Check, fails: WindowsHello, why: Why, silent: WindowsHello) {
    assert_eq!(came_to(&laptop(), check), (Outcome::Pass, None));
    assert_eq!(came_to(&fails, check), (Outcome::Fail, Some(why)));
    assert_eq!(came_to(&silent, check), (Outcome::Unknown, Some(Why::NotSaid)));
}

#[test]
fn windows_10_1809_is_the_first_that_will_do() {
    let build = |build| WindowsHello { build, ..laptop() };
    three(Check::WhfbOs, build(Some(17_762)), Why::WindowsTooOld, build(None));
    assert_eq!(came_to(&build(Some(17_763)), Check::WhfbOs), (Outcome::Pass, None));
}

#[test]
fn a_tpm_is_there_or_not_or_not_to_be_read() {
    let tpm = |tpm| WindowsHello { tpm, ..laptop() };
    three(Check::WhfbTpm, tpm(Some(false)), Why::NoTpm, tpm(None));
}

#[test]
fn joined_to_entra_counts_and_a_domain_alone_does_not() {
    let joined = |entra_joined| WindowsHello { entra_joined, ..laptop() };
    three(Check::WhfbJoin, joined(Some(false)), Why::NotJoined, joined(None));
    let domain = WindowsHello { domain_joined: Some(true), ..joined(Some(false)) };
    assert_eq!(came_to(&domain, Check::WhfbJoin), (Outcome::Fail, Some(Why::NotJoined)));
}

#[test]
fn one_policy_that_allows_and_one_that_does_not_contradict() {
    let policies = |list: &[bool]| WindowsHello { policies: Some(list.to_vec()), ..laptop() };
    let check = Check::WhfbPolicyConflict;
    three(check, policies(&[true, false]), Why::PoliciesContradict, policies(&[]));
    assert_eq!(came_to(&policies(&[false]), check), (Outcome::Fail, Some(Why::HelloOff)));
    let hidden = WindowsHello { policies: None, ..laptop() };
    assert_eq!(came_to(&hidden, check), (Outcome::Unknown, Some(Why::Forbidden)));
}

#[test]
fn a_key_of_this_computer_that_entra_lists_is_one() {
    let key = |key| WindowsHello { key, ..laptop() };
    three(Check::WhfbKey, key(Some(false)), Why::NoHelloKey, key(None));
    let elsewhere = WindowsHello { device_id: Some("third".to_owned()), ..laptop() };
    assert_eq!(came_to(&elsewhere, Check::WhfbKey), (Outcome::Fail, Some(Why::NotThisDevice)));
    let found = windows_hello(Some(&laptop()), &Reading::Not(refused()));
    let own = found.iter().find(|one| one.check == Check::WhfbKey).unwrap();
    assert_eq!((own.outcome, own.reason), (Outcome::Unknown, Some(Why::Forbidden)));
}

#[test]
fn another_system_than_windows_is_open() {
    for found in windows_hello(None, &devices()) {
        assert_eq!((found.outcome, found.reason), (Outcome::Unknown, Some(Why::NotWindows)));
    }
}
