//! A sign-in as it is sealed and taken up again: whose, where, and what it is refreshed with. It must never
//! be written down other than by what seals it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Account, Application, Authority};
use crate::{
    cloud::{Cloud, CloudKind},
    token::RefreshToken,
};

const FORMAT: u32 = 1;
/// More than any sign-in has (bytes).
const LONGEST: usize = 64 << 10;

#[derive(Serialize, Deserialize)]
struct Document<'d> {
    format: u32,
    cloud: &'d str,
    /// Practice only.
    authority: Option<&'d str>,
    graph: Option<&'d str>,
    client_id: &'d str,
    tenant: &'d str,
    account: (&'d str, &'d str, String, String),
    scopes: BTreeSet<String>,
    #[serde(borrow)]
    refresh_token: &'d str,
}

/// What was kept.
pub(super) struct Kept {
    pub(super) authority: Authority,
    pub(super) account: Account,
    pub(super) scopes: BTreeSet<String>,
    pub(super) refresh: RefreshToken,
}

/// As bytes that are to be sealed; `None` where they would be too many.
pub(super) fn write(
    authority: &Authority,
    account: &Account,
    scopes: &BTreeSet<String>,
    refresh: &RefreshToken,
) -> Option<Zeroizing<Vec<u8>>> {
    let cloud = &authority.cloud;
    let practice = cloud.kind() == CloudKind::Practice;
    let document = Document {
        format: FORMAT,
        cloud: cloud.kind().as_str(),
        authority: practice.then(|| cloud.authority().as_str()),
        graph: practice.then(|| cloud.graph().as_str()),
        client_id: authority.application.client_id(),
        tenant: authority.application.tenant(),
        account: (
            &account.tenant,
            &account.object,
            account.username.clone(),
            account.display_name.clone(),
        ),
        scopes: scopes.clone(),
        refresh_token: refresh.reveal(),
    };
    // At once as large as it may get, so that no copy stays behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST));
    serde_json::to_writer(&mut *bytes, &document).ok()?;
    (bytes.len() <= LONGEST).then_some(bytes)
}

/// Reads what was sealed; `None` where it is none of ours.
pub(super) fn read(bytes: &[u8]) -> Option<Kept> {
    let document: Document<'_> = serde_json::from_slice(bytes).ok()?;
    if document.format != FORMAT {
        return None;
    }
    let cloud = match CloudKind::from_word(document.cloud)? {
        CloudKind::Practice => Cloud::practice(document.authority?, document.graph?).ok()?,
        national @ (CloudKind::Worldwide
        | CloudKind::UsGovernmentL4
        | CloudKind::UsGovernmentL5
        | CloudKind::China) => Cloud::national(national)?,
    };
    let application = Application::new(document.client_id, document.tenant).ok()?;
    let (tenant, object, username, display_name) = document.account;
    Some(Kept {
        authority: Authority::new(cloud, application),
        account: Account {
            tenant: tenant.to_owned(),
            object: object.to_owned(),
            username,
            display_name,
        },
        scopes: document.scopes,
        refresh: RefreshToken::new(Zeroizing::new(document.refresh_token.to_owned())),
    })
}
