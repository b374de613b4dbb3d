//! The keys in hand as the machine knows them. What an older watch or an earlier key in the same place said must
//! never count for the one that is there.

use ctap::{AuthenticatorId, AuthenticatorInfo, OptionState, ceremony::Found};

use crate::{
    hand::{News, Said, Turn},
    tenant::MethodId,
    wizard::means::KeySeen,
};

/// The keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Hand {
    watch: u32,
    surveyed: bool,
    keys: Vec<Held>,
}

/// A key.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) seen: KeySeen,
    watch: u32,
    turn: Turn,
    /// What it said last; of an older watch while it is asked again.
    pub(super) said: Option<Said>,
    /// Whether that is of this watch.
    fresh: bool,
}

impl Hand {
    /// They are asked anew. Until then they stay as they were.
    pub(super) fn begin(&mut self) -> u32 {
        self.watch = self.watch.wrapping_add(1);
        self.keys.iter_mut().for_each(|key| key.fresh = false);
        self.watch
    }

    pub(super) fn hear(&mut self, watch: u32, news: News) {
        if watch != self.watch {
            return;
        }
        match news {
            News::Came(turn, seen) => {
                let known = self.keys.iter_mut().find(|key| key.seen.id == seen.id);
                match known {
                    // As the last watch left it, until it has said so again.
                    Some(key) if key.watch != watch => (key.watch, key.turn) = (watch, turn),
                    Some(key) => *key = Held { seen, watch, turn, said: None, fresh: false },
                    None => self.keys.push(Held { seen, watch, turn, said: None, fresh: false }),
                }
            }
            News::Said(turn, id, said) => {
                let is_it = |key: &&mut Held| key.watch == watch && key.turn == turn;
                if let Some(key) = self.keys.iter_mut().filter(is_it).find(|key| key.seen.id == id)
                {
                    (key.said, key.fresh) = (Some(said), true);
                }
            }
            News::Gone(id) => self.keys.retain(|key| key.seen.id != id),
            News::Surveyed => {
                self.surveyed = true;
                // What this watch has not met is not there any more.
                self.keys.retain(|key| key.watch == watch);
            }
        }
    }

    /// A key was met by whoever asks with a PIN; the next watch asks it what it is.
    pub(super) fn meet(&mut self, seen: KeySeen) {
        if self.find(&seen.id).is_none() {
            let (watch, turn) = (self.watch, Turn(u64::MAX));
            self.keys.push(Held { seen, watch, turn, said: None, fresh: false });
        }
    }

    /// What stands in this place may be another one now.
    pub(super) fn forget(&mut self, id: &AuthenticatorId) {
        self.keys.retain(|key| key.seen.id != *id);
    }

    pub(super) fn is_surveyed(&self) -> bool {
        self.surveyed
    }

    pub(super) fn keys(&self) -> &[Held] {
        &self.keys
    }

    pub(super) fn find(&self, id: &AuthenticatorId) -> Option<&Held> {
        self.keys.iter().find(|key| key.seen.id == *id)
    }

    /// The first that says it holds this.
    pub(super) fn holder(&self, method: &MethodId) -> Option<&Held> {
        self.keys.iter().find(|key| key.holds(method) == Some(Found::Yes))
    }
}

impl Held {
    /// What it is, where it said so.
    pub(super) fn info(&self) -> Option<&AuthenticatorInfo> {
        match &self.said {
            Some(Said::Told(info, _)) => Some(info),
            Some(Said::NotOpen(_) | Said::Nothing) | None => None,
        }
    }

    /// Whether it holds this; `None`: it is still being asked.
    pub(super) fn holds(&self, method: &MethodId) -> Option<Found> {
        match self.said.as_ref().filter(|_| self.fresh)? {
            // One that was asked before this came is asked again at once.
            Said::Told(_, all) => {
                all.passkeys.iter().find(|(id, _)| id == method).map(|(_, found)| *found)
            }
            Said::NotOpen(_) | Said::Nothing => Some(Found::NotSaid),
        }
    }

    /// Whether it lists what it holds once somebody is verified (CTAP 2.1 §6.8).
    pub(super) fn can_be_asked_with_a_pin(&self) -> bool {
        self.info().is_some_and(|info| {
            let manages = info.has("credMgmt") || info.has("credentialMgmtPreview");
            manages && (info.has("uv") || info.option("clientPin") == OptionState::On)
        })
    }
}
