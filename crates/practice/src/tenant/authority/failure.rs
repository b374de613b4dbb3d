//! What the authority answers when it gives nothing: `error`, AADSTS codes and ids. It must never repeat a
//! code, a token or a verifier.

use serde_json::{Map, Value, json};

use super::super::{
    answer::Answer,
    core::{Core, failed, uuid},
};
use crate::PracticeError;

/// Why nothing was given.
#[derive(Debug)]
pub(super) enum Failure {
    /// An error of OAuth.
    OAuth(OAuth),
    /// Something else, ready to go out.
    Answer(Box<Answer>),
    /// The practice's own trouble.
    Own(PracticeError),
}

/// An error of OAuth with what Microsoft adds to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct OAuth {
    pub(super) error: &'static str,
    /// The number after `AADSTS`; `None` where none is known in public.
    pub(super) aadsts: Option<u32>,
    pub(super) says: &'static str,
    pub(super) suberror: Option<&'static str>,
}

impl OAuth {
    pub(super) const fn new(error: &'static str, aadsts: u32, says: &'static str) -> Self {
        Self { error, aadsts: Some(aadsts), says, suberror: None }
    }

    pub(super) const fn bare(error: &'static str, says: &'static str) -> Self {
        Self { error, aadsts: None, says, suberror: None }
    }

    pub(super) const fn with_suberror(self, suberror: &'static str) -> Self {
        Self { suberror: Some(suberror), ..self }
    }

    /// Without ids, as it stands in a redirect.
    pub(super) fn description(&self) -> String {
        match self.aadsts {
            Some(number) => format!("AADSTS{number}: {}", self.says),
            None => self.says.to_owned(),
        }
    }
}

impl From<OAuth> for Failure {
    fn from(error: OAuth) -> Self {
        Self::OAuth(error)
    }
}

impl From<PracticeError> for Failure {
    fn from(error: PracticeError) -> Self {
        Self::Own(error)
    }
}

impl From<Answer> for Failure {
    fn from(answer: Answer) -> Self {
        Self::Answer(Box::new(answer))
    }
}

impl Failure {
    /// As the token endpoint answers it: 400.
    pub(super) fn answer(self, core: &Core) -> Answer {
        match self {
            Self::OAuth(error) => document(core, &error).unwrap_or_else(|error| failed(&error)),
            Self::Answer(answer) => *answer,
            Self::Own(error) => failed(&error),
        }
    }
}

fn document(core: &Core, error: &OAuth) -> Result<Answer, PracticeError> {
    let (trace, correlation) = (uuid()?, uuid()?);
    let time = core.now().timestamp().to_string().replace('T', " ");
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("error", error.error.into());
    let ids = format!("Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}");
    put("error_description", format!("{} {ids}", error.description()).into());
    if let Some(number) = error.aadsts {
        put("error_codes", json!([number]));
    }
    put("timestamp", time.into());
    put("trace_id", trace.into());
    put("correlation_id", correlation.into());
    if let Some(suberror) = error.suberror {
        put("suberror", suberror.into());
    }
    Ok(Answer::plain(400, Value::Object(members)))
}
