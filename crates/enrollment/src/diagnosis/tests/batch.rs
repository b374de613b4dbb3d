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

/// Gives its text, and then fails.
struct Broken<'a>(&'a [u8]);

impl io::Read for Broken<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::ErrorKind::ConnectionReset.into()),
            read => Ok(read),
        }
    }
}

#[test]
fn what_was_read_before_the_stream_broke_is_answered_and_the_break_is_told() {
    let text: String = (0..200).map(|_| format!("{}\n", record())).collect();
    let mut answered = 0;
    let ended = judge_batch(
        Records::new(BufReader::new(Broken(text.as_bytes()))),
        NonZero::new(2).unwrap(),
        |number, _| number,
        |number| {
            answered += 1;
            assert_eq!(number, answered);
            Ok(())
        },
    );
    assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(answered, 200);
}

#[test]
fn a_worker_that_is_held_up_holds_up_no_other() {
    let text: String = (0..1_000).map(|_| format!("{}\n", record())).collect();
    let judged = AtomicUsize::new(0);
    let mut answers = 0;
    judge_batch(
        Records::new(text.as_bytes()),
        NonZero::new(2).unwrap(),
        |number, _| {
            // The first record waits until the other worker has done several portions.
            while number == 1 && judged.load(Ordering::Acquire) < 300 {
                std::thread::yield_now();
            }
            judged.fetch_add(1, Ordering::Release);
        },
        |()| {
            answers += 1;
            Ok(())
        },
    )
    .unwrap();
    assert_eq!(answers, 1_000);
}

#[test]
fn long_records_go_to_a_worker_by_themselves() {
    // One of 300,000 bytes fills a portion: eight may be under way for two workers, and not 64 times as many.
    let long = format!("{{\"a\":\"{}\"}}\n", "x".repeat(300_000));
    let text = long.repeat(40);
    let begun = AtomicUsize::new(0);
    let ended = judge_batch(
        Records::new(text.as_bytes()),
        NonZero::new(2).unwrap(),
        |_, _| begun.fetch_add(1, Ordering::Relaxed),
        |_| Err(io::ErrorKind::BrokenPipe.into()),
    );
    assert!(ended.is_err());
    assert!(begun.load(Ordering::Relaxed) <= 8);
}

#[test]
#[should_panic(expected = "a scoped thread panicked")]
fn a_panic_while_judging_ends_the_batch_and_is_passed_on() {
    let text: String = (0..2_000).map(|_| format!("{}\n", record())).collect();
    let _ = judge_batch(
        Records::new(text.as_bytes()),
        NonZero::new(2).unwrap(),
        |number, _| assert_ne!(number, 100),
        |()| Ok(()),
    );
}
