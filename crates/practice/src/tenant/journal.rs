//! What was asked of the tenant and what it answered, without bodies. It must never hold a token, a
//! challenge or a credential.

use std::collections::VecDeque;

use serde::Serialize;

/// Entries that are kept.
const MOST: usize = 1000;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When, by the tenant's clock.
    pub at: String,
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The status; `None` where nothing was answered.
    pub status: Option<u16>,
    /// What went wrong by the script.
    pub fault: Option<&'static str>,
    /// `request-id`.
    pub request_id: String,
    /// `client-request-id`, where the request had one.
    pub client_request_id: Option<String>,
    /// Bytes of the request's body.
    pub body_length: usize,
}

/// The last entries.
#[derive(Debug, Default)]
pub(super) struct Journal(VecDeque<Entry>);

impl Journal {
    pub(super) fn write(&mut self, entry: Entry) {
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        self.0.iter().cloned().collect()
    }
}
