//! People of one tenant, a line each. A line that makes no sense must not end the batch, nor may one
//! without end be read to its end.

use std::{
    io::{BufRead, Read, Write},
    path::Path,
};

use entra_policy::campaign::{FactSheet, LineReader, Tenant};
use serde_json::json;

use super::{Answer, Chosen, NOW, Other, Trace, line, summary::Summary};
use crate::{
    args::{Common, NudgeArguments},
    exit::Exit,
    files, output,
    problem::{FileKind, InputProblem, PlaceProblem, Problem},
};

/// The longest line that is read (bytes): a person in fifty thousand groups.
const LONGEST_LINE: u64 = 2 << 20;
/// The longest file of assumptions that is read (bytes).
const LONGEST_ASSUMPTIONS: usize = 1 << 20;

pub(super) fn run(
    (lines, policy): (&Path, &Path),
    arguments: &NudgeArguments,
    common: &Common,
    chosen: Chosen<'_>,
) -> Result<Exit, Problem> {
    let (tenant, assumed) = tenant(policy, arguments)?;
    let mut reader = LineReader::new(&tenant, assumed, NOW);
    let unreadable = |why| InputProblem::File(FileKind::Batch, lines.to_owned(), why);
    let mut input = files::open(lines).map_err(unreadable)?;
    let mut out = output::lines();
    let (mut buffer, mut number, mut summary) = (Vec::new(), 0_u64, Summary::beside(chosen));
    loop {
        buffer.clear();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut buffer);
        if read.map_err(|why| unreadable(why.into()))? == 0 {
            break;
        }
        number = number.saturating_add(1);
        let whole = buffer.last() == Some(&b'\n');
        let too_long = !whole && u64::try_from(buffer.len()).is_ok_and(|long| long >= LONGEST_LINE);
        if too_long {
            input.skip_until(b'\n').map_err(|why| unreadable(why.into()))?;
        }
        let text = buffer.trim_ascii();
        if text.is_empty() {
            continue;
        }
        let error = if too_long {
            Some("line-too-long")
        } else {
            one(text, (&mut reader, &tenant), chosen, arguments, (&mut summary, &mut out))?
        };
        if let Some(code) = error {
            summary.failed();
            if !arguments.summary {
                line(&mut out, &json!({ "line": number, "error": code }))?;
            }
        }
    }
    out.flush().map_err(PlaceProblem::Output)?;
    drop(out);
    summary.end(arguments.summary, common.json)
}

/// Judges a line; answers the code of what is wrong with it.
fn one(
    text: &[u8],
    (reader, tenant): (&mut LineReader<&Tenant>, &Tenant),
    Chosen { rules, beside }: Chosen<'_>,
    arguments: &NudgeArguments,
    (summary, out): (&mut Summary, &mut impl Write),
) -> Result<Option<&'static str>, Problem> {
    let judged = match reader.judge(text, rules) {
        Ok(judged) => judged,
        Err(why) => return Ok(Some(why.as_str())),
    };
    let decision = &judged.decision;
    let other = beside.and_then(|set| Other::than(decision, set, &reader.again(set)));
    summary.add(decision, other.is_some());
    if arguments.summary {
        return Ok(None);
    }
    if arguments.trace {
        let sheet = reader.facts();
        let trace = Trace { rules, decision, sheet: &sheet, ids: tenant.ids() };
        line(out, &Answer::new((&judged.id, rules), decision, other, Some(trace)))?;
    } else {
        line(out, &Answer::<()>::new((&judged.id, rules), decision, other, None))?;
    }
    Ok(None)
}

fn tenant(policy: &Path, arguments: &NudgeArguments) -> Result<(Tenant, FactSheet), Problem> {
    let tenant = super::tenant(policy)?;
    let Some(path) = &arguments.assume else { return Ok((tenant, FactSheet::default())) };
    let kind = FileKind::Assumptions;
    let json = files::read(path, LONGEST_ASSUMPTIONS)
        .map_err(|why| InputProblem::File(kind, path.clone(), why))?;
    let assumed = tenant
        .assumptions(&json, NOW)
        .map_err(|why| InputProblem::Content(kind, path.clone(), why.to_string()))?;
    Ok((tenant.assuming(&assumed.campaign), assumed))
}
