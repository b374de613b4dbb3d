//! Every sentence that this program says, keyed by typed codes: a code without a sentence does not
//! compile. Nothing here may decide anything, or print a text from outside without [`plain`].

mod advice;
mod campaign;
mod census;
mod diagnosis;
mod doctor;
mod ending;
mod finding;
mod judged;
mod keys;
mod metadata;
mod methods;
mod moment;
mod oneself;
mod organisation;
mod policy;
mod problem;
mod readiness;
mod rehearsal;
mod remark;
mod results;
mod rule;
mod runbook;
mod second_opinion;
mod settings;
mod stored;
mod tenant;

pub(crate) use enrollment::plain;

pub(crate) use advice::advice;
pub(crate) use campaign::{assumed, campaign, forecast, lines_failed, matrix, odd, summary};
pub(crate) use census::census;
pub(crate) use diagnosis::{diagnosis, server_only};
pub(crate) use doctor::{doctor, fix, found};
pub(crate) use judged::{Handover, introduction, judged, made};
pub(crate) use keys::keys;
pub(crate) use metadata::{METADATA_UNUSABLE, kept_metadata};
pub(crate) use methods::{
    before_deletion, before_other_deletion, deleted, gone_before, kind_word, methods, others, pass,
    type_to_go_on,
};
pub(crate) use moment::{STOPPING, moment};
pub(crate) use oneself::{
    LOOKED_IN_VAIN, NAMED_ON_THE_PAGE, NOT_OPENED_UNATTENDED, PAGE_NOT_OPENED, PAGE_OPENED,
    WATCHING, came, not_for_oneself, proofs,
};
pub(crate) use organisation::{
    CODE_PROVES_NO_MORE, PAGE_DONE, PAGE_NOT_OURS, PAGE_REFUSED, PAGE_TITLE, SIGN_IN_NOW, Whose,
    browser, device_code, goes_without, keeping, lack_code, not_signed_in, signed_in, signed_out,
};
pub(crate) use policy::preflight;
pub(crate) use problem::{problem, unrecorded};
pub(crate) use readiness::{CHANGE_IT, change, mended, passkeys_for_all, readiness};
pub(crate) use rehearsal::{GO_ON, before_rehearsal, rehearsal, rehearsed};
pub(crate) use remark::{Prompt, Remark, prompt, remark};
pub(crate) use results::{audited, results};
pub(crate) use rule::rule as sentence;
pub(crate) use runbook::{guidance, runbook};
pub(crate) use second_opinion::second_opinion;
pub(crate) use settings::{pinned_unknown, settings_moved, settings_odd, settings_unread};
pub(crate) use stored::{kept_list, kept_until, stored, time_to_register};
pub(crate) use tenant::{
    PRACTICE_ENDED, STOPPING_TO_READ, holders_want_sign_in, reading_holders, serving,
};

/// Whether this is for real.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scene {
    /// With keys of hardware.
    Real,
    /// With the practice key, which every line about it says.
    Practice,
}

/// A number of tries as a sentence.
fn tries(left: Option<u8>) -> String {
    match left {
        None => "The key does not say how many tries are left.".to_owned(),
        Some(1) => "One try is left. After it the key is blocked, and only a reset helps, which \
                    destroys every credential on it."
            .to_owned(),
        Some(count) => format!("{count} tries are left."),
    }
}
