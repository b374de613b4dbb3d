//! Questions about campaigns in words, and what the documents answer. An answer of another text must not sound
//! like one of the text that counts.

use entra_policy::campaign::Question;

use super::{plain, rule::rule as sentence};
use crate::command::Asked;

/// The question, the answer, and where it is written.
pub(crate) fn advice(asked: &Asked<'_>) -> String {
    let mut text = format!("{}\n", question(asked.question));
    let Some((set, rule)) = asked.answer else {
        return text + "No document says.\n";
    };
    if !asked.is_own() {
        let (own, other) = (plain(asked.rules.id()), plain(set.id()));
        text += &format!("The text of {own} does not say. That of {other} did:\n");
    }
    text += &format!("{} {}\n({rule})\n", short(asked.question), sentence(rule));
    for (document, section) in &asked.written {
        text += &format!("  {}: {}\n", plain(document), plain(section));
    }
    text
}

/// The question in words.
pub(crate) fn question(question: Question) -> &'static str {
    match question {
        Question::SnoozePerGroup => "Can each group have its own days to snooze?",
        Question::HideSkip => "Can Skip be hidden?",
        Question::PhoneSignIn => "Can a campaign ask for phone sign-in?",
        Question::EndDate => "Can a campaign end by itself?",
        Question::Licence => "Does a campaign need a licence?",
        Question::OtherPrompt => "Where does a prompt come from, where the campaign asks nobody?",
        Question::AfterSetUp => "What changes once Authenticator is set up?",
        Question::PhoneKept => "Does the phone number stay?",
    }
}

/// The answer in a word or a few.
fn short(question: Question) -> &'static str {
    match question {
        Question::SnoozePerGroup => "Not possible.",
        Question::HideSkip => "Not possible at once: 0 days and the limit on come closest.",
        Question::PhoneSignIn => "Not possible.",
        Question::EndDate => "Not part of the policy: set it to disabled when it is done.",
        Question::Licence => "No licence is needed; MFA has to be on.",
        Question::OtherPrompt => {
            "It may come from self-service password reset, security defaults or a passwordless feature."
        }
        Question::AfterSetUp => "Authenticator becomes the default.",
        Question::PhoneKept => "It stays, as a back-up.",
    }
}
