//! The tables, and the number of their format. A format must never be changed without a new number:
//! what an older program does not know, it must not write to.

/// "Tchs": the file is ours (<https://sqlite.org/pragma.html#pragma_application_id>).
pub(super) const APPLICATION_ID: i64 = 0x5463_6873;

/// The format that this program writes. A new kind of event is a new format too. 2: prompts, and
/// what is done in a directory without a key. 3: tallies of what people have registered.
/// 4: the organisation's id of a registration, how a passkey went out of a directory, and what an audit log said of
/// days. 5: a pass that may have been issued.
pub(super) const FORMAT: i64 = 5;

/// What each format added to the one before, from the second on.
/// The fifth knows more words and has no more tables.
pub(super) const ADDED: [&str; 4] = [PROMPTS, TALLIES, AUDITED, ""];

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

/// Who was asked by a campaign, with the latest moment that was seen of it, and what was done with each
/// prompt. At most one is open of each.
const PROMPTS: &str = "
CREATE TABLE prompted (
    organisation TEXT NOT NULL,
    person TEXT NOT NULL,
    latest INTEGER NOT NULL,
    PRIMARY KEY (organisation, person)
) STRICT;
CREATE TABLE prompt (
    id INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL,
    person TEXT NOT NULL,
    campaign TEXT NOT NULL,
    required INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    answer TEXT,
    answered INTEGER
) STRICT;
CREATE UNIQUE INDEX prompt_open ON prompt (organisation, person) WHERE answer IS NULL;
CREATE INDEX prompt_person ON prompt (organisation, person);
CREATE TRIGGER prompt_stays BEFORE DELETE ON prompt
    BEGIN SELECT RAISE(ABORT, 'prompts are only added'); END;
CREATE TRIGGER prompt_is_answered_once BEFORE UPDATE ON prompt WHEN old.answer IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a prompt is answered once'); END;
";

/// How many people of an organisation registered or deleted what on a day, by its audit log.
const AUDITED: &str = "
CREATE TABLE audited (
    organisation TEXT NOT NULL,
    day INTEGER NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (organisation, day)
) STRICT;
CREATE TRIGGER audited_stays BEFORE DELETE ON audited
    BEGIN SELECT RAISE(ABORT, 'days are only added'); END;
";

/// How many people of an organisation had what: one row of each day.
const TALLIES: &str = "
CREATE TABLE tally (
    organisation TEXT NOT NULL,
    day INTEGER NOT NULL,
    at INTEGER NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (organisation, day)
) STRICT;
CREATE TRIGGER tally_stays BEFORE DELETE ON tally
    BEGIN SELECT RAISE(ABORT, 'tallies are only added'); END;
";
