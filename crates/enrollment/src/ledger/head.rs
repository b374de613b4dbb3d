//! The end of the chain, authenticated, and what a check of the chain can answer. A broken chain must
//! never be taken up again as if it were whole.

use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use webauthn::Timestamp;

use super::{EntryHash, Sequence, chain::Stored};

/// Which record it is: 16 random bytes, drawn when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LedgerId(pub(crate) [u8; 16]);

/// Which key authenticated it; tells nothing of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeyId(pub(crate) [u8; 8]);

/// What one key vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The first entry that was written under this key; those before it were found.
    pub(crate) since: Sequence,
    /// The last one.
    pub(crate) last: Sequence,
    /// Its hash.
    pub(crate) hash: EntryHash,
}

impl Head {
    fn message(&self, ledger: LedgerId) -> Vec<u8> {
        let mut message = b"touchstone ledger head 1\0".to_vec();
        message.extend_from_slice(&ledger.0);
        message.extend_from_slice(&self.since.0.to_be_bytes());
        message.extend_from_slice(&self.last.0.to_be_bytes());
        message.extend_from_slice(&self.hash.0);
        message
    }

    pub(crate) fn mac(&self, key: &hmac::Key, ledger: LedgerId) -> Vec<u8> {
        hmac::sign(key, &self.message(ledger)).as_ref().to_vec()
    }

    pub(crate) fn is_authentic(&self, key: &hmac::Key, ledger: LedgerId, mac: &[u8]) -> bool {
        hmac::verify(key, &self.message(ledger), mac).is_ok()
    }
}

/// The end of the record at one time, to be kept where nobody at this computer can change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Checkpoint {
    /// Which record, hexadecimal.
    pub ledger: String,
    /// The place of the last entry.
    pub sequence: Sequence,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// When it was written.
    pub at: Timestamp,
    /// HMAC-SHA-256 of the head under the keyring's key, hexadecimal; `None` without a keyring. Only
    /// this computer can check it; the hash is what others compare.
    pub mac: Option<String>,
}

impl Checkpoint {
    pub(crate) fn new(ledger: LedgerId, last: &Stored, mac: Option<&[u8]>) -> Self {
        Self {
            ledger: HEXLOWER.encode(&ledger.0),
            sequence: last.sequence,
            hash: last.hash.to_string(),
            at: last.at,
            mac: mac.map(|mac| HEXLOWER.encode(mac)),
        }
    }

    pub(crate) fn is_of(&self, ledger: LedgerId) -> bool {
        self.ledger == HEXLOWER.encode(&ledger.0)
    }
}

/// What a check of the whole chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainState {
    /// How many entries there are.
    pub entries: u64,
    /// How they stand.
    pub standing: Standing,
}

/// How the chain stands, the worst that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Each entry is what was written.
    Intact(Authenticated),
    /// Each follows from the one before, and nothing vouches for the last: no keyring, or none of
    /// its keys has written here. A chain that somebody wrote anew would look the same.
    Unauthenticated,
    /// This entry is not what was written, or is not in its place.
    BrokenAt(Sequence),
    /// The last entries are gone: there were at least so many.
    Cut {
        /// How many there were.
        reached: Sequence,
        /// Who remembers.
        by: ChecksBy,
    },
    /// What authenticates the last entry is itself not authentic.
    HeadForged,
    /// The checkpoint is of another record.
    OtherLedger,
}

/// What the keyring's key vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// The first entry that was written under it. Those before were there already, in this form.
    pub from: Sequence,
    /// The last one. Later ones came from a program that could not reach the keyring.
    pub to: Sequence,
}

/// Who remembers how long the chain was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecksBy {
    /// The head, under the keyring's key.
    Keyring,
    /// A checkpoint that was kept elsewhere.
    Checkpoint,
}
