use super::*;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// The seconds between the looks of a watch that is answered at once, until it rests.
fn gaps(near: bool) -> Vec<u64> {
    let mut pace = Pace::begin(seconds(0));
    let mut looks = Vec::new();
    while let Some(due) = pace.due() {
        looks.push(due);
        pace.succeeded(due, near);
    }
    looks.windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect()
}

#[test]
fn looks_are_five_seconds_apart_while_somebody_is_here_and_rarer_afterwards() {
    let near = gaps(true);
    let eager = near.iter().take_while(|gap| **gap == 5).count();
    assert_eq!(eager, 36, "three minutes");
    assert!(near[eager..].iter().all(|gap| *gap == 15), "{near:?}");
    assert!(gaps(false).iter().all(|gap| *gap == 15));
    assert!(near.iter().sum::<u64>() >= 20 * 60, "it rests before");
}

#[test]
fn whoever_does_something_wakes_a_watch_that_rests() {
    let mut pace = Pace::begin(seconds(0));
    pace.succeeded(seconds(1200), true);
    assert_eq!(pace.due(), None);
    pace.person_is_here(seconds(5000));
    assert_eq!(pace.due(), Some(seconds(5000)));
    pace.succeeded(seconds(5000), true);
    assert_eq!(pace.due(), Some(seconds(5005)));
}

#[test]
fn a_directory_that_is_away_is_asked_more_and_more_seldom_and_forgiven_at_once() {
    let mut pace = Pace::begin(seconds(0));
    let away = TenantError::Unreachable("no route".to_owned());
    let waits: Vec<u64> = (0..7)
        .map(|_| {
            let due = pace.due().unwrap();
            pace.failed(&away, due);
            (pace.due().unwrap() - due).as_secs()
        })
        .collect();
    assert_eq!(waits, [5, 10, 20, 40, 60, 60, 60]);
    assert_eq!(pace.trouble(), Some((&TroubleView::Unreachable, 60)));
    pace.succeeded(seconds(600), true);
    assert_eq!(pace.trouble(), None);
    pace.failed(&away, seconds(605));
    assert_eq!(pace.due(), Some(seconds(610)));
}

#[test]
fn what_the_directory_asks_to_wait_is_waited_whoever_hurries() {
    let mut pace = Pace::begin(seconds(0));
    let later = TenantError::Throttled { retry_after: Some(seconds(90)) };
    pace.failed(&later, seconds(10));
    pace.hurry(seconds(20));
    assert_eq!(pace.due(), Some(seconds(100)));
    pace.goes_on(seconds(30));
    assert_eq!(pace.due(), Some(seconds(100)));
}
