//! Prompts, and remarks about what was typed. A remark must never repeat what was typed.

use ctap::{PinError, PinRejection, PinRules};

/// The words before the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// The PIN as it is set.
    Pin,
    /// A new PIN.
    NewPin,
    /// The same once more.
    NewPinAgain,
    /// The PIN that is to be changed.
    CurrentPin,
    /// Enter, to try once more.
    Again,
    /// Enter for the finger, `p` for the PIN.
    FingerOrPin,
    /// Enter, for the practice key.
    Reinsert,
}

/// What there is to say about a line that was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remark {
    /// Keys were pressed that are no text.
    Unclear,
    /// The two new PINs differ.
    Mismatch,
    /// The new PIN breaks a rule.
    Rejected(PinRejection),
    /// It cannot be a PIN.
    NoPin(PinError),
}

pub(crate) fn prompt(prompt: Prompt) -> &'static str {
    match prompt {
        Prompt::Pin => "PIN (stays hidden): ",
        Prompt::NewPin => "New PIN (stays hidden): ",
        Prompt::NewPinAgain => "New PIN once more: ",
        Prompt::CurrentPin => "Present PIN (stays hidden): ",
        Prompt::Again => "Press Enter to try again, Ctrl-C to stop: ",
        Prompt::FingerOrPin => "Press Enter to try your finger again, or p and Enter for the PIN: ",
        Prompt::Reinsert => "Press Enter to take the practice key out and put it back: ",
    }
}

pub(crate) fn remark(remark: Remark) -> String {
    match remark {
        Remark::Unclear => "That had keys in it that are not text, or was far too long. Type it \
                            again. No try was spent."
            .to_owned(),
        Remark::Mismatch => "The two were not the same. Choose the new PIN again.".to_owned(),
        Remark::Rejected(rejection) => rejected(rejection),
        Remark::NoPin(error) => no_pin(error).to_owned(),
    }
}

pub(super) fn no_pin(error: PinError) -> &'static str {
    match error {
        PinError::Empty => "Nothing was typed. No try was spent.",
        PinError::NotUtf8 => "That is not text (UTF-8). No try was spent.",
        PinError::TooManyBytes => "A PIN has at most 63 bytes. No try was spent.",
        PinError::EndsInZero => "A PIN does not end in a zero byte. No try was spent.",
    }
}

pub(super) fn rejected(rejection: PinRejection) -> String {
    match rejection {
        PinRejection::TooShort { min } => {
            format!("That PIN is too short: this key wants at least {min} characters.")
        }
        PinRejection::TooLong { max } => {
            format!("That PIN is too long: this key takes at most {max} characters.")
        }
        PinRejection::RefusedByKey => "The key refused that PIN by a rule of its own \
                                       (CTAP2_ERR_PIN_POLICY_VIOLATION, 0x37). Choose another."
            .to_owned(),
    }
}

pub(super) fn rules(rules: PinRules) -> String {
    let PinRules { min_code_points: min, max_code_points: max, complexity } = rules;
    if complexity {
        format!(
            "It has {min} to {max} characters, and the key also refuses simple ones such as 1234."
        )
    } else {
        format!("It has {min} to {max} characters; letters are as good as digits.")
    }
}
