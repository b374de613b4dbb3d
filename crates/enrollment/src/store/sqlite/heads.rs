//! What each key of the keyring vouches for, moved on with each entry, and the check of everything
//! against it. A head that does not fit what it vouched for must never be moved on.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, Row, Transaction};

use super::{
    Fault,
    ledger::{COLUMNS, last, read},
};
use crate::{
    ledger::{
        Authenticated, ChainState, Checkpoint, ChecksBy, EntryHash, Head, KeyId, LedgerId, Links,
        Sequence, Standing, Stored,
    },
    store::keyring::{Keys, StateKey},
};

/// A head with the key that it is said to be under, and what shall prove that.
struct Signed {
    key: KeyId,
    head: Head,
    mac: Vec<u8>,
}

const SIGNED: &str = "SELECT key_id, since, last, hash, mac FROM head";

/// Lets this key vouch for a new entry. Where it has vouched for something that is not there any more,
/// it is left to say so.
pub(super) fn advance(
    transaction: &Transaction<'_>,
    ledger: LedgerId,
    key: Option<&StateKey>,
    new: &Stored,
) -> Result<(), Fault> {
    let Some(key) = key else { return Ok(()) };
    let query = format!("{SIGNED} WHERE key_id = ?1");
    let old = transaction.query_row(&query, [key.id.0.as_slice()], signed).optional()?;
    let since = match old {
        None => new.sequence,
        Some(old) if still_holds(transaction, ledger, key, &old, new)? => old.head.since,
        Some(_) => {
            tracing::error!(at = new.sequence.0, "the record's head does not fit the record");
            return Ok(());
        }
    };
    let head = Head { since, last: new.sequence, hash: new.hash };
    transaction.execute(
        "INSERT OR REPLACE INTO head (key_id, since, last, hash, mac) VALUES (?1, ?2, ?3, ?4, ?5)",
        (
            key.id.0.as_slice(),
            head.since.0,
            head.last.0,
            head.hash.0.as_slice(),
            head.mac(&key.head, ledger),
        ),
    )?;
    Ok(())
}

/// Whether the head is authentic and the chain leads from it to the new entry.
fn still_holds(
    transaction: &Transaction<'_>,
    ledger: LedgerId,
    key: &StateKey,
    old: &Signed,
    new: &Stored,
) -> Result<bool, Fault> {
    if !old.head.is_authentic(&key.head, ledger, &old.mac) {
        return Ok(false);
    }
    let query = format!("SELECT {COLUMNS} FROM entry WHERE sequence >= ?1 ORDER BY sequence");
    let mut statement = transaction.prepare(&query)?;
    let mut rows = statement.query([old.head.last.0])?;
    let Some(first) = rows.next()?.map(read).transpose()? else { return Ok(false) };
    if (first.sequence, first.hash) != (old.head.last, old.head.hash) {
        return Ok(false);
    }
    let mut before = first;
    while let Some(row) = rows.next()? {
        let next = read(row)?;
        if next.sequence != before.sequence.next() || next.hash != next.hash_after(before.hash) {
            return Ok(false);
        }
        before = next;
    }
    Ok((before.sequence, before.hash) == (new.sequence, new.hash))
}

/// Checks all of it.
pub(super) fn verify(
    transaction: &Transaction<'_>,
    ledger: LedgerId,
    keys: Option<&Keys>,
    checkpoint: Option<&Checkpoint>,
) -> Result<ChainState, Fault> {
    let mut statement = transaction.prepare(SIGNED)?;
    let heads = statement.query_map([], signed)?.collect::<Result<Vec<_>, _>>()?;
    let mut remembered: Vec<Remembered> = heads.iter().map(Remembered::from_head).collect();
    remembered.extend(checkpoint.and_then(Remembered::from_checkpoint));

    let mut entries = 0;
    let mut links = Links::default();
    let mut hashes: BTreeMap<Sequence, EntryHash> = BTreeMap::new();
    let mut broken = None;
    let query = format!("SELECT {COLUMNS} FROM entry ORDER BY sequence");
    let mut statement = transaction.prepare(&query)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        entries += 1;
        let stored = read(row)?;
        if remembered.iter().any(|one| one.sequence == stored.sequence) {
            hashes.insert(stored.sequence, stored.hash);
        }
        if broken.is_none() {
            broken = links.follow(&stored).err();
        }
    }
    let broken = broken.or_else(|| links.end().err());
    let other = checkpoint.is_some_and(|one| !one.is_of(ledger));
    let standing = if let Some(place) = broken {
        Standing::BrokenAt(place)
    } else if other {
        Standing::OtherLedger
    } else if let Some(standing) = remembered.iter().find_map(|one| one.missed_in(&hashes)) {
        standing
    } else {
        vouched_for(&heads, ledger, keys)
    };
    Ok(ChainState { entries, standing })
}

/// Somebody's memory of an entry.
struct Remembered {
    sequence: Sequence,
    hash: EntryHash,
    by: ChecksBy,
}

impl Remembered {
    fn from_head(signed: &Signed) -> Self {
        let Head { last, hash, .. } = signed.head;
        Self { sequence: last, hash, by: ChecksBy::Keyring }
    }

    fn from_checkpoint(checkpoint: &Checkpoint) -> Option<Self> {
        let hash = EntryHash::from_hex(&checkpoint.hash)?;
        Some(Self { sequence: checkpoint.sequence, hash, by: ChecksBy::Checkpoint })
    }

    fn missed_in(&self, hashes: &BTreeMap<Sequence, EntryHash>) -> Option<Standing> {
        match hashes.get(&self.sequence) {
            None => Some(Standing::Cut { reached: self.sequence, by: self.by }),
            Some(hash) if *hash != self.hash => Some(Standing::BrokenAt(self.sequence)),
            Some(_) => None,
        }
    }
}

/// What our keys vouch for, the longest reach first.
fn vouched_for(heads: &[Signed], ledger: LedgerId, keys: Option<&Keys>) -> Standing {
    let mut best: Option<Head> = None;
    for signed in heads {
        let Some(key) = keys.and_then(|keys| keys.by_id(signed.key)) else { continue };
        if !signed.head.is_authentic(&key.head, ledger, &signed.mac) {
            return Standing::HeadForged;
        }
        let further =
            best.is_none_or(|best| (signed.head.last, best.since) > (best.last, signed.head.since));
        if further {
            best = Some(signed.head);
        }
    }
    match best {
        Some(head) => Standing::Intact(Authenticated { from: head.since, to: head.last }),
        None => Standing::Unauthenticated,
    }
}

/// The end of the record, with the key's word for it where there is a key.
pub(super) fn checkpoint(
    transaction: &Transaction<'_>,
    ledger: LedgerId,
    key: Option<&StateKey>,
) -> Result<Option<Checkpoint>, Fault> {
    let Some(last) = last(transaction)? else { return Ok(None) };
    let mac = key.map(|key| {
        let head = Head { since: Sequence::default(), last: last.sequence, hash: last.hash };
        head.mac(&key.head, ledger)
    });
    Ok(Some(Checkpoint::new(ledger, &last, mac.as_deref())))
}

fn signed(row: &Row<'_>) -> Result<Signed, rusqlite::Error> {
    let (key, hash): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(3)?);
    let place = |column| -> Result<Sequence, rusqlite::Error> {
        Ok(Sequence(u64::try_from(row.get::<_, i64>(column)?).unwrap_or_default()))
    };
    let hash = EntryHash(hash.try_into().unwrap_or_default());
    let head = Head { since: place(1)?, last: place(2)?, hash };
    Ok(Signed { key: KeyId(key.try_into().unwrap_or_default()), head, mac: row.get(4)? })
}
