//! The open window, read and used by what stands on it. It must never wait for ever: whatever does
//! not come within its time fails with a picture of what was there instead.

use std::{
    fs,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    driver::{Driver, Element, Fault},
    process,
};

/// How long anything may take to appear on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(40);
/// How often is looked.
const GLANCE: Duration = Duration::from_millis(40);

/// What throws in the page is kept, to be told when a test fails.
const KEEP_FAULTS: &str = "window.faults = []; const keep = (what) => \
    window.faults.push(`${what?.message ?? what} ${what?.stack ?? ''}`); \
    addEventListener('error', ({ error }) => keep(error)); \
    addEventListener('unhandledrejection', ({ reason }) => keep(reason));";

/// The first thing to press that says these words and can be seen. WebKit's driver calls displayed
/// what a closed `details` hides.
const PRESSABLE: &str = "const [words] = arguments; \
    const says = (one) => `${one.getAttribute('aria-label') ?? ''} ${one.textContent}`\
        .replace(/\\s+/g, ' ').includes(words); \
    const found = [...document.querySelectorAll('button, a, summary')]\
        .find((one) => says(one) && one.checkVisibility()); \
    found?.scrollIntoView({ block: 'center' }); \
    return found ?? null";

/// The field with a label that says these words.
const LABELLED: &str = "const [words] = arguments; \
    const label = [...document.querySelectorAll('label')]\
        .find((one) => one.textContent.includes(words) && one.checkVisibility()); \
    return label?.control ?? null";

/// The open window.
pub struct Window {
    pub(crate) driver: Driver,
    main: String,
    state: PathBuf,
}

impl Window {
    pub(crate) fn new(driver: Driver, state: PathBuf) -> Self {
        let main = driver.window().unwrap();
        let window = Self { driver, main, state };
        window.comes("the page", "return document.querySelector('h1') !== null", &[]);
        window.script(KEEP_FAULTS);
        window
    }

    /// Runs a script in the page, as a person's reader or an inspector would; answers what it does.
    pub fn script(&self, script: &str) -> Value {
        self.heard("a script", self.driver.script(script, &[]))
    }

    pub(crate) fn script_later(&self, what: &str, script: &str, arguments: &[Value]) -> Value {
        self.heard(what, self.driver.script_later(script, arguments))
    }

    fn heard<Answer>(&self, what: &str, answer: Result<Answer, Fault>) -> Answer {
        answer.unwrap_or_else(|why| panic!("{what}: {why}"))
    }

    /// Everything that can be read on the page.
    pub fn text(&self) -> String {
        self.script("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Waits until this can be read.
    pub fn says(&self, words: &str) {
        let asks = "return document.body.innerText.includes(arguments[0])";
        self.comes(words, asks, &[json!(words)]);
    }

    /// Waits until one of these can be read; answers which.
    pub fn says_one_of<'words>(&self, words: &[&'words str]) -> &'words str {
        let mut came = None;
        self.until(&format!("none of {words:?} came"), || {
            let text = self.text();
            came = words.iter().copied().find(|one| text.contains(one));
            came.is_some()
        });
        came.unwrap()
    }

    /// Waits until this was said to those who hear the page.
    pub fn says_aloud(&self, words: &str) {
        let asks = "return [...document.querySelectorAll('[role=alert],[role=status]')]\
            .some((one) => one.textContent.includes(arguments[0]))";
        self.comes(words, asks, &[json!(words)]);
    }

    /// Waits until a script says yes.
    pub(crate) fn comes(&self, what: &str, asks: &str, arguments: &[Value]) {
        self.until(&format!("{what:?} did not come"), || {
            self.driver.script(asks, arguments).is_ok_and(|answer| answer == json!(true))
        });
    }

    /// Waits until something is so.
    pub(crate) fn until(&self, otherwise: &str, mut is_so: impl FnMut() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so() {
            if Instant::now() > end {
                self.fail(otherwise);
            }
            thread::sleep(GLANCE);
        }
    }

    fn fail(&self, why: &str) -> ! {
        let name = format!("failed-{}", process_name());
        match self.driver.picture() {
            Ok(picture) => keep(&name, &picture),
            Err(silent) => panic!("{why}; and no picture: {silent}"),
        }
        let faults = self.script("return (window.faults ?? []).join('\\n')");
        panic!("{why}; see {name}.png; there was:\n{}\nfaults of the page: {faults}", self.text());
    }

    /// Presses the button or link on which this stands, once it is there.
    pub fn press(&self, words: &str) {
        self.until(&format!("nothing to press says {words:?}"), || self.pressed(words));
    }

    /// Presses this again and again, wherever it is offered, until something else can be read.
    pub fn press_until(&self, words: &str, says: &str) {
        self.until(&format!("{says:?} did not come of {words:?}"), || {
            let came = self.text().contains(says);
            if !came {
                self.pressed(words);
            }
            came
        });
    }

    fn pressed(&self, words: &str) -> bool {
        let Some(found) = self.pressable(words) else { return false };
        let done = self.driver.click(&found);
        if let Err(why) = &done {
            println!("{words:?} could not be pressed: {why}");
        }
        done.is_ok()
    }

    fn pressable(&self, words: &str) -> Option<Element> {
        let answer = self.driver.script(PRESSABLE, &[json!(words)]).ok()?;
        Driver::element(&answer)
    }

    /// Whether something to press says this and can be seen now.
    pub fn offers(&self, words: &str) -> bool {
        self.pressable(words).is_some()
    }

    /// Types into the field with this label, in place of what stands there. WebDriver's own `clear`
    /// fires no input event in WebKit.
    pub fn fill(&self, label: &str, text: &str) {
        const CONTROL: char = '\u{E009}'; // W3C WebDriver §15.4.2
        const BACKSPACE: char = '\u{E003}';
        const NULL: char = '\u{E000}';
        let all = format!("{CONTROL}a{NULL}{BACKSPACE}{text}");
        self.type_into(label, &all);
    }

    /// Types into the field with this label.
    pub(crate) fn type_into(&self, label: &str, text: &str) {
        let mut field = None;
        self.until(&format!("no field is labelled {label:?}"), || {
            let answer = self.driver.script(LABELLED, &[json!(label)]).unwrap_or_default();
            field = Driver::element(&answer);
            field.is_some()
        });
        let typed = field.map(|field| self.driver.type_into(&field, text));
        self.heard(label, typed.unwrap());
    }

    /// The windows besides this one.
    pub(crate) fn others(&self) -> Vec<String> {
        let all = self.heard("the windows", self.driver.windows());
        all.into_iter().filter(|one| *one != self.main).collect()
    }

    pub(crate) fn look_at_main(&self) {
        self.heard("the main window", self.driver.look_at(&self.main));
    }

    /// Keeps a picture of what is there.
    pub fn picture(&self, name: &str) {
        keep(name, &self.heard("a picture", self.driver.picture()));
    }

    /// The process of the app itself.
    pub fn app(&self) -> u32 {
        let state = self.state.to_str().unwrap();
        let family = process::family(self.driver.id());
        let ours = |id: &u32| process::command_line(*id).contains(state);
        family.into_iter().find(ours).expect("the app runs")
    }

    /// Takes the power away from the app.
    pub fn kill(self) {
        let app = self.app();
        process::kill(app);
        drop(self);
        process::goes(app);
    }

    /// Ends it, and waits until it has.
    pub fn end(self) {
        let app = self.app();
        drop(self);
        process::goes(app);
    }
}

fn keep(name: &str, picture: &[u8]) {
    fs::write(process::artefacts().join(format!("{name}.png")), picture).unwrap();
}

fn process_name() -> String {
    let thread = thread::current();
    thread.name().unwrap_or("test").replace("::", "-")
}
