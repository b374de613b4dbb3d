//! `touchstone doctor`: what this computer lacks, one line each with the fix. It must never change
//! anything.

mod examine;
mod udev;

use serde_json::{Value, json};

pub(crate) use examine::{Finding, Weight};

use crate::{
    args::{Common, DoctorArguments},
    exit::Exit,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

/// Examines this computer. Whatever is found, the examination is done.
///
/// # Errors
/// The result could not be written.
pub(super) fn run(arguments: &DoctorArguments, common: &Common) -> Result<Exit, Problem> {
    let examination = examine::examine(common);
    let written = if arguments.udev_rule {
        output::result(&udev::rule(&examination.denied))
    } else if common.json {
        output::document(&document(&examination.findings))
    } else {
        output::result(&text::doctor(&examination.findings))
    };
    written.map(|()| Exit::Done).map_err(|why| PlaceProblem::Output(why).into())
}

fn document(findings: &[Finding]) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "check": finding.code(),
            "outcome": match finding.weight() {
                Weight::Good => "ok",
                Weight::Lacking => "lacking",
                Weight::Remark => "remark",
            },
            "message": text::found(finding),
            "fix": text::fix(finding),
        })
    };
    json!({ "checks": findings.iter().map(finding).collect::<Value>() })
}
