use std::{
    io,
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::*;

fn numbers(text: &str) -> Vec<(u64, Result<Vec<u8>, BatchError>)> {
    let mut records = Records::new(BufReader::with_capacity(7, text.as_bytes()));
    let mut all = Vec::new();
    while let Some(line) = records.next_record().unwrap() {
        all.push((line.number, line.json));
    }
    all
}

fn judge(text: &str, threads: usize) -> Vec<String> {
    let mut answers = Vec::new();
    judge_batch(
        Records::new(text.as_bytes()),
        NonZero::new(threads).unwrap(),
        |number, recorded| match recorded {
            Ok(recorded) => {
                format!("{number} {:?}", diagnose(&recorded, &Grounds::at(NOW)).verdict)
            }
            Err(error) => format!("{number} {}", error.code()),
        },
        |answer| {
            answers.push(answer);
            Ok(())
        },
    )
    .unwrap();
    answers
}

#[test]
fn lines_keep_their_numbers_whatever_is_between_them() {
    let all = numbers("\n{\"a\":1}\n\n  \r\n{\"b\":2}\r\n{\"c\":3}");
    let numbers: Vec<_> = all.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [2, 5, 6]);
}

#[test]
fn an_array_is_cut_where_no_quote_and_no_bracket_is_open() {
    let elements = [r#"{"a":"],\"}{"}"#, "[1,[2,3]]", r#"{"b":{"c":[]}}"#];
    let all = numbers(&format!("\n [{} ]", elements.join(",\n ")));
    let texts = all
        .iter()
        .map(|(_, json)| String::from_utf8(json.clone().unwrap()).unwrap().trim().to_owned());
    assert_eq!(texts.collect::<Vec<_>>(), elements);
    assert_eq!(all.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(numbers("[]").is_empty() && numbers("[ \n ]").is_empty() && numbers(" \n").is_empty());
}

#[test]
fn a_line_without_end_is_one_bad_line() {
    let text = format!("{}\n{{}}\n", "x".repeat((1 << 20) + 1));
    let all = numbers(&text);
    assert!(matches!(all.as_slice(), [(1, Err(BatchError::TooLong)), (2, Ok(_))]));
    let array = format!("[\"{}\", {{}}]", "x".repeat((1 << 20) + 1));
    assert!(matches!(numbers(&array).as_slice(), [(1, Err(BatchError::TooLong)), (2, Ok(_))]));
}

#[test]
fn one_bad_line_does_not_end_the_batch() {
    let text = format!("{}\nnonsense\n{{}}\n7\n{}\n", record(), record());
    let expected =
        ["1 Admitted", "2 not-json", "3 no-attestation-object", "4 not-an-object", "5 Admitted"];
    assert_eq!(judge(&text, 1), expected);
    assert_eq!(judge(&text, 3), expected);
}

#[test]
fn answers_come_in_the_order_of_the_records_on_any_number_of_threads() {
    let text: String = (0..1000).map(|_| format!("{}\n", record())).collect();
    for threads in [1, 2, 5] {
        let answers = judge(&text, threads);
        let expected = (1..=1000).map(|number| format!("{number} Admitted"));
        assert_eq!(answers, expected.collect::<Vec<_>>());
    }
}

#[test]
fn a_pipe_that_closes_ends_the_batch_and_what_is_under_way_stays_bounded() {
    let begun = AtomicUsize::new(0);
    let text: String = (0..10_000).map(|_| format!("{}\n", record())).collect();
    let ended = judge_batch(
        Records::new(text.as_bytes()),
        NonZero::new(2).unwrap(),
        |_, _| begun.fetch_add(1, Ordering::Relaxed),
        |_| Err(io::ErrorKind::BrokenPipe.into()),
    );
    assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    assert!(begun.load(Ordering::Relaxed) < 2_000);
}
