//! People one by one, a line each: verdict, the rule that decides, and what would settle an unknown. A line that
//! makes no sense must not end it, and nobody may be kept in memory after their line.

use std::io::Write;

use enrollment::forecast::{Beside, HEAD, NOW, failed_row, judged_row};
use entra_policy::campaign::{Line, LineReader};
use serde_json::{Value, json};

use super::{
    super::super::{
        nudge::{Answer, line},
        rules::Other,
    },
    Lines, Wanted,
};
use crate::{
    args::PeopleFormat,
    exit::Exit,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

pub(super) fn run(
    wanted: &Wanted<'_>,
    lines: Lines<'_>,
    format: PeopleFormat,
    said: impl FnOnce(Value) -> Value,
) -> Result<Exit, Problem> {
    let unfit = |error| wanted.not_assumed(&error);
    let assumed = json!(wanted.assumed).to_string();
    let sheet = wanted.tenant.assumptions(assumed.as_bytes(), NOW).map_err(unfit)?;
    let tenant = wanted.tenant.clone().assuming(&sheet.campaign);
    let mut reader = LineReader::new(tenant, sheet, NOW);
    let _ = said(Value::Null);
    output::say(&text::assumed(&wanted.assumed));
    let mut out = output::lines();
    if format == PeopleFormat::Csv {
        out.write_all(HEAD.as_bytes()).map_err(PlaceProblem::Output)?;
    }
    let (mut number, mut failed) = (0_u64, 0_u64);
    for one in lines {
        number = number.saturating_add(1);
        let text = one.map_err(|error| wanted.unreadable(&error))?;
        match reader.judge(text.as_bytes(), wanted.chosen.rules) {
            Ok(judged) => {
                let its = |set| Other::than(&judged.decision, set, &reader.again(set));
                let other = wanted.chosen.beside.and_then(its);
                judged_line(&mut out, format, wanted, &judged, other)?;
            }
            Err(why) => {
                failed = failed.saturating_add(1);
                failed_line(&mut out, format, number, why.as_str())?;
            }
        }
    }
    out.flush().map_err(PlaceProblem::Output)?;
    drop(out);
    if failed > 0 {
        output::say_line(&text::lines_failed(failed));
    }
    Ok(if failed == 0 { Exit::Done } else { Exit::Refused })
}

fn judged_line(
    out: &mut impl Write,
    format: PeopleFormat,
    wanted: &Wanted<'_>,
    judged: &Line,
    other: Option<Other<'_>>,
) -> Result<(), Problem> {
    let (decision, rules) = (&judged.decision, wanted.chosen.rules);
    if format == PeopleFormat::Jsonl {
        let answer = Answer::<()>::new((&judged.id, rules), decision, other, None);
        return line(out, &answer.beside(wanted.chosen.beside));
    }
    let beside = match (wanted.chosen.beside, other) {
        (None, _) => Beside::Nobody,
        (Some(_), None) => Beside::Agrees,
        (Some(_), Some(it)) => Beside::Differs(it.cells()),
    };
    out.write_all(judged_row(judged, rules, beside).as_bytes())
        .map_err(|why| PlaceProblem::Output(why).into())
}

fn failed_line(
    out: &mut impl Write,
    format: PeopleFormat,
    number: u64,
    code: &str,
) -> Result<(), Problem> {
    match format {
        PeopleFormat::Jsonl => line(out, &json!({ "line": number, "error": code })),
        PeopleFormat::Csv => out
            .write_all(failed_row(number, code).as_bytes())
            .map_err(|why| PlaceProblem::Output(why).into()),
    }
}
