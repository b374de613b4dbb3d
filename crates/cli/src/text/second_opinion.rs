//! Second opinions in words. What a key or another client says must never reach the terminal as it
//! came.

use std::fmt::Write;

use ctap::transport::second_opinion::{Answer, Client, Comparison};

use super::plain;
use crate::second_opinion::{Second, SecondOpinion, Trouble, Verdict, hex};

/// A paragraph for each key.
pub(crate) fn second_opinion(second: &SecondOpinion) -> String {
    let mut text = "\nSecond opinion\n".to_owned();
    for one in &second.keys {
        key(one, &mut text);
    }
    for (client, trouble) in &second.failed {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} was not heard: {}", client.name(), failed(trouble));
    }
    if second.keys.is_empty() && second.failed.is_empty() {
        text += "No key is there that another client could be asked about.\n";
    }
    text
}

fn key(second: &Second, text: &mut String) {
    let client = second.client.name();
    let _ = writeln!(text, "{}  {client}", second.id);
    let sentence = match &second.verdict {
        Verdict::Compared(comparison) => return compared(second.client, comparison, text),
        Verdict::OnlyWe(why) => {
            format!("It could not read this key, and we can; its words: {}.", plain(why))
        }
        Verdict::OnlyIt => "It could read this key, and we could not.".to_owned(),
        Verdict::Neither(why) => {
            format!("It could not read this key either; its words: {}.", plain(why))
        }
        Verdict::Unseen => "It does not see this key.".to_owned(),
    };
    let _ = writeln!(text, "    {sentence}");
}

fn compared(client: Client, comparison: &Comparison, text: &mut String) {
    let agreed = comparison.agreed.len();
    let _ = match comparison.differing.as_slice() {
        [] => writeln!(text, "    It reads the same as we do: {agreed} members."),
        differing => {
            writeln!(text, "    Of {} members, {agreed} are read alike.", agreed + differing.len())
        }
    };
    for one in &comparison.differing {
        let (ours, theirs) = (shown(one.ours.as_ref()), shown(one.theirs.as_ref()));
        let _ = writeln!(text, "    {}: we read {ours}, it reads {theirs}.", one.member.name());
    }
    if !comparison.unknown.is_empty() {
        let names: Vec<&str> = comparison.unknown.iter().map(|member| member.name()).collect();
        let _ = writeln!(text, "    Not read by {}: {}.", client.name(), names.join(", "));
    }
}

fn shown(answer: Option<&Answer>) -> String {
    let list = |texts: Vec<String>| plain(&texts.join(", "));
    match answer {
        None => "nothing".to_owned(),
        Some(Answer::Flag(flag)) => flag.to_string(),
        Some(Answer::Number(number)) => number.to_string(),
        Some(Answer::Bytes(bytes)) => hex(bytes),
        Some(Answer::Numbers(numbers)) => list(numbers.iter().map(i128::to_string).collect()),
        Some(Answer::Texts(texts)) => list(texts.clone()),
        Some(Answer::Named(pairs)) => {
            list(pairs.iter().map(|(name, number)| format!("{name}={number}")).collect())
        }
    }
}

fn failed(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Missing(program) => format!(
            "the program for it, {}, is not installed. Everything else works without it.",
            program.display()
        ),
        Trouble::NotStarted(error) => format!("the program for it could not be started: {error}."),
        Trouble::TimedOut => "it did not answer in time and was ended.".to_owned(),
        Trouble::Ended(status) => {
            format!("it fell over ({status}), which a key with unusual answers can bring about.")
        }
        Trouble::Malformed => "what it said cannot be read.".to_owned(),
        Trouble::Failed(why) => format!("it could not look for keys; its words: {}.", plain(why)),
    }
}
