//! Somebody who is signed in: tokens for Graph, renewed before they end, kept sealed where that can be. Its
//! tokens must never get to another Graph than its cloud's, which is why nobody else is given them.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use enrollment::{
    store::{Forgotten, Keeping, Vault},
    tenant::{Claims, TenantError},
};
use zeroize::Zeroizing;

use super::{
    Account, Authority, Job, SignInError,
    answer::{self, Tokens},
    keep,
};
use crate::token::{BearerToken, RefreshToken};

/// A token that ends within this is renewed first: a request that changes something shall not meet its
/// end.
const MARGIN: Duration = Duration::from_secs(120);

/// Somebody who is signed in.
pub struct Session {
    authority: Authority,
    account: Account,
    vault: Mutex<Option<Arc<dyn Vault>>>,
    /// Held for a moment only: whoever asks the authority holds `turn` meanwhile.
    state: Mutex<State>,
    /// One renewal at a time: each refresh token is good once.
    turn: Mutex<()>,
    /// What Graph wants of the next sign-in.
    wanted: Mutex<Option<Claims>>,
}

struct State {
    access: Option<Access>,
    refresh: Option<Arc<RefreshToken>>,
    /// What was agreed to.
    scopes: BTreeSet<String>,
}

struct Access {
    token: Arc<BearerToken>,
    /// By the authority's pace, never a wall clock.
    until: Duration,
}

impl Session {
    pub(super) fn begin(
        authority: Authority,
        tokens: Tokens,
        nonce: Option<&Zeroizing<String>>,
    ) -> Result<Self, SignInError> {
        let nonce = nonce.map(|nonce| nonce.as_str());
        let account =
            tokens.account(authority.application.client_id(), nonce)?.ok_or_else(|| {
                SignInError::Malformed {
                    attempted: "saying who signed in",
                    why: "there is no ID token".to_owned(),
                }
            })?;
        let Tokens { access, life, refresh, scopes, .. } = tokens;
        let until = authority.pace.now() + life;
        let access = Some(Access { token: Arc::new(access), until });
        let state = State { access, refresh: refresh.map(Arc::new), scopes };
        Ok(Self::of(authority, account, None, state))
    }

    /// Takes up a sign-in that was kept; `None` where there is none. Nobody is asked yet.
    ///
    /// # Errors
    /// What keeps it cannot be read.
    pub fn resume(vault: Arc<dyn Vault>) -> Result<Option<Self>, enrollment::store::StoreError> {
        let Some(bytes) = vault.load()? else { return Ok(None) };
        let Some(kept) = keep::read(&bytes) else { return Ok(None) };
        let keep::Kept { authority, account, scopes, refresh } = kept;
        let state = State { access: None, refresh: Some(Arc::new(refresh)), scopes };
        Ok(Some(Self::of(authority, account, Some(vault), state)))
    }

    fn of(
        authority: Authority,
        account: Account,
        vault: Option<Arc<dyn Vault>>,
        state: State,
    ) -> Self {
        let (vault, state) = (Mutex::new(vault), Mutex::new(state));
        Self { authority, account, vault, state, turn: Mutex::default(), wanted: Mutex::default() }
    }

    /// Has it kept from now on, sealed; where that cannot be, it lasts as long as this program.
    ///
    /// # Errors
    /// It could not be written. It lasts all the same.
    pub fn keep_in(&self, vault: Arc<dyn Vault>) -> Result<Keeping, enrollment::store::StoreError> {
        let state = self.state();
        *self.vault.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&vault));
        let bytes = state.refresh.as_ref().and_then(|refresh| {
            keep::write(&self.authority, &self.account, &state.scopes, refresh)
        });
        bytes.map_or(Ok(Keeping::MemoryOnly), |bytes| vault.keep(&bytes))
    }

    /// Forgets everything, here and where it is kept. The authority has no way to be told: what it gave
    /// ends there by itself.
    ///
    /// # Errors
    /// What is kept could not be taken away.
    pub fn sign_out(&self) -> Result<Forgotten, enrollment::store::StoreError> {
        let mut state = self.state();
        *state = State { access: None, refresh: None, scopes: BTreeSet::new() };
        let Some(vault) = self.vault() else { return Ok(Forgotten::Everything) };
        // What somebody else's sign-in has put there meanwhile is theirs.
        let others = vault.load()?.and_then(|bytes| keep::read(&bytes));
        if others.is_some_and(|kept| !kept.account.is(&self.account)) {
            return Ok(Forgotten::Everything);
        }
        vault.forget()
    }

    /// Writes nothing down from now on: another sign-in takes its place where it was kept.
    pub fn let_go(&self) {
        *self.vault.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Who it is.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Where.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The permissions that were agreed to.
    pub fn permissions(&self) -> BTreeSet<String> {
        self.state().scopes.clone()
    }

    /// Which of these jobs nobody has agreed to yet.
    pub fn lacks(&self, jobs: &[Job]) -> Vec<Job> {
        let state = self.state();
        let lacking = |job: &&Job| job.permissions().iter().any(|one| !state.scopes.contains(*one));
        jobs.iter().filter(lacking).copied().collect()
    }

    /// Asks for more without a person. Where nobody has agreed yet, a browser has to.
    ///
    /// # Errors
    /// [`SignInError::ConsentMissing`] among others.
    pub fn widen(&self, jobs: &[Job]) -> Result<(), SignInError> {
        let turn = self.turn();
        let mut scopes = self.permissions();
        scopes.extend(Job::all(jobs));
        self.renew(&turn, &scopes).map(drop)
    }

    /// Takes over what a second sign-in of the same account brought: more permissions, or stronger proof.
    ///
    /// # Errors
    /// [`SignInError::AnotherAccount`]; then nothing has changed.
    pub fn take_over(&self, newer: Self) -> Result<(), SignInError> {
        if !self.account.is(&newer.account) {
            return Err(SignInError::AnotherAccount);
        }
        let newer = newer.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.state();
        let scopes = state.scopes.union(&newer.scopes).cloned().collect();
        let refresh = newer.refresh.or(state.refresh.take());
        *state = State { access: newer.access, refresh, scopes };
        self.write_down(&state);
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// What Graph wanted of the next sign-in when it let somebody in no further; `None`: nothing, or there
    /// was one since.
    pub fn wanted(&self) -> Option<Claims> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn wants(&self, claims: Claims) {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(claims);
    }

    /// The token for the next request.
    pub(crate) fn bearer(&self) -> Result<Arc<BearerToken>, TenantError> {
        if let Some(token) = self.good_for(MARGIN) {
            return Ok(token);
        }
        let turn = self.turn();
        // Somebody else has renewed it meanwhile.
        if let Some(token) = self.good_for(MARGIN) {
            return Ok(token);
        }
        match self.renew(&turn, &self.permissions()) {
            Ok(token) => Ok(token),
            // It is good for a moment yet, and the authority may be back by then.
            Err(error @ (SignInError::Unreachable(_) | SignInError::Failing { .. })) => {
                self.good_for(Duration::ZERO).ok_or_else(|| error.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A token instead of one that Graph would not take; `None` where there is no other.
    pub(crate) fn instead_of(&self, refused: &Arc<BearerToken>) -> Option<Arc<BearerToken>> {
        let turn = self.turn();
        let access = self.state().access.as_ref().map(|access| Arc::clone(&access.token));
        if let Some(token) = access.filter(|token| !Arc::ptr_eq(token, refused)) {
            return Some(token);
        }
        let renewed = self.renew(&turn, &self.permissions());
        let why = "no token instead of the one that was refused";
        renewed.inspect_err(|error| tracing::info!(%error, why)).ok()
    }

    fn good_for(&self, time: Duration) -> Option<Arc<BearerToken>> {
        let until = self.authority.pace.now() + time;
        let state = self.state();
        let access = state.access.as_ref().filter(|access| access.until > until);
        access.map(|access| Arc::clone(&access.token))
    }

    /// One at a time. What another program on this computer has renewed meanwhile is looked up first,
    /// because the authority may end a sign-in whose old token comes again. Where it was taken away, or is
    /// another account's by now, this one lasts as long as this program.
    fn renew(
        &self,
        _turn: &MutexGuard<'_, ()>,
        scopes: &BTreeSet<String>,
    ) -> Result<Arc<BearerToken>, SignInError> {
        let (ours, kept) = {
            let state = self.state();
            let ours = state.refresh.as_ref().map(Arc::clone).ok_or(SignInError::SignedOut)?;
            (ours, self.kept())
        };
        // Signing out waits for no authority.
        let tokens = self.redeem(kept.as_ref().unwrap_or(&ours), scopes)?;
        let mut state = self.state();
        // Somebody signed out meanwhile, or in once more.
        if state.refresh.as_ref().is_some_and(|refresh| Arc::ptr_eq(refresh, &ours)) {
            self.put(&mut state, tokens)?;
        }
        let access = state.access.as_ref().ok_or(SignInError::SignedOut)?;
        Ok(Arc::clone(&access.token))
    }

    /// The refresh token that is kept, where it is this account's.
    fn kept(&self) -> Option<RefreshToken> {
        let kept = match self.vault().map(|vault| vault.load()) {
            Some(Ok(Some(bytes))) => keep::read(&bytes),
            Some(Ok(None)) => {
                self.let_go();
                None
            }
            Some(Err(_)) | None => None,
        };
        if kept.as_ref().is_some_and(|kept| !kept.account.is(&self.account)) {
            self.let_go();
        }
        kept.filter(|kept| kept.account.is(&self.account)).map(|kept| kept.refresh)
    }

    fn redeem(
        &self,
        refresh: &RefreshToken,
        scopes: &BTreeSet<String>,
    ) -> Result<Tokens, SignInError> {
        let scope = self.authority.scope(scopes);
        let answer = self.authority.post(
            "token",
            &[
                ("grant_type", "refresh_token"),
                ("refresh_token", refresh.reveal()),
                ("scope", &scope),
            ],
        )?;
        answer::tokens(answer)
    }

    fn put(&self, state: &mut State, tokens: Tokens) -> Result<(), SignInError> {
        let client_id = self.authority.application.client_id();
        if tokens.account(client_id, None)?.is_some_and(|account| !account.is(&self.account)) {
            return Err(SignInError::AnotherAccount);
        }
        let Tokens { access, life, refresh, scopes, .. } = tokens;
        let until = self.authority.pace.now() + life;
        state.access = Some(Access { token: Arc::new(access), until });
        state.scopes.extend(scopes);
        if let Some(refresh) = refresh {
            state.refresh = Some(Arc::new(refresh));
            self.write_down(state);
        }
        Ok(())
    }

    /// Before the first request with the new token: the old one is worth nothing from now on.
    fn write_down(&self, state: &State) {
        let (Some(vault), Some(refresh)) = (self.vault(), &state.refresh) else { return };
        let bytes = keep::write(&self.authority, &self.account, &state.scopes, refresh);
        if let Some(Err(error)) = bytes.map(|bytes| vault.keep(&bytes)) {
            tracing::warn!(%error, "the sign-in lasts as long as this program only");
        }
    }

    fn vault(&self) -> Option<Arc<dyn Vault>> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Session").field("account", &self.account).finish_non_exhaustive()
    }
}
