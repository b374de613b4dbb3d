use std::sync::mpsc::channel;

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

/// A watch that asks once for each time it is told to, and counts what it hears.
struct Counting {
    wanted: bool,
    heard: u32,
    /// Something that says so when it has ended, this long after it was told to.
    beside: Option<(Tell<Self>, Duration)>,
    question: fn(),
}

enum Input {
    Ask,
    Ended,
}

impl Counting {
    fn new(question: fn()) -> Self {
        Self { wanted: false, heard: 0, beside: None, question }
    }
}

impl Watch for Counting {
    const NAME: &'static str = "counting";
    type Ask = ();
    type Heard = ();
    type Input = Input;
    type View = (u32, u32);

    fn next(&self) -> Option<(Duration, ())> {
        self.wanted.then_some((Duration::ZERO, ()))
    }

    fn question(&mut self, (): ()) -> Box<dyn FnOnce() + Send> {
        self.wanted = false;
        Box::new(self.question)
    }

    fn unasked((): (), why: TenantError) {
        panic!("{why}");
    }

    fn hear(&mut self, (): (), _: Duration) {
        self.heard += 1;
    }

    fn take(&mut self, input: Input, _: Duration) {
        match input {
            Input::Ask => self.wanted = true,
            Input::Ended => self.heard = u32::MAX,
        }
    }

    fn view(&self, revision: u32) -> (u32, u32) {
        (revision, self.heard)
    }

    fn part(&mut self) -> Parting<Input> {
        let Some((tell, after)) = self.beside.take() else { return Parting::Over };
        thread::spawn(move || {
            thread::sleep(after);
            tell.tell(Input::Ended);
        });
        Parting::Awaits(|input| matches!(input, Input::Ended))
    }
}

#[test]
fn what_changed_is_drawn_once_under_a_number_that_grows() {
    let (views, seen) = channel();
    let watching = Watching::begin(
        |_| Counting::new(|| {}),
        move |view| views.send(*view).unwrap_or_default(),
    );
    for heard in 0..3 {
        assert_eq!(seen.recv_timeout(PATIENCE), Ok((heard + 1, heard)));
        watching.tell(Input::Ask);
    }
    drop(watching);
    let end = loop {
        if let Err(end) = seen.recv_timeout(PATIENCE) {
            break end;
        }
    };
    assert_eq!(end, RecvTimeoutError::Disconnected, "it goes on");
}

#[test]
fn a_question_that_is_not_answered_holds_up_neither_what_comes_in_nor_the_end() {
    let (views, seen) = channel();
    let watching = Watching::begin(
        |_| Counting::new(thread::park),
        move |view| views.send(*view).unwrap_or_default(),
    );
    watching.tell(Input::Ask);
    watching.tell(Input::Ended);
    while seen.recv_timeout(PATIENCE).unwrap().1 != u32::MAX {}
    watching.close();
    assert_eq!(
        seen.recv_timeout(PATIENCE),
        Err(RecvTimeoutError::Disconnected),
        "the thread is there"
    );
}

#[test]
fn the_end_waits_for_what_runs_beside_it_and_draws_nothing_more() {
    let (views, seen) = channel();
    let after = Duration::from_millis(200);
    let make = move |tell| Counting { beside: Some((tell, after)), ..Counting::new(|| {}) };
    let watching = Watching::begin(make, move |view| views.send(*view).unwrap_or_default());
    seen.recv_timeout(PATIENCE).unwrap();
    let began = Instant::now();
    watching.close();
    assert!(began.elapsed() >= after, "its end was not waited for");
    assert_eq!(
        seen.recv_timeout(PATIENCE),
        Err(RecvTimeoutError::Disconnected),
        "drawn after the end"
    );
}
