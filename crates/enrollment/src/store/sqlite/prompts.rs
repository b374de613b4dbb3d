//! Prompts of registration campaigns on SQLite. An answer must never change once it is given, and no
//! moment that is written lies before one that was.

use rusqlite::{OptionalExtension as _, Row, Transaction};
use webauthn::Timestamp;

use super::{Fault, Inner, SqliteStore};
use crate::{
    nudge::{Addressee, History, Prompt, PromptAnswer, PromptStore, Seen},
    store::StoreError,
};

const OPEN: &str = "organisation = ?1 AND person = ?2 AND answer IS NULL";

impl PromptStore for SqliteStore {
    fn look(&self, of: &Addressee, now: Timestamp) -> Result<History, StoreError> {
        let Inner { connection, .. } = &mut *self.lock();
        self.write(connection, |transaction| {
            let latest = steady(transaction, of, now)?;
            let query = "SELECT campaign, required, shown, answer, answered FROM prompt
                         WHERE organisation = ?1 AND person = ?2 ORDER BY id";
            let mut statement = transaction.prepare(query)?;
            let rows = statement.query_map((&of.organisation, &of.person.0), prompt)?;
            let prompts = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(History { latest: Some(latest), prompts })
        })
    }

    fn show(&self, of: &Addressee, seen: &Seen, now: Timestamp) -> Result<(), StoreError> {
        let Inner { connection, .. } = &mut *self.lock();
        self.write(connection, |transaction| {
            let shown = steady(transaction, of, now)?;
            let Seen { campaign, required } = seen;
            let (organisation, person) = (&of.organisation, &of.person.0);
            let query = format!("UPDATE prompt SET campaign = ?3, required = ?4 WHERE {OPEN}");
            if transaction.execute(&query, (organisation, person, campaign, required))? == 0 {
                let query = "INSERT INTO prompt (organisation, person, campaign, required, shown)
                             VALUES (?1, ?2, ?3, ?4, ?5)";
                let values = (organisation, person, campaign, required, shown.0);
                transaction.execute(query, values)?;
            }
            Ok(())
        })
    }

    fn answer(
        &self,
        of: &Addressee,
        answer: PromptAnswer,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Inner { connection, .. } = &mut *self.lock();
        self.write(connection, |transaction| {
            let at = steady(transaction, of, now)?;
            let query = format!("UPDATE prompt SET answer = ?3, answered = ?4 WHERE {OPEN}");
            let values = (&of.organisation, &of.person.0, answer.as_str(), at.0);
            Ok(transaction.execute(&query, values)? > 0)
        })
    }

    fn close_left(&self) -> Result<usize, StoreError> {
        let Inner { connection, .. } = &mut *self.lock();
        self.write(connection, |transaction| {
            let query = "UPDATE prompt SET answer = ?1, answered =
                             (SELECT latest FROM prompted WHERE prompted.organisation =
                                  prompt.organisation AND prompted.person = prompt.person)
                         WHERE answer IS NULL";
            Ok(transaction.execute(query, [PromptAnswer::Close.as_str()])?)
        })
    }
}

/// The moment that counts, and that is remembered: the latest there was.
fn steady(
    transaction: &Transaction<'_>,
    of: &Addressee,
    now: Timestamp,
) -> Result<Timestamp, Fault> {
    let query = "INSERT INTO prompted (organisation, person, latest) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET latest = max(latest, excluded.latest)
                 RETURNING latest";
    let values = (&of.organisation, &of.person.0, now.0);
    let latest = transaction.query_row(query, values, |row| row.get(0)).optional()?;
    Ok(Timestamp(latest.unwrap_or(now.0)))
}

fn prompt(row: &Row<'_>) -> Result<Prompt, rusqlite::Error> {
    let answer: Option<String> = row.get(3)?;
    // A word that is not known would be of a later format, which is not opened.
    let answer = answer.map(|word| PromptAnswer::from_word(&word).unwrap_or(PromptAnswer::Close));
    let at: Option<i64> = row.get(4)?;
    Ok(Prompt {
        seen: Seen { campaign: row.get(0)?, required: row.get(1)? },
        shown: Timestamp(row.get(2)?),
        answered: answer.zip(at.map(Timestamp)),
    })
}
