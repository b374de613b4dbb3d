use std::sync::mpsc::{Sender, channel};

use super::*;

/// Says its name when it ends.
#[derive(Debug)]
struct Named(&'static str, Sender<&'static str>);

impl Opened for Named {
    const GONE: &'static str = "there is none";

    fn end(self) {
        let Self(name, ends) = self;
        ends.send(name).unwrap();
    }
}

#[test]
fn one_is_open_and_another_ends_it_first() {
    let (ends, ended) = channel();
    let open = Open::default();
    assert_eq!(open.with(|Named(name, _)| *name).unwrap_err().code, CommandCode::Gone);
    open.begin(|| Named("a", ends.clone()));
    open.begin(|| {
        assert_eq!(ended.try_recv(), Ok("a"), "its keys may still blink");
        Named("b", ends.clone())
    });
    assert_eq!(open.with(|Named(name, _)| *name).unwrap(), "b");
    open.close();
    assert_eq!(ended.try_recv(), Ok("b"));
    assert_eq!(open.with(|Named(name, _)| *name).unwrap_err().message, Named::GONE);
}

#[test]
fn what_was_closed_since_it_was_asked_for_is_not_begun() {
    let open = Open::<Named>::default();
    let asked = open.asked();
    // What it works with is still being read when its page goes.
    open.close();
    open.begin_asked(asked, || unreachable!("nobody looks at it"));
    assert!(open.with(|_| ()).is_err());
}

#[test]
fn what_is_closed_while_the_one_before_ends_is_not_begun() {
    /// Closes the slot that it is in when it ends.
    struct Closing(std::sync::Arc<Open<Self>>);
    impl Opened for Closing {
        const GONE: &'static str = "there is none";

        fn end(self) {
            self.0.close();
        }
    }
    let open = std::sync::Arc::new(Open::default());
    open.begin(|| Closing(std::sync::Arc::clone(&open)));
    open.begin(|| unreachable!("nobody looks at it"));
    assert!(open.with(|_| ()).is_err());
}
