//! Second opinions as JSON, in names that other programs rely on. Members are added, never renamed.

use ctap::transport::second_opinion::{Answer, Difference, Member};
use serde_json::{Value, json};

use super::{Second, SecondOpinion, Trouble, Verdict};

/// The member `second_opinion` of the document.
pub(crate) fn document(second: &SecondOpinion) -> Value {
    let failed = second.failed.iter().map(|(client, trouble)| {
        json!({ "client": client.name(), "reason": reason(trouble), "message": trouble.to_string() })
    });
    json!({
        "keys": second.keys.iter().map(key).collect::<Value>(),
        "unavailable": failed.collect::<Value>(),
    })
}

fn key(second: &Second) -> Value {
    let names = |members: &[Member]| members.iter().map(|one| json!(one.name())).collect::<Value>();
    let (outcome, message, comparison) = match &second.verdict {
        Verdict::Compared(comparison) if comparison.differing.is_empty() => {
            ("agrees", None, Some(comparison))
        }
        Verdict::Compared(comparison) => ("differs", None, Some(comparison)),
        Verdict::OnlyWe(why) => ("only-ours", Some(why), None),
        Verdict::OnlyIt => ("only-theirs", None, None),
        Verdict::Neither(why) => ("neither", Some(why), None),
        Verdict::Unseen => ("not-seen", None, None),
    };
    json!({
        "id": second.id.as_str(),
        "client": second.client.name(),
        "name": second.name,
        "outcome": outcome,
        "message": message,
        "agreed": comparison.map(|comparison| names(&comparison.agreed)),
        "differing": comparison.map(|comparison| {
            comparison.differing.iter().map(difference).collect::<Value>()
        }),
        "unknown_to_it": comparison.map(|comparison| names(&comparison.unknown)),
    })
}

fn difference(difference: &Difference) -> Value {
    json!({
        "member": difference.member.name(),
        "number": difference.member.number(),
        "ours": difference.ours.as_ref().map(answer),
        "theirs": difference.theirs.as_ref().map(answer),
    })
}

fn answer(answer: &Answer) -> Value {
    let number = |number: &i128| {
        i64::try_from(*number).map_or_else(|_| json!(number.to_string()), Value::from)
    };
    match answer {
        Answer::Flag(flag) => json!(flag),
        Answer::Number(one) => number(one),
        Answer::Bytes(bytes) => json!(hex(bytes)),
        Answer::Numbers(numbers) => numbers.iter().map(number).collect(),
        Answer::Texts(texts) => json!(texts),
        Answer::Named(pairs) => {
            Value::Object(pairs.iter().map(|(name, one)| (name.clone(), number(one))).collect())
        }
    }
}

/// Lower case, without separators.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn reason(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Missing(_) => "missing",
        Trouble::NotStarted(_) => "not-started",
        Trouble::TimedOut => "timed-out",
        Trouble::Ended(_) => "ended-early",
        Trouble::Malformed => "malformed",
        Trouble::Failed(_) => "failed",
    }
}
