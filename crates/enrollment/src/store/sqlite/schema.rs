//! The tables, and the number of their format. A format must never be changed without a new number:
//! what an older program does not know, it must not write to.

/// "Tchs": the file is ours (<https://sqlite.org/pragma.html#pragma_application_id>).
pub(super) const APPLICATION_ID: i64 = 0x5463_6873;

/// The format that this program writes. A new kind of event is a new format too.
pub(super) const FORMAT: i64 = 1;

/// `registration` is read out of the event, so that it cannot say anything else. The triggers guard
/// against ourselves; against others stands the chain.
pub(super) const TABLES: &str = "
CREATE TABLE ledger (id BLOB NOT NULL) STRICT;
CREATE TABLE entry (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    personal TEXT,
    hash BLOB NOT NULL,
    registration TEXT GENERATED ALWAYS AS (json_extract(event, '$.registration')) STORED
) STRICT;
CREATE INDEX entry_registration ON entry (registration);
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'entries are only added'); END;
CREATE TRIGGER entry_stays_as_it_is BEFORE UPDATE OF sequence, at, actor, event, hash ON entry
    BEGIN SELECT RAISE(ABORT, 'entries are only added'); END;
CREATE TRIGGER personal_is_only_dropped BEFORE UPDATE OF personal ON entry
    WHEN new.personal IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'personal fields are only dropped'); END;
CREATE TABLE head (
    key_id BLOB PRIMARY KEY,
    since INTEGER NOT NULL,
    last INTEGER NOT NULL,
    hash BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
CREATE TABLE outbox (
    registration TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    expires INTEGER NOT NULL,
    key_id BLOB NOT NULL,
    nonce BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
";
