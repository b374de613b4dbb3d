//! The program that is killed: `registrar FOLDER begin PERSON` or `registrar FOLDER recover
//! (send|remove)`. It says on its output how far it came, and must not end before it is told to.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{env, path::PathBuf, thread};

use test_crash::{
    desk::Desk,
    person::{self, WhatWaits},
    wire,
};

fn main() {
    wire::say("up");
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, what, word] = arguments.as_slice() else { panic!("FOLDER WHAT WORD") };
    let desk = Desk::open(&PathBuf::from(folder));
    match (what.as_str(), word.as_str()) {
        ("begin", account) => person::registers(&desk, account),
        ("recover", "send") => person::recovers(&desk, WhatWaits::IsSent),
        ("recover", "remove") => person::recovers(&desk, WhatWaits::IsTakenOff),
        other => panic!("{other:?}"),
    }
    wire::say("done");
    loop {
        thread::park();
    }
}
