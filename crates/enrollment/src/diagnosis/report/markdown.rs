//! The page in Markdown (CommonMark with GitHub's tables). What came from outside must stand in code spans,
//! so that it is neither a link nor a mark.

use super::{Line, Report};

impl Report {
    /// The page in Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}\n", marked(&self.title), marked(&self.words));
        if !self.facts.is_empty() {
            text += "\n## What is known\n\n";
            text += &list(&self.facts);
        }
        for answer in &self.server {
            text += "\n## What the server said\n\n";
            text += &list(answer);
        }
        if !self.checks.is_empty() {
            text += "\n## The chain, link by link\n\n";
            text += "| | Check | What was found | Standard |\n|---|---|---|---|\n";
            text.extend(self.checks.iter().map(row));
        }
        text
    }
}

fn list(all: &[(&'static str, String)]) -> String {
    all.iter().map(|(what, value)| format!("- {what}: {}\n", code(value))).collect()
}

fn row(line: &Line) -> String {
    let reason = line.reason.map(|(words, reason)| format!("{} ({})", marked(words), code(reason)));
    let evidence =
        line.evidence.iter().map(|(what, value)| format!("{}: {}", marked(what), code(value)));
    let found: Vec<String> = reason.into_iter().chain(evidence).collect();
    let cells = [marked(line.word()), code(line.check), found.join("; "), marked(&line.spec)];
    // GitHub Flavored Markdown §4.10: a bar ends a cell, inside a code span as well.
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    format!("| {} |\n", cells.join(" | "))
}

/// A code span; its fence is longer than any run of backticks in it (CommonMark §6.1).
fn code(text: &str) -> String {
    let runs = text.split(|one| one != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default() + 1);
    let gap = if text.contains('`') { " " } else { "" };
    format!("{fence}{gap}{text}{gap}{fence}")
}

/// Words in which nothing is a mark.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        if matches!(one, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' | '~' | '!') {
            out.push('\\');
        }
        out.push(one);
    }
    out
}
