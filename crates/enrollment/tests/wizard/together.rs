//! Two programs on one state.

use std::{
    env,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
};

use ctap::ceremony::Moment;
use enrollment::{
    ledger::{Actor, RegistrationId, Scene},
    rooms::{CommandCode, CommandError, TakenUp, UnfinishedChoice},
    tenant::Tenant,
    wizard::{Step, means::Directory},
};
use entra_policy::Registrant;
use practice::key::presence::Habit;
use webauthn::Timestamp;

use crate::desk::{Desk, now};

const FOLDER: &str = "TOUCHSTONE_WIZARD_FOLDER";
const THE_OTHER: &str = "together::registers_until_it_is_killed";

#[test]
#[ignore = "is started by the next one"]
fn registers_until_it_is_killed() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let desk = Desk::at(Path::new(&folder));
    *desk.port.habit.lock().unwrap() = Habit::never_touches();
    let mut ada = desk.for_ada();
    ada.until(|step| matches!(step, Step::Key { moment: Moment::TouchKey { .. }, .. }));
    println!("\nwaits for a touch");
    loop {
        thread::park();
    }
}

fn the_other_program(desk: &Desk) -> Child {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", THE_OTHER, "--ignored", "--nocapture"])
        .env(FOLDER, desk.folder())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    assert!(out.lines().map_while(Result::ok).any(|line| line == "waits for a touch"));
    child
}

fn take_up(desk: &Desk, id: &RegistrationId) -> Result<Option<TakenUp>, CommandError> {
    take_up_at(desk, id, UnfinishedChoice::Remove, None)
}

fn take_up_at(
    desk: &Desk,
    id: &RegistrationId,
    choice: UnfinishedChoice,
    id_of: Option<&str>,
) -> Result<Option<TakenUp>, CommandError> {
    let at = (Timestamp(now()), &Actor("the second".to_owned()));
    let directory_of = |scene| {
        assert_eq!(scene, Scene::Practice, "the directory of whom it was begun for");
        let tenant: Arc<dyn Tenant> = desk.fake.clone();
        Ok(Directory {
            scene,
            tenant,
            registrant: Registrant::Oneself,
            id: id_of.map(str::to_owned),
        })
    };
    choice.resumption(id, &desk.kept(), directory_of, at)
}

#[test]
fn two_programs_never_take_up_each_others_running_registration() {
    let desk = Desk::new();
    let mut other = the_other_program(&desk);
    // The record alone would call it left behind.
    let began = desk.recovery().unfinished;
    let [one] = began.as_slice() else { panic!("{began:?}") };
    assert_eq!(desk.kept().left(Timestamp(now())).unwrap().unfinished, []);
    assert_eq!(take_up(&desk, &one.registration).err().unwrap().code, CommandCode::Record);
    assert_eq!(desk.recorded(), ["Began"], "and nothing is written of it");

    other.kill().unwrap();
    other.wait().unwrap();
    assert_eq!(desk.kept().left(Timestamp(now())).unwrap().unfinished, began);
    // Whoever is signed in to another organisation hears whose it is, and asks that one's directory nothing.
    assert_eq!(one.beginning.as_ref().unwrap().tenant.as_deref(), Some("1"));
    for choice in [UnfinishedChoice::Remove, UnfinishedChoice::Send] {
        let refused = take_up_at(&desk, &one.registration, choice, Some("2")).err().unwrap();
        assert_eq!(refused.code, CommandCode::Elsewhere);
        assert_eq!(refused.message, "it belongs to Practice; sign in there");
    }
    let taken = take_up(&desk, &one.registration).unwrap().unwrap();
    assert_eq!(desk.kept().left(Timestamp(now())).unwrap().unfinished, [], "it is being worked on");
    assert!(take_up(&desk, &one.registration).is_err(), "by one only");
    drop(taken);
    assert_eq!(desk.kept().left(Timestamp(now())).unwrap().unfinished, began);
}
