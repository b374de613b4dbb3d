//! What hands do besides pressing and typing: let a file fall, paste, choose one of several. The page must
//! get the same events as from a person's.

use std::{fs, path::Path};

use serde_json::json;

use crate::{Window, driver::Driver};

/// A file falls on the page, as the drag and drop of HTML has it.
const DROP: &str = "const [name, text] = arguments; \
    const all = new DataTransfer(); \
    all.items.add(new File([text], name)); \
    const over = { dataTransfer: all, bubbles: true, cancelable: true }; \
    const place = document.querySelector('main'); \
    place.dispatchEvent(new DragEvent('dragover', over)); \
    return place.dispatchEvent(new DragEvent('drop', over))";

/// Text comes into the field with this label at once, in place of what stands there.
const PASTE: &str = "const [words, text] = arguments; \
    const label = [...document.querySelectorAll('label')]\
        .find((one) => one.textContent.includes(words) && one.checkVisibility()); \
    const field = label?.control; \
    if (!field) return false; \
    field.focus(); field.select(); \
    return document.execCommand('insertText', false, text)";

/// The label that says this, of something to choose.
const CHOICE: &str = "const [words] = arguments; \
    const label = [...document.querySelectorAll('label:has(input[type=radio])')]\
        .find((one) => one.textContent.includes(words) && one.checkVisibility()); \
    label?.scrollIntoView({ block: 'center' }); \
    return label ?? null";

/// Chooses, in the list with this label, the line that says this.
const SELECT: &str = "const [words, line] = arguments; \
    const label = [...document.querySelectorAll('label')]\
        .find((one) => one.textContent.trim() === words && one.checkVisibility()); \
    const list = label?.control; \
    const at = [...list?.options ?? []].findIndex((one) => one.textContent.trim() === line); \
    if (at < 0) return false; \
    list.selectedIndex = at; \
    list.dispatchEvent(new Event('input', { bubbles: true })); \
    list.dispatchEvent(new Event('change', { bubbles: true })); \
    return true";

impl Window {
    /// Chooses a line of the list with this label.
    pub fn select(&self, label: &str, line: &str) {
        self.comes(&format!("{line:?} in {label:?}"), SELECT, &[json!(label), json!(line)]);
    }

    /// Lets a file fall on the page.
    pub fn drop_file(&self, name: &str, text: &str) {
        let arguments = [json!(name), json!(text)];
        let fell = self.driver.script(DROP, &arguments);
        fell.unwrap_or_else(|why| panic!("{name} could not be dropped: {why}"));
    }

    /// Pastes into the field with this label, in place of what stands there.
    pub fn paste(&self, label: &str, text: &str) {
        self.comes(&format!("a field labelled {label:?}"), PASTE, &[json!(label), json!(text)]);
    }

    /// Chooses, of several, the one that says this.
    pub fn choose(&self, words: &str) {
        self.until(&format!("nothing to choose says {words:?}"), || {
            let answer = self.driver.script(CHOICE, &[json!(words)]).unwrap_or_default();
            Driver::element(&answer).is_some_and(|label| self.driver.click(&label).is_ok())
        });
    }

    /// Waits until this file is as it should be.
    pub fn writes(&self, place: &Path, is_so: impl Fn(&[u8]) -> bool) {
        self.until(&format!("{} was not written", place.display()), || {
            fs::read(place).is_ok_and(|bytes| is_so(&bytes))
        });
    }
}
