//! Prompts of campaigns: counted once, whoever writes, in whatever order, and whenever it is killed.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use entra_policy::campaign::{RuleBook, SnoozeDuration, SnoozeLimit, SnoozeStatus};
use proptest::prelude::*;

use super::*;
use crate::nudge::{Addressee, History, PromptAnswer, PromptStore, Seen};

const DAY: i64 = 86_400;
const CAMPAIGN: &str = "enabled fido2 3 limited";

fn mira() -> Addressee {
    Addressee { organisation: "contoso".to_owned(), person: PersonId("mira".to_owned()) }
}

fn seen(required: bool) -> Seen {
    Seen { campaign: CAMPAIGN.to_owned(), required }
}

fn at(day: i64) -> Timestamp {
    Timestamp(NOW.0 + day * DAY)
}

fn status(history: &History, now: Timestamp) -> SnoozeStatus {
    let book = RuleBook::shipped().unwrap();
    let days = SnoozeDuration::try_from(3).unwrap();
    let now = entra_policy::campaign::Timestamp(now.0);
    history.state(CAMPAIGN).status(book.newest().unwrap(), days, SnoozeLimit::Three, now)
}

fn prompt(store: &dyn PromptStore, answer: PromptAnswer, day: i64) {
    store.show(&mira(), &seen(false), at(day)).unwrap();
    assert!(store.answer(&mira(), answer, at(day)).unwrap());
}

#[test]
fn a_skip_is_there_after_a_restart_and_three_are_the_end() {
    let desk = Desk::new();
    for (day, used) in [(0, 1), (4, 2), (8, 3)] {
        prompt(&desk.open(), PromptAnswer::Skip, day);
        let now = status(&desk.open().look(&mira(), at(day)).unwrap(), at(day));
        assert_eq!((now.used, now.required), (used, used == 3));
        assert_eq!(now.next_nudge.map(|at| at.0), Some(at(day + 3).0));
    }
}

#[test]
fn a_prompt_that_was_left_open_counts_as_closed_at_the_next_start() {
    let desk = Desk::new();
    let store = desk.open();
    store.show(&mira(), &seen(false), at(0)).unwrap();
    store.look(&mira(), at(1)).unwrap();
    drop(store);
    let store = desk.open();
    assert_eq!(store.close_left().unwrap(), 1);
    assert_eq!(store.close_left().unwrap(), 0, "once");
    let history = store.look(&mira(), at(1)).unwrap();
    assert_eq!(history.prompts[0].answered, Some((PromptAnswer::Close, at(1))));
    assert_eq!(status(&history, at(1)).used, 1);
}

#[test]
fn what_is_shown_twice_is_one_prompt_and_a_second_answer_is_none() {
    let desk = Desk::new();
    let (one, other) = (desk.open(), desk.open());
    one.show(&mira(), &seen(false), at(0)).unwrap();
    other.show(&mira(), &seen(false), at(0)).unwrap();
    assert!(other.answer(&mira(), PromptAnswer::Skip, at(0)).unwrap());
    assert!(!one.answer(&mira(), PromptAnswer::Close, at(0)).unwrap());
    assert_eq!(status(&one.look(&mira(), at(0)).unwrap(), at(0)).used, 1);
}

#[test]
fn a_skip_of_the_error_screen_does_not_count_and_closing_when_required_is_remembered() {
    let desk = Desk::new();
    let store = desk.open();
    prompt(&store, PromptAnswer::ErrorSkip, 0);
    prompt(&store, PromptAnswer::Met, 1);
    assert_eq!(status(&store.look(&mira(), at(1)).unwrap(), at(1)).used, 0);
    store.show(&mira(), &seen(true), at(2)).unwrap();
    store.answer(&mira(), PromptAnswer::Close, at(2)).unwrap();
    let status = status(&store.look(&mira(), at(2)).unwrap(), at(2));
    assert_eq!((status.required, status.next_nudge), (true, None), "asked again at once");
}

#[test]
fn each_person_of_each_organisation_has_skips_of_their_own() {
    let desk = Desk::new();
    let store = desk.open();
    prompt(&store, PromptAnswer::Skip, 0);
    let ada = Addressee { person: PersonId("ada".to_owned()), ..mira() };
    let elsewhere = Addressee { organisation: "fabrikam".to_owned(), ..mira() };
    for other in [ada, elsewhere] {
        assert_eq!(store.look(&other, at(0)).unwrap().prompts, []);
    }
}

#[test]
fn a_clock_that_was_set_back_moves_no_skip_and_is_told() {
    use entra_policy::campaign::Clock;
    let desk = Desk::new();
    let store = desk.open();
    prompt(&store, PromptAnswer::Skip, 10);
    store.show(&mira(), &seen(false), at(8)).unwrap();
    store.answer(&mira(), PromptAnswer::Skip, at(8)).unwrap();
    let history = desk.open().look(&mira(), at(8)).unwrap();
    let times: Vec<_> = history.prompts.iter().map(|one| one.answered.unwrap().1).collect();
    assert_eq!(times, [at(10), at(10)]);
    assert_eq!(status(&history, at(8)).clock, Clock::SetBack(2 * DAY));
}

#[test]
fn counts_survive_another_campaign_and_that_it_changed_is_known() {
    let desk = Desk::new();
    let store = desk.open();
    prompt(&store, PromptAnswer::Skip, 0);
    let history = store.look(&mira(), at(1)).unwrap();
    let other = history.state("enabled microsoftAuthenticator 1 limited");
    assert_eq!((other.snoozes.skips.count, other.snoozes.skips.before_change), (1, 1));
    assert_eq!(history.state(CAMPAIGN).snoozes.skips.before_change, 0);
}

#[test]
fn a_record_of_the_first_format_gets_room_for_prompts_and_keeps_all_it_has() {
    let desk = Desk::new();
    add(&desk.open(), &began("a"));
    let raw = desk.raw();
    raw.execute_batch(
        "DROP TABLE prompt; DROP TABLE prompted; DROP TABLE tally; \
         DROP TABLE audited",
    )
    .unwrap();
    raw.pragma_update(None, "user_version", 1).unwrap();
    drop(raw);
    let store = desk.open();
    prompt(&store, PromptAnswer::Skip, 0);
    assert_eq!(all(&store).len(), 1);
    assert_eq!(standing(&store), intact(1, 1));
    assert_eq!(status(&desk.open().look(&mira(), at(0)).unwrap(), at(0)).used, 1);
}

#[test]
fn an_answer_cannot_be_changed_or_taken_away_behind_the_stores_back() {
    let desk = Desk::new();
    prompt(&desk.open(), PromptAnswer::Skip, 0);
    let raw = desk.raw();
    assert!(raw.execute("DELETE FROM prompt", []).is_err());
    assert!(raw.execute("UPDATE prompt SET answer = 'met'", []).is_err());
}

/// What may happen to a prompt, in any order, from either of two windows.
#[derive(Clone, Copy, Debug)]
enum Act {
    Show,
    Answer(PromptAnswer),
    Look,
    Restart,
}

fn acts() -> impl Strategy<Value = Vec<(bool, i64, Act)>> {
    let act = prop_oneof![
        Just(Act::Show),
        proptest::sample::select(PromptAnswer::ALL.to_vec()).prop_map(Act::Answer),
        Just(Act::Look),
        Just(Act::Restart),
    ];
    proptest::collection::vec((any::<bool>(), -3_i64..20, act), 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn in_any_order_each_prompt_counts_once_and_time_never_goes_back(acts in acts()) {
        let desk = Desk::new();
        let mut windows = [desk.open(), desk.open()];
        let (mut open, mut counted, mut latest) = (false, 0_u32, i64::MIN);
        for (second, day, act) in acts {
            let window = &windows[usize::from(second)];
            match act {
                Act::Show => {
                    window.show(&mira(), &seen(false), at(day)).unwrap();
                    (open, latest) = (true, latest.max(at(day).0));
                }
                Act::Answer(answer) => {
                    prop_assert_eq!(window.answer(&mira(), answer, at(day)).unwrap(), open);
                    let counts = matches!(answer, PromptAnswer::Skip | PromptAnswer::Close);
                    counted += u32::from(open && counts);
                    (open, latest) = (false, latest.max(at(day).0));
                }
                Act::Look => latest = latest.max(at(day).0),
                Act::Restart => {
                    windows = [desk.open(), desk.open()];
                    let closed = windows[0].close_left().unwrap();
                    prop_assert_eq!(closed, usize::from(open));
                    counted += u32::from(open);
                    open = false;
                }
            }
            let history = windows[0].look(&mira(), at(day)).unwrap();
            latest = latest.max(at(day).0);
            prop_assert_eq!(history.latest, Some(Timestamp(latest)));
            prop_assert_eq!(history.open().is_some(), open);
            prop_assert_eq!(status(&history, at(day)).used, counted);
            let times: Vec<i64> =
                history.prompts.iter().filter_map(|one| one.answered).map(|(_, at)| at.0).collect();
            prop_assert!(times.is_sorted(), "{:?}", times);
        }
    }
}

const FOLDER: &str = "TOUCHSTONE_PROMPT_FOLDER";
const THIS: &str = "store::sqlite::tests::prompts::skips_until_it_is_killed";

fn open_at(folder: &Path) -> SqliteStore {
    let path = folder.join("state").join("ledger.db");
    SqliteStore::open(&path, Keyring::none(), Box::new(SystemEntropy::new())).unwrap()
}

/// The process that is killed: says after each skip that it is done.
#[test]
#[ignore = "is started by the next one"]
fn skips_until_it_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let store = open_at(Path::new(&folder));
    store.close_left().unwrap();
    for number in 0.. {
        store.show(&mira(), &seen(false), at(number)).unwrap();
        store.answer(&mira(), PromptAnswer::Skip, at(number)).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "\ndone").unwrap();
        out.flush().unwrap();
    }
}

fn start(folder: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", THIS, "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn no_skip_is_lost_or_counted_twice_in_forty_kills() {
    let folder = tempfile::tempdir().unwrap();
    let (mut told, mut began) = (0_u32, 0_u32);
    for run in 0..40 {
        let mut child = start(folder.path());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // From the first skip on, so that a busy machine does not only see it start.
        assert!(lines.any(|line| line.is_ok_and(|line| line == "done")), "it ended before");
        thread::sleep(Duration::from_millis(run));
        child.kill().unwrap();
        child.wait().unwrap();
        let more = lines.map_while(Result::ok).filter(|line| line == "done").count();
        told += 1 + u32::try_from(more).unwrap();
        // The one that was being answered may be done and not told, or left open: then it is closed.
        began += 1;
        let store = open_at(folder.path());
        store.close_left().unwrap();
        let history = store.look(&mira(), at(0)).unwrap();
        let used = status(&history, at(0)).used;
        assert!(used >= told && used <= told + began, "{used} of {told} and at most {began}");
    }
}
