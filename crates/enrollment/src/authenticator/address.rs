//! The addresses that a person is sent to. They must never carry anything about the person.

use std::sync::Arc;

use super::{
    code,
    view::{Link, LinkTo},
};

/// Where people look after their sign-in methods in the worldwide cloud (graph.md, section 9; the runbook
/// names it too).
pub const SECURITY_INFO: &str = "https://mysignins.microsoft.com/security-info";
/// The app for iOS, in Apple's store.
pub const APP_STORE: &str = "https://apps.apple.com/app/microsoft-authenticator/id983156458";
/// The app for Android, in Google's.
pub const GOOGLE_PLAY: &str =
    "https://play.google.com/store/apps/details?id=com.azure.authenticator";

/// All of them, each with its code; people of another cloud have another page.
pub(super) fn links(security_info: &str) -> Arc<[Link]> {
    let all = [
        (LinkTo::AppStore, APP_STORE),
        (LinkTo::GooglePlay, GOOGLE_PLAY),
        (LinkTo::SecurityInfo, security_info),
    ];
    all.map(|(to, address)| Link { to, address: address.to_owned(), code: code::of(address) })
        .into()
}
