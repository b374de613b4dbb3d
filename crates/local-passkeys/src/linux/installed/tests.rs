//! Files as Debian has them, and what is left of them when they are damaged.

use entra_policy::campaign::Browser;
use proptest::prelude::*;

use super::*;
use crate::damage::damages;

const FIREFOX: &str = "[Desktop Entry]\nName=Firefox ESR\nName[de]=Feuerfuchs\n# Not everything.\n\
    Exec=/usr/lib/firefox-esr/firefox-esr %u\nType=Application\n\
    MimeType=text/html;x-scheme-handler/http;x-scheme-handler/https;\n\n\
    [Desktop Action new-window]\nName=New Window\nExec=firefox-esr --new-window %u\n";

const VIM: &str = "[Desktop Entry]\nName=Vim\nType=Application\nMimeType=text/plain;\n";

const CACHE: &str = "[MIME Cache]\ntext/html=firefox-esr.desktop;\ntext/plain=vim.desktop;\n\
    x-scheme-handler/http=firefox-esr.desktop;\nx-scheme-handler/https=firefox-esr.desktop;\n";

fn seen(firefox: &str, vim: &str, cache: &str) -> (Vec<(Browser, String)>, bool) {
    let file = |name: &str, text: &str| (name.to_owned(), Some(text.to_owned()));
    let files = [file("firefox-esr.desktop", firefox), file("vim.desktop", vim)];
    let listed = browsers(&BTreeMap::from(files), &[cache]);
    (listed.browsers.into_iter().map(|one| (one.browser, one.name)).collect(), listed.whole)
}

fn firefox() -> Vec<(Browser, String)> {
    vec![(Browser::Firefox, "Firefox ESR".to_owned())]
}

#[test]
fn a_desktop_file_that_handles_https_is_a_browser() {
    assert_eq!(seen(FIREFOX, VIM, CACHE), (firefox(), true));
    assert_eq!(seen(FIREFOX, VIM, ""), (firefox(), true), "a cache is not needed");
    for hidden in ["NoDisplay=true", "Hidden=true"] {
        let text = FIREFOX.replace("Exec=/usr", &format!("{hidden}\nExec=/usr"));
        assert_eq!(seen(&text, VIM, CACHE), (vec![], true));
    }
    assert_eq!(seen(&FIREFOX.replace("Application", "Link"), VIM, CACHE), (vec![], true));
    let other = [("mimeinfo.cache".to_owned(), Some(FIREFOX.to_owned()))];
    assert_eq!(browsers(&BTreeMap::from(other), &[]), Listed::new([], true));
}

#[test]
fn a_file_that_does_not_say_what_it_is_leaves_the_list_open() {
    let without = FIREFOX.replace("x-scheme-handler/https;", "");
    assert_eq!(seen(&without, VIM, CACHE), (vec![], false), "its cache knew better");
    assert_eq!(seen(&without, VIM, ""), (vec![], true));
    let twice = FIREFOX.replace("Exec=/usr", "Type=Link\nExec=/usr");
    for odd in ["", "Name=x\n", "[Desktop Entry]\nName=x\n", "[Desktop Entry]\nType\n", &twice] {
        assert_eq!(seen(odd, VIM, ""), (vec![], false), "{odd}");
    }
    let files = BTreeMap::from([("one.desktop".to_owned(), None)]);
    assert_eq!(browsers(&files, &[]), Listed::new([], false));
}

#[test]
fn a_name_that_is_no_utf_8_is_not_shown_as_something_else() {
    let odd = FIREFOX.replace("Firefox ESR", "Fire\u{fffd}fox");
    assert_eq!(seen(&odd, VIM, CACHE).0, [(Browser::Firefox, "firefox-esr".to_owned())]);
}

#[test]
fn no_damage_shows_a_browser_that_is_not_there_or_says_that_one_is_not() {
    let firefoxes = damages(FIREFOX).into_iter().map(|one| (one.how, seen(&one.text, VIM, CACHE)));
    let vims = damages(VIM).into_iter().map(|one| (one.how, seen(FIREFOX, &one.text, CACHE)));
    let caches = damages(CACHE).into_iter().map(|one| (one.how, seen(FIREFOX, VIM, &one.text)));
    for (how, (read, whole)) in firefoxes.chain(vims).chain(caches) {
        let kinds: Vec<_> = read.iter().map(|one| one.0).collect();
        assert!(kinds == [Browser::Firefox] || (kinds.is_empty() && !whole), "{how}: {read:?}");
    }
}

proptest! {
    /// No text of a file is a crash, and none makes a browser of the matrix of another file's name.
    #[test]
    fn whatever_a_file_says_its_name_decides(text in any::<String>(), cut in 0_usize..FIREFOX.len()) {
        let half: String = FIREFOX.chars().take(cut).collect();
        for body in [text.clone(), half.clone(), format!("{half}{text}")] {
            let files = BTreeMap::from([("x.desktop".to_owned(), Some(body.clone()))]);
            let listed = browsers(&files, &[&text]);
            prop_assert!(listed.browsers.iter().all(|one| one.browser == Browser::Other));
        }
    }
}
