//! Campaigns in words: counts of verdicts, and the matrix as a table. A rule must be named
//! by its id, with its sentence.

use entra_policy::campaign::{Browser, Os, PlatformMatrix, RuleSet, Verdict};

use super::{plain, rule::rule as sentence};
use crate::command::Summary;

/// Counts of verdicts and of the rules that decided them.
pub(crate) fn summary(summary: &Summary) -> String {
    let mut text = String::new();
    for verdict in Verdict::ALL {
        text += &format!("{:>12}  {}\n", summary.of(*verdict), name(*verdict));
        for ((_, rule), count) in summary.counts.iter().filter(|((one, _), _)| one == verdict) {
            text += &format!("{count:>12}    {rule}: {}\n", sentence(*rule));
        }
    }
    if summary.failed > 0 {
        text += &format!("{}\n", lines_failed(summary.failed));
    }
    text
}

/// Lines that were not judged.
pub(crate) fn lines_failed(count: u64) -> String {
    match count {
        1 => "One line could not be judged.".to_owned(),
        count => format!("{count} lines could not be judged."),
    }
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NoNudge => "see no prompt",
        Verdict::Nudge => "are asked and can skip",
        Verdict::Required => "are asked and cannot skip",
        Verdict::Unknown => "not known",
    }
}

/// The matrix, with the column of an operating system and a browser marked.
pub(crate) fn matrix(rules: &RuleSet, here: Option<(Os, Browser)>) -> String {
    let head = format!("{} ({})\n", rules.id(), plain(rules.document()));
    let Some(matrix) = rules.matrix() else {
        return format!("{head}This text has no platform matrix.\n");
    };
    let lit = here.and_then(|(os, browser)| matrix.column(os, browser));
    let mut text = head + &table(matrix, lit.map(|column| column.id.as_str()));
    match (here, lit) {
        (None, _) => text += "Name a sign-in with --os and --browser to mark its column.\n",
        (Some(_), None) => text += "This text has no column for that sign-in.\n",
        (Some(_), Some(_)) => {}
    }
    text
}

fn table(matrix: &PlatformMatrix, lit: Option<&str>) -> String {
    let first = matrix.rows().iter().map(|row| row.id.len()).max().unwrap_or(0);
    let title = |id: &str| if lit == Some(id) { format!("[{id}]") } else { id.to_owned() };
    let titles: Vec<String> = matrix.columns().iter().map(|column| title(&column.id)).collect();
    let mut text = format!("{:first$}  {}\n", "", titles.join("  "));
    for row in matrix.rows() {
        let cells = matrix.columns().iter().zip(&titles).map(|(column, title)| {
            let mark = if matrix.suppresses(row, column) { "x" } else { "-" };
            format!("{mark:^width$}", width = title.len())
        });
        let line = format!("{:first$}  {}", row.id, cells.collect::<Vec<_>>().join("  "));
        text += line.trim_end();
        text.push('\n');
    }
    text
}
