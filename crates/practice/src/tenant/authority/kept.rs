//! What the authority has given out and not yet got back: codes, device codes, refresh and access tokens,
//! for as long as the practice runs. Of a secret it must never keep more than a hash.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use aws_lc_rs::digest;
use webauthn::base64url;
use zeroize::Zeroizing;

use super::super::{caller::Delegate, clock::Ticks, core::random};
use crate::PracticeError;

/// Of each kind; the oldest gives way.
const MOST: usize = 512;

/// The authority's memory.
#[derive(Debug, Default)]
pub(in super::super) struct Authority {
    pub(super) codes: VecDeque<Code>,
    pub(super) devices: VecDeque<Device>,
    pub(super) refreshes: VecDeque<Refresh>,
    tokens: VecDeque<Token>,
    /// By user, what was agreed to.
    pub(super) consented: BTreeMap<String, BTreeSet<String>>,
    families: u64,
}

/// What a bearer token is worth.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Bearer {
    Good(Delegate),
    Expired,
    Unknown,
}

/// What somebody agreed to.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) user: String,
    /// As they were asked for, those of OpenID Connect among them.
    pub(super) scopes: BTreeSet<String>,
    pub(super) nonce: Option<String>,
    /// Whether multi-factor authentication was done anew for it.
    pub(super) fresh: bool,
}

/// An authorization code.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) hash: String,
    pub(super) grant: Grant,
    pub(super) redirect_uri: String,
    /// PKCE, S256.
    pub(super) challenge: String,
    pub(super) expires: Ticks,
    /// The family of tokens that it was redeemed for.
    pub(super) redeemed: Option<u64>,
}

/// A device code.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) hash: String,
    pub(super) user_code: String,
    pub(super) scopes: BTreeSet<String>,
    pub(super) expires: Ticks,
    pub(super) polled: Option<Ticks>,
    pub(super) became: Became,
}

/// What became of a device code.
#[derive(Debug)]
pub(super) enum Became {
    Pending,
    Declined,
    Granted(Grant),
    Redeemed,
}

/// A refresh token.
#[derive(Debug)]
pub(super) struct Refresh {
    pub(super) hash: String,
    pub(super) grant: Grant,
    pub(super) family: u64,
    pub(super) used: bool,
}

#[derive(Debug)]
struct Token {
    hash: String,
    delegate: Delegate,
    expires: Ticks,
    family: u64,
}

impl Authority {
    /// What a bearer token is worth at this time.
    pub(in super::super) fn bearer(&self, token: &[u8], now: Ticks) -> Bearer {
        let hash = hash(token);
        match self.tokens.iter().find(|one| one.hash == hash) {
            Some(token) if token.expires > now => Bearer::Good(token.delegate.clone()),
            Some(_) => Bearer::Expired,
            None => Bearer::Unknown,
        }
    }

    /// Makes every access token expire that was given out before now.
    pub(in super::super) fn expire_tokens(&mut self, now: Ticks) {
        for token in &mut self.tokens {
            token.expires = token.expires.min(now);
        }
    }

    /// Forgets every token and code: whoever signed in has to do it again.
    pub(in super::super) fn revoke(&mut self) {
        *self = Self { families: self.families, ..Self::default() };
    }

    pub(super) fn new_family(&mut self) -> u64 {
        self.families = self.families.saturating_add(1);
        self.families
    }

    /// A family of which a code or a token was used twice is worth nothing any more (RFC 6749 §10.5).
    pub(super) fn end_family(&mut self, family: u64) {
        self.refreshes.retain(|one| one.family != family);
        self.tokens.retain(|one| one.family != family);
    }

    pub(super) fn put_token(
        &mut self,
        delegate: Delegate,
        expires: Ticks,
        family: u64,
    ) -> Result<Zeroizing<String>, PracticeError> {
        let (secret, hash) = mint()?;
        bounded(&mut self.tokens, Token { hash, delegate, expires, family });
        Ok(secret)
    }

    pub(super) fn put_refresh(
        &mut self,
        grant: Grant,
        family: u64,
    ) -> Result<Zeroizing<String>, PracticeError> {
        let (secret, hash) = mint()?;
        bounded(&mut self.refreshes, Refresh { hash, grant, family, used: false });
        Ok(secret)
    }

    pub(super) fn put_code(&mut self, code: Code) {
        bounded(&mut self.codes, code);
    }

    pub(super) fn put_device(&mut self, device: Device) {
        bounded(&mut self.devices, device);
    }
}

/// A secret and the hash that is kept of it.
pub(super) fn mint() -> Result<(Zeroizing<String>, String), PracticeError> {
    let bytes = Zeroizing::new(random::<32>()?);
    let secret = Zeroizing::new(base64url::encode(bytes.as_slice()));
    let hash = hash(secret.as_bytes());
    Ok((secret, hash))
}

pub(super) fn hash(secret: &[u8]) -> String {
    base64url::encode(digest::digest(&digest::SHA256, secret).as_ref())
}

fn bounded<T>(list: &mut VecDeque<T>, one: T) {
    if list.len() >= MOST {
        list.pop_front();
    }
    list.push_back(one);
}
