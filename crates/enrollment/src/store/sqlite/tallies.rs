//! Tallies of what people have registered, on SQLite. One of an earlier moment must not take the place of a
//! later one.

use entra_policy::readiness::AuditDay;
use rusqlite::{OptionalExtension, Row};
use webauthn::Timestamp;

use super::{Fault, Inner, SqliteStore};
use crate::{
    results::{KeptTally, TallyStore},
    store::StoreError,
};

const DAY: i64 = 86_400;

impl TallyStore for SqliteStore {
    fn keep(&self, organisation: &str, taken: &KeptTally) -> Result<(), StoreError> {
        let counts = serde_json::json!(taken.tally).to_string();
        let Inner { connection, .. } = &mut *self.lock();
        self.write(connection, |transaction| {
            let query = "INSERT INTO tally (organisation, day, at, counts) VALUES (?1, ?2, ?3, ?4)
                         ON CONFLICT DO UPDATE SET at = excluded.at, counts = excluded.counts
                         WHERE excluded.at >= tally.at";
            let at = taken.at.0;
            transaction.execute(query, (organisation, at.div_euclid(DAY), at, counts))?;
            Ok(())
        })
    }

    fn kept(&self, organisation: &str) -> Result<Vec<KeptTally>, StoreError> {
        let Inner { connection, .. } = &mut *self.lock();
        self.write(connection, |transaction| {
            let query = "SELECT at, counts FROM tally WHERE organisation = ?1 ORDER BY day";
            let mut statement = transaction.prepare(query)?;
            let rows = statement.query_map([organisation], read)?;
            rows.collect::<Result<Vec<_>, _>>().map_err(Fault::from)
        })
    }

    fn keep_audited(&self, organisation: &str, days: &[AuditDay]) -> Result<(), StoreError> {
        let Inner { connection, .. } = &mut *self.lock();
        self.write(connection, |transaction| {
            let known = "SELECT counts FROM audited WHERE organisation = ?1 AND day = ?2";
            let put = "INSERT INTO audited (organisation, day, counts) VALUES (?1, ?2, ?3)
                       ON CONFLICT DO UPDATE SET counts = excluded.counts";
            for day in days {
                let at = (organisation, day.day.div_euclid(DAY));
                let before = transaction.query_row(known, at, |row| row.get::<_, String>(0));
                let before = before.optional()?;
                let most = before.map_or_else(|| day.clone(), |text| day.most(&counts(0, &text)));
                let text = serde_json::json!(most).to_string();
                transaction.execute(put, (at.0, at.1, text))?;
            }
            Ok(())
        })
    }

    fn audited(&self, organisation: &str) -> Result<Vec<AuditDay>, StoreError> {
        let Inner { connection, .. } = &mut *self.lock();
        self.write(connection, |transaction| {
            let query = "SELECT day, counts FROM audited WHERE organisation = ?1 ORDER BY day";
            let mut statement = transaction.prepare(query)?;
            let rows = statement.query_map([organisation], |row| {
                let (day, text): (i64, String) = (row.get(0)?, row.get(1)?);
                Ok(counts(day.saturating_mul(DAY), &text))
            })?;
            rows.collect::<Result<Vec<_>, _>>().map_err(Fault::from)
        })
    }
}

/// What a day is kept as; one that somebody changed says nothing.
fn counts(day: i64, text: &str) -> AuditDay {
    AuditDay { day, ..serde_json::from_str(text).unwrap_or_default() }
}

/// A row that somebody changed counts nobody; the day it is of stays to be seen.
fn read(row: &Row<'_>) -> Result<KeptTally, rusqlite::Error> {
    let counts: String = row.get(1)?;
    let tally = serde_json::from_str(&counts).unwrap_or_default();
    Ok(KeptTally { at: Timestamp(row.get(0)?), tally })
}
