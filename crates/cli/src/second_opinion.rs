//! `keys --second-opinion`: other clients asked about the same keys, in a process with limits, and
//! what they read held against what we read. A key is never worth more or less by it.

mod child;
mod describe;
mod read;

use ctap::transport::second_opinion::{
    Client, Comparison, Opinion, OpinionError, Said, answers, compare,
};
use ctap::{AuthenticatorId, Inspection};

use crate::command::keys::{Found, Seen, What};

pub(crate) use child::Trouble;
pub(crate) use describe::{document, hex};

/// What came of asking.
#[derive(Debug)]
pub(crate) struct SecondOpinion {
    /// Key by key.
    pub(crate) keys: Vec<Second>,
    /// Clients that have no opinion of anything.
    pub(crate) failed: Vec<(Client, Trouble)>,
}

/// One key, and what the client that reaches it says.
#[derive(Debug)]
pub(crate) struct Second {
    /// Our name of the key.
    pub(crate) id: AuthenticatorId,
    /// Whose opinion it is.
    pub(crate) client: Client,
    /// What it calls the key, and the USB ids it saw.
    pub(crate) name: Option<String>,
    /// What came of it.
    pub(crate) verdict: Verdict,
}

/// What came of one key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Both read it.
    Compared(Comparison),
    /// Only we read it; why, in the client's words.
    OnlyWe(String),
    /// Only the client read it.
    OnlyIt,
    /// Neither read it.
    Neither(String),
    /// The client does not see it.
    Unseen,
}

/// Asks the clients that reach any of these keys.
pub(crate) fn ask(found: &Found) -> SecondOpinion {
    let mut second = SecondOpinion { keys: Vec::new(), failed: Vec::new() };
    for client in Client::ALL {
        let reached: Vec<&Seen> =
            found.keys.iter().filter(|seen| client.reaches(seen.device.transport)).collect();
        if reached.is_empty() {
            continue;
        }
        match child::ask(client) {
            Ok(opinions) => {
                second.keys.extend(reached.iter().map(|seen| hold(client, seen, &opinions)))
            }
            Err(trouble) => second.failed.push((client, trouble)),
        }
    }
    second
}

fn hold(client: Client, seen: &Seen, opinions: &[Opinion]) -> Second {
    let opinion = opinions.iter().find(|opinion| opinion.is_about(&seen.device));
    let ours = match &seen.what {
        What::Told(inspection) => Some(inspection.as_ref()),
        What::NotOpened | What::Silent(_) | What::Unopened(_) => None,
    };
    Second {
        id: seen.device.id.clone(),
        client,
        name: opinion.and_then(|opinion| opinion.name.clone()),
        verdict: verdict(client, ours, opinion.map(|opinion| &opinion.said)),
    }
}

fn verdict(client: Client, ours: Option<&Inspection>, theirs: Option<&Said>) -> Verdict {
    match (ours, theirs) {
        (_, None) => Verdict::Unseen,
        (Some(ours), Some(Said::Told(theirs))) => {
            Verdict::Compared(compare(client, &answers(ours), theirs))
        }
        (Some(_), Some(Said::Nothing(why))) => Verdict::OnlyWe(why.clone()),
        (None, Some(Said::Told(_))) => Verdict::OnlyIt,
        (None, Some(Said::Nothing(why))) => Verdict::Neither(why.clone()),
    }
}

impl From<OpinionError> for Trouble {
    fn from(error: OpinionError) -> Self {
        match error {
            OpinionError::Failed(why) => Self::Failed(why),
        }
    }
}
