//! What stood in the way, in the directory's own words where it has some. It must never hold a token
//! or what was sent.

use serde::Serialize;

/// What stood in the way of the directory or the options, for people and tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TroubleView {
    /// Nothing was reached.
    Unreachable,
    /// It went out, and no whole answer came back.
    Unanswered,
    /// The directory asks to wait.
    Throttled {
        /// Seconds, where it says.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        retry_after: Option<u64>,
    },
    /// The directory has a problem of its own.
    Failing {
        /// HTTP status.
        status: u16,
    },
    /// It wants a new sign-in.
    SignInNeeded {
        /// The one that there is holds, and does not prove enough.
        stronger: bool,
    },
    /// There is no such person or method.
    NotFound,
    /// It said no.
    Refused {
        /// HTTP status.
        status: u16,
        /// `error.code`.
        code: String,
        /// Its own words.
        message: String,
        /// The nested sub-code.
        sub_code: Option<String>,
        /// For the ticket.
        request_id: Option<String>,
    },
    /// It answered nonsense.
    Malformed,
    /// The challenge expired before the directory had it: it will not be taken any more.
    Expired,
    /// Nothing did: the person had asked to stop, and the key had been touched before.
    AskedToStop,
    /// It was to be sent later, and nothing can be kept here that outlasts this program.
    CannotKeep,
    /// The person is a guest, who registers at home: nothing was asked of any key.
    Guest,
    /// The creation options are none.
    OptionsMalformed {
        /// What is wrong, with its place in the document.
        detail: String,
    },
    /// The options may not be used from here.
    OptionsRefused {
        /// Which rule, as a code.
        code: String,
        /// What the rule was held against.
        detail: String,
    },
    /// The policy document is none.
    PolicyMalformed {
        /// What is wrong, with its place in the document.
        detail: String,
    },
    /// The record or the outbox cannot be written, so that nothing goes on.
    RecordUnwritable {
        /// The store's words.
        detail: String,
    },
}
