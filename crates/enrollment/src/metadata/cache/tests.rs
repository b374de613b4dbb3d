use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;
use crate::metadata::{
    FetchError,
    tests::{Service, time},
};

type Answer = Result<Vec<u8>, FetchError>;

/// A source whose answers a test gives, and which says when it is asked.
struct Asked {
    asked: Mutex<Sender<()>>,
    answers: Mutex<Receiver<Answer>>,
}

impl MetadataSource for Asked {
    fn fetch(&self) -> Answer {
        self.asked.lock().unwrap().send(()).unwrap();
        self.answers.lock().unwrap().recv().unwrap()
    }
}

struct World {
    cache: Arc<MetadataCache>,
    service: Service,
    asked: Receiver<()>,
    answer: Sender<Answer>,
    file: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

fn world() -> World {
    let (service, folder) = (Service::new(), tempfile::tempdir().unwrap());
    let ((send, asked), (answer, answers)) = (channel(), channel());
    let source = Box::new(Asked { asked: Mutex::new(send), answers: Mutex::new(answers) });
    let file = folder.path().join("mds");
    let cache = MetadataCache::new(MetadataFile::at(&file), service.roots(), source);
    World { cache: Arc::new(cache), service, asked, answer, file, _folder: folder }
}

const JUNE: &str = "2026-06-01";

/// Somebody has been through the first start, and all is as it is at first.
fn chosen() -> Settings {
    let mut settings = Settings::default();
    settings.choose_practice();
    settings
}

#[test]
fn what_was_fetched_is_shown_with_its_age_and_judged_by() {
    let world = world();
    assert!(world.cache.kept().is_none());
    assert_eq!(world.cache.view(&chosen(), time(JUNE)).kept, None);
    world.answer.send(Ok(world.service.blob(5))).unwrap();
    world.cache.refresh(When::Now, time(JUNE)).unwrap();
    let view = world.cache.view(&chosen(), time("2026-07-04"));
    let kept = view.kept.unwrap();
    assert_eq!((kept.number, kept.days, kept.due), (5, 33, true));
    assert_eq!(kept.next_update, Some(time("2026-07-01").0));
    assert!(!view.asking && view.automatic && view.trouble.is_none());
    let (_, opened) = world.cache.kept().unwrap();
    assert_eq!(opened.number(), Some(5));
}

#[test]
fn a_newer_one_takes_the_place_of_what_was_opened() {
    let world = world();
    for number in [5, 6] {
        world.answer.send(Ok(world.service.blob(number))).unwrap();
        world.cache.refresh(When::Now, time(JUNE)).unwrap();
        assert_eq!(world.cache.kept().unwrap().1.number(), Some(number));
    }
}

#[test]
fn a_failed_look_leaves_what_is_there_and_is_told_until_one_succeeds() {
    let world = world();
    world.answer.send(Ok(world.service.blob(5))).unwrap();
    world.cache.refresh(When::Now, time(JUNE)).unwrap();
    for (answer, kind) in [
        (Err(FetchError::Unreachable("no network".into())), MetadataTroubleKind::Unreachable),
        (Err(FetchError::Refused(503)), MetadataTroubleKind::NotGiven),
        (Ok(b"<html>sign in</html>".to_vec()), MetadataTroubleKind::NotToBeUsed),
        (Ok(Service::new().blob(6)), MetadataTroubleKind::NotToBeUsed),
        (Ok(world.service.blob(4)), MetadataTroubleKind::Older),
    ] {
        world.answer.send(answer).unwrap();
        let trouble = world.cache.refresh(When::Now, time(JUNE)).unwrap_err();
        assert_eq!(trouble.kind, kind, "{trouble}");
        assert_eq!(world.cache.view(&chosen(), time(JUNE)).trouble, Some(trouble));
        assert_eq!(world.cache.kept().unwrap().1.number(), Some(5));
    }
    world.answer.send(Ok(world.service.blob(5))).unwrap();
    world.cache.refresh(When::Now, time(JUNE)).unwrap();
    assert_eq!(world.cache.view(&chosen(), time(JUNE)).trouble, None);
}

#[test]
fn who_comes_while_another_asks_waits_for_that_answer() {
    let world = world();
    world.cache.at_start(&chosen(), time(JUNE));
    world.asked.recv().unwrap();
    assert!(world.cache.view(&chosen(), time(JUNE)).asking);
    let cache = Arc::clone(&world.cache);
    let second = std::thread::spawn(move || cache.refresh(When::Now, time(JUNE)));
    while world.cache.asking.load(Ordering::SeqCst) < 2 {
        std::thread::yield_now();
    }
    world.answer.send(Ok(world.service.blob(5))).unwrap();
    assert!(matches!(second.join().unwrap(), Ok(Refreshed::Fresh(_))));
    assert!(world.asked.try_recv().is_err(), "it was asked twice");
    assert!(!world.cache.view(&chosen(), time(JUNE)).asking);
}

#[test]
fn at_a_start_nobody_is_asked_before_it_is_due() {
    let world = world();
    world.answer.send(Ok(world.service.blob(5))).unwrap();
    world.cache.refresh(When::Due, time(JUNE)).unwrap();
    world.asked.recv().unwrap();
    world.cache.refresh(When::Due, time("2026-06-30")).unwrap();
    assert!(world.asked.try_recv().is_err());
}

#[test]
fn at_a_start_nobody_is_asked_before_the_first_start_is_over_or_where_somebody_said_no() {
    let world = world();
    let mut no = chosen();
    no.metadata_updates = MetadataUpdates::ByHand;
    for settings in [Settings::default(), no] {
        world.cache.at_start(&settings, time(JUNE));
        assert_eq!(world.cache.asking.load(Ordering::SeqCst), 0);
        let waited = world.asked.recv_timeout(std::time::Duration::from_millis(50));
        assert!(waited.is_err(), "it was asked");
    }
}

#[test]
fn what_is_kept_and_broken_is_told_and_not_judged_by() {
    let world = world();
    std::fs::write(&world.file, "nonsense").unwrap();
    assert!(world.cache.kept().is_none());
    let view = world.cache.view(&chosen(), time(JUNE));
    assert_eq!(view.kept, None);
    assert_eq!(view.trouble.unwrap().kind, MetadataTroubleKind::KeptUnusable);
}
