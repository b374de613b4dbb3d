use std::collections::BTreeSet;

use super::{
    challenge,
    clock::{Clock, Ticks},
    state::{Group, State},
    throttle::Throttle,
    *,
};

fn at(seconds: i64) -> Ticks {
    Clock { offset: 0 }.now().plus_seconds(seconds)
}

/// graph.md §2 and §6.1: seven digits after the point; no zone in inner errors.
#[test]
fn times_are_written_as_graph_writes_them() {
    let ticks: Ticks = serde_json::from_str("17957637010000042").unwrap();
    assert_eq!(ticks.precise(), "2026-11-27T07:15:01.0000042Z");
    assert_eq!(ticks.zoneless(), "2026-11-27T07:15:01");
}

/// graph.md §1 item 8.
#[test]
fn a_place_is_free_again_ten_seconds_after_it_was_taken() {
    let mut throttle = Throttle::default();
    let begin = at(0);
    for second in 0..5 {
        assert_eq!(throttle.count(begin.plus_seconds(second)), None);
    }
    assert_eq!(throttle.count(begin.plus_seconds(5)), Some(5));
    assert_eq!(throttle.count(begin.plus_seconds(9)), Some(1));
    assert_eq!(throttle.count(begin.plus_seconds(10)), None);
    assert_eq!(throttle.count(begin.plus_seconds(10)), Some(1));
    // A clock that was set back locks nobody out.
    assert_eq!(throttle.count(begin.plus_seconds(-1000)), None);
}

#[test]
fn groups_that_hold_each_other_end_all_the_same() {
    let mut state = State::seeded();
    let group = |id: &str, nested_in: &[&str]| Group {
        id: id.to_owned(),
        display_name: id.to_owned(),
        nested_in: nested_in.iter().map(|one| (*one).to_owned()).collect(),
    };
    state.groups = vec![group("a", &["b"]), group("b", &["a", "gone"]), group("c", &[])];
    let mut user = state.users[0].clone();
    user.groups = vec!["a".to_owned()];
    let ids: Vec<_> = state.groups_of(&user).iter().map(|group| group.id.clone()).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn open_challenges_are_bounded_and_the_oldest_gives_way() {
    let mut state = State::seeded();
    let user = state.users[0].clone();
    let (now, expires) = (at(0), at(300));
    let issue = |state: &mut State| challenge::issue(state, &user.id, now, expires).unwrap();
    let first = issue(&mut state);
    let second = issue(&mut state);
    let standing = |state: &State, one: &webauthn::Challenge| {
        challenge::standing(state, &state.users[0], one.as_bytes(), now)
    };
    for _ in 0..63 {
        issue(&mut state);
    }
    assert_eq!(state.challenges.len(), 64);
    assert_eq!(standing(&state, &first), challenge::Standing::Unknown);
    assert_eq!(standing(&state, &second), challenge::Standing::Open);
    challenge::spend(&mut state, second.as_bytes());
    assert_eq!(standing(&state, &second), challenge::Standing::Unknown);
}

#[test]
fn everybody_has_an_id_and_a_name_of_their_own() {
    let state = State::seeded();
    let ids: BTreeSet<_> = state.users.iter().map(|user| &user.id).collect();
    let names: BTreeSet<_> = state.users.iter().map(|user| &user.user_principal_name).collect();
    assert_eq!((ids.len(), names.len()), (PEOPLE.len(), PEOPLE.len()));
    assert!(state.users.iter().all(|user| user.id.parse::<entra_policy::ObjectId>().is_ok()));
    assert_eq!(PEOPLE[0].display_name, "Mira Okafor");
}

#[test]
fn a_directory_that_is_damaged_or_of_another_time_is_said_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    drop(PracticeTenant::start(folder.path(), Settings::default()).unwrap());
    let file = folder.path().join("practice-tenant.json");
    let good = std::fs::read_to_string(&file).unwrap();
    for damaged in ["", "{", &good.replace("\"schema\": 1", "\"schema\": 2"), &good[1..]] {
        std::fs::write(&file, damaged).unwrap();
        let error = PracticeTenant::start(folder.path(), Settings::default()).unwrap_err();
        assert!(matches!(error, PracticeError::DirectoryDamaged { .. }), "{error:?}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), damaged);
    }
    std::fs::write(&file, good).unwrap();
    assert!(PracticeTenant::start(folder.path(), Settings::default()).is_ok());
}

#[test]
fn one_folder_has_one_tenant_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = PracticeTenant::start(folder.path(), Settings::default()).unwrap();
    let second = PracticeTenant::start(folder.path(), Settings::default());
    assert!(matches!(second, Err(PracticeError::InUse(_))), "{second:?}");
    drop(first);
    assert!(PracticeTenant::start(folder.path(), Settings::default()).is_ok());
}

#[cfg(unix)]
#[test]
fn the_directory_is_readable_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("tenant");
    drop(PracticeTenant::start(&state, Settings::default()).unwrap());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&state), 0o700);
    assert_eq!(mode(&state.join("practice-tenant.json")), 0o600);
}
