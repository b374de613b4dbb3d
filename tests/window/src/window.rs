//! The open window, read and used by what stands on it. It must never wait for ever: whatever does
//! not come within its time fails with a picture of what was there instead.

use std::{
    fmt::Write as _,
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};

use fantoccini::{Client, Locator, elements::Element, key::Key, wd::WindowHandle};
use serde_json::Value;

use crate::process::{self, Started};

/// How long anything may take to appear on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(40);

/// The open window.
pub struct Window {
    client: Client,
    main: WindowHandle,
    driver: Started,
    state: PathBuf,
}

impl Window {
    pub(crate) async fn new(client: Client, driver: Started, state: PathBuf) -> Self {
        let main = client.window().await.unwrap();
        let window = Self { client, main, driver, state };
        window.comes("the page", "return document.querySelector('h1') !== null").await;
        let faults = "window.faults = []; const keep = (what) => \
            window.faults.push(`${what?.message ?? what} ${what?.stack ?? ''}`); \
            addEventListener('error', ({ error }) => keep(error)); \
            addEventListener('unhandledrejection', ({ reason }) => keep(reason));";
        window.script(faults).await;
        window
    }

    /// Runs a script in the page, as a person's reader or an inspector would; answers what it does.
    pub async fn script(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    pub(crate) async fn script_later(&self, script: &str) -> Value {
        self.client.execute_async(script, Vec::new()).await.unwrap()
    }

    /// Everything that can be read on the page.
    pub async fn text(&self) -> String {
        self.script("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until this can be read.
    pub async fn says(&self, words: &str) {
        let asks = format!("return document.body.innerText.includes({})", Value::from(words));
        self.comes(words, &asks).await;
    }

    /// Waits until this was said to those who hear the page.
    pub async fn says_aloud(&self, words: &str) {
        let asks = format!(
            "return [...document.querySelectorAll('[role=alert],[role=status]')]\
             .some(one => one.textContent.includes({}))",
            Value::from(words)
        );
        self.comes(words, &asks).await;
    }

    async fn comes(&self, what: &str, asks: &str) {
        let end = Instant::now() + PATIENCE;
        while self.client.execute(asks, Vec::new()).await.ok() != Some(Value::Bool(true)) {
            if Instant::now() > end {
                self.fail(&format!("{what:?} did not come")).await;
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    async fn fail(&self, why: &str) -> ! {
        let name = format!("failed-{}", process_name());
        self.picture(&name).await;
        let faults = self.script("return (window.faults ?? []).join('\\n')").await;
        let text = self.text().await;
        panic!("{why}; see {name}.png; there was:\n{text}\nfaults of the page: {faults}");
    }

    /// Presses the button or link on which this stands, once it is there.
    pub async fn press(&self, words: &str) {
        let (element, end) = (self.pressable(words), Instant::now() + PATIENCE);
        loop {
            if let Ok(found) = self.client.find(Locator::XPath(&element)).await
                && found.is_displayed().await.unwrap_or(false)
                && found.click().await.is_ok()
            {
                return;
            }
            if Instant::now() > end {
                self.fail(&format!("nothing to press says {words:?}")).await;
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    fn pressable(&self, words: &str) -> String {
        let mut path = String::new();
        for tag in ["button", "a", "summary"] {
            let split = if path.is_empty() { "" } else { " | " };
            let _ = write!(
                path,
                "{split}//{tag}[contains(normalize-space(.), \"{words}\") \
                 or contains(@aria-label, \"{words}\")]"
            );
        }
        path
    }

    /// Whether something to press says this now.
    pub async fn offers(&self, words: &str) -> bool {
        self.client.find(Locator::XPath(&self.pressable(words))).await.is_ok()
    }

    /// Whether something to press says this and can be seen now. WebKit's driver calls displayed what
    /// a closed `details` hides.
    pub async fn shows(&self, words: &str) -> bool {
        let asks = format!(
            "return document.evaluate({}, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE, null)\
             .singleNodeValue?.checkVisibility() ?? false",
            Value::from(self.pressable(words))
        );
        self.client.execute(&asks, Vec::new()).await.ok() == Some(Value::Bool(true))
    }

    /// The field with this label.
    pub async fn field(&self, label: &str) -> Element {
        let path = format!("//*[@id=//label[contains(normalize-space(.), \"{label}\")]/@for]");
        let wait = self.client.wait().at_most(PATIENCE);
        match wait.for_element(Locator::XPath(&path)).await {
            Ok(field) => field,
            Err(_) => self.fail(&format!("no field is labelled {label:?}")).await,
        }
    }

    /// Types into the field with this label, in place of what stands there. WebDriver's own `clear`
    /// fires no input event in WebKit.
    pub async fn fill(&self, label: &str, text: &str) {
        let (control, null) = (char::from(Key::Control), char::from(Key::Null));
        let all = format!("{control}a{null}{}{text}", char::from(Key::Backspace));
        self.field(label).await.send_keys(&all).await.unwrap();
    }

    /// Presses keys, wherever the focus is.
    pub async fn keys(&self, keys: &str) {
        let active = self.client.active_element().await.unwrap();
        active.send_keys(keys).await.unwrap();
    }

    /// Opens the PIN window by the page's button and waits for its question.
    pub async fn open_pin(&self) {
        self.press("Open the PIN window").await;
        let end = Instant::now() + PATIENCE;
        loop {
            let windows = self.client.windows().await.unwrap();
            if let Some(pin) = windows.into_iter().find(|one| *one != self.main) {
                self.client.switch_to_window(pin).await.unwrap();
                break;
            }
            assert!(Instant::now() < end, "no PIN window came");
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        self.comes("the question", "return document.querySelector('input:not([hidden])') !== null")
            .await;
        self.comes(
            "the field",
            "return [...document.querySelectorAll('.field')].some(one => !one.hidden)",
        )
        .await;
    }

    /// Types a PIN into the open PIN window and sends it; the window is gone after that.
    pub async fn send_pin(&self, pin: &str) {
        self.fill_pin("pin", pin).await;
        let repeat = self.client.find(Locator::Css("#repeat")).await.unwrap();
        if repeat.is_displayed().await.unwrap() {
            self.fill_pin("repeat", pin).await;
        }
        // The window may be gone before the driver has seen the click through.
        let _ = self.client.find(Locator::Css("#submit")).await.unwrap().click().await;
        self.pin_is_gone().await;
    }

    async fn fill_pin(&self, id: &str, pin: &str) {
        let field = self.client.find(Locator::Id(id)).await.unwrap();
        field.send_keys(pin).await.unwrap();
    }

    /// Looks at the main window again; the PIN window stays open.
    pub async fn leave_pin(&self) {
        self.client.switch_to_window(self.main.clone()).await.unwrap();
    }

    /// Waits until there is no PIN window any more, and goes on in the main one.
    pub async fn pin_is_gone(&self) {
        let end = Instant::now() + PATIENCE;
        while self.client.windows().await.unwrap().len() > 1 {
            assert!(Instant::now() < end, "the PIN window stays");
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        self.client.switch_to_window(self.main.clone()).await.unwrap();
    }

    /// Answers the question for a PIN.
    pub async fn pin(&self, pin: &str) {
        self.open_pin().await;
        self.send_pin(pin).await;
    }

    /// Keeps a picture of what is there.
    pub async fn picture(&self, name: &str) {
        let picture = self.client.screenshot().await.unwrap();
        fs::write(process::artefacts().join(format!("{name}.png")), picture).unwrap();
    }

    /// The process of the app itself.
    pub fn app(&self) -> u32 {
        let state = self.state.to_str().unwrap();
        let family = process::family(self.driver.id());
        let ours = |id: &u32| process::command_line(*id).contains(state);
        family.into_iter().find(ours).expect("the app runs")
    }

    /// The app and the processes of its web view.
    pub fn processes(&self) -> Vec<u32> {
        process::family(self.app())
    }

    /// Takes the power away from the app.
    pub fn kill(self) {
        process::kill(self.app());
    }

    /// Closes the window as a person would.
    pub async fn close(self) {
        self.client.clone().close().await.unwrap();
    }
}

fn process_name() -> String {
    let thread = std::thread::current();
    thread.name().unwrap_or("test").replace("::", "-")
}
