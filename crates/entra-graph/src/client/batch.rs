//! Many readings in one request (graph.md, section 6.1). Nothing that changes anything must ever be in a
//! batch: of its parts nobody could say which were carried out.

use enrollment::tenant::TenantError;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::GraphClient;
use crate::{
    answer::{Answer, malformed},
    exchange::{Asked, Bucket, MOST_COUNTED},
};

/// Requests of one batch.
const MOST: usize = 20;
const READING: &str = "answering a batch";

/// One answer of a batch.
pub type BatchAnswer = Result<Answer, TenantError>;

impl GraphClient {
    /// Reads each of these, paths below the version as segments; the answers stand in their order. A
    /// part that was told to wait is an answer of its own, with how long.
    ///
    /// # Errors
    /// Of the whole; what befell a part stands in its place.
    pub fn read_many(&self, paths: &[Vec<&str>]) -> Result<Vec<BatchAnswer>, TenantError> {
        let mut answers = Vec::with_capacity(paths.len());
        let mut left = paths;
        while !left.is_empty() {
            let (part, rest) = left.split_at(self.at_once(left));
            answers.extend(self.read_part(part)?);
            left = rest;
        }
        Ok(answers)
    }

    /// How many of these make one batch: no more than may be asked for in one go.
    fn at_once(&self, paths: &[Vec<&str>]) -> usize {
        let most = paths.len().min(MOST);
        let counted = |count: &usize| self.counted(paths.get(..*count).unwrap_or_default());
        (1..=most).rev().find(|count| counted(count) <= MOST_COUNTED).unwrap_or(1)
    }

    /// How many of these count as requests for authentication methods, as if each went out alone.
    fn counted(&self, paths: &[Vec<&str>]) -> usize {
        paths.iter().filter(|segments| Bucket::counts(&self.url(segments))).count()
    }

    fn read_part(&self, paths: &[Vec<&str>]) -> Result<Vec<BatchAnswer>, TenantError> {
        let version = self.url(&[]).path().trim_end_matches('/').to_owned();
        let requests: Vec<Value> = paths
            .iter()
            .enumerate()
            .map(|(at, segments)| {
                let url = self.url(segments);
                // Relative to the version, escaped as any other.
                let path = url.path().strip_prefix(&version).unwrap_or_default();
                json!({ "id": at.to_string(), "method": "GET", "url": path })
            })
            .collect();
        let body = json!({ "requests": requests }).to_string();
        let asked = Asked::Batch { body: body.as_bytes(), counted: self.counted(paths) };
        let answer = self.exchange.ask(asked, &self.url(&["$batch"]))?;
        let document = answer.good("batch")?.json(READING)?;
        let responses = document.get("responses").and_then(Value::as_array);
        let responses =
            responses.ok_or_else(|| malformed(READING, "it has no list `responses`".to_owned()))?;
        let mut by_id: BTreeMap<&str, &Value> = BTreeMap::new();
        for response in responses {
            if let Some(id) = response.get("id").and_then(Value::as_str) {
                by_id.entry(id).or_insert(response);
            }
        }
        let read = |at: usize| {
            by_id.get(at.to_string().as_str()).copied().map_or_else(
                || Err(malformed(READING, "one of its answers is missing".to_owned())),
                one,
            )
        };
        Ok((0..paths.len()).map(read).collect())
    }
}

fn one(response: &Value) -> BatchAnswer {
    let status = response.get("status").and_then(Value::as_u64);
    let status = status.and_then(|status| u16::try_from(status).ok());
    let status = status.ok_or_else(|| malformed(READING, "an answer has no status".to_owned()))?;
    let header = |name: &str| {
        let headers = response.get("headers").and_then(Value::as_object)?;
        let found = headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    };
    let body = response.get("body").map(|body| body.to_string().into_bytes());
    Ok(Answer {
        status,
        retry_after: header("retry-after")
            .and_then(|text| text.trim().parse().ok())
            .map(std::time::Duration::from_secs),
        request_id: header("request-id"),
        client_request_id: header("client-request-id"),
        asked_as: None,
        date: header("date"),
        ahead: None,
        challenge: header("www-authenticate"),
        body: body.unwrap_or_default(),
    })
}
