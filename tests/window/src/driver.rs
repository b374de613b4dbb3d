//! WebDriver over HTTP (W3C WebDriver), as far as a person's hands and eyes need it. No request may be
//! without a deadline, and whoever stayed silent must be named.

use std::{fmt, process::Command, thread, time::Duration};

use data_encoding::BASE64;
use serde_json::{Value, json};
use ureq::{Agent, http::Request};

use crate::{
    process::{Started, family},
    silence,
};

/// For anything that the page has to do with. A loaded machine takes seconds to draw.
const ANSWER: Duration = Duration::from_secs(30);
/// For the driver to bring up the app.
const BEGINNING: Duration = Duration::from_secs(60);
/// For the end, which nobody waits for.
const END: Duration = Duration::from_secs(5);
/// The name that W3C WebDriver §12 gives an element in JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The driver, and the session with the app.
pub(crate) struct Driver {
    process: Started,
    agent: Agent,
    address: String,
    session: String,
}

/// Something in the page.
pub(crate) struct Element(String);

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The driver said no, with its code and words.
    Refused(String),
    /// Nobody said anything in time.
    Silent(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(words) => write!(out, "refused, {words}"),
            Self::Silent(words) => write!(out, "no answer, {words}"),
        }
    }
}

impl Driver {
    /// Starts a driver and, by it, the app that the capabilities name.
    pub(crate) fn start(port: u16, command: &mut Command, capabilities: &Value) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            // One that the driver closed meanwhile would look like a driver that is gone.
            .max_idle_connections(0)
            .build()
            .new_agent();
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let mut again = true;
        loop {
            let (agent, address) = (agent.clone(), format!("http://127.0.0.1:{port}"));
            let process = Started::new(command);
            let mut driver = Self { process, agent, address, session: String::new() };
            driver.is_ready();
            match driver.request("POST", "/session", Some(&body), BEGINNING) {
                Ok(begun) => {
                    let session = begun.get("sessionId").and_then(Value::as_str);
                    driver.session = session.unwrap().to_owned();
                    return driver;
                }
                // WebKit's driver begins nothing now and then. An app that is there and stays silent is
                // never asked again.
                Err(why @ Fault::Silent(_)) if again && family(driver.id()).len() <= 1 => {
                    println!("the driver began nothing, so once more: {why}");
                    again = false;
                }
                Err(why) => panic!("the app did not come: {why}"),
            }
        }
    }

    fn is_ready(&self) {
        for _ in 0..200 {
            if self.request("GET", "/status", None, Duration::from_secs(1)).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("the driver did not come: {}", silence::of(self.process.id()));
    }

    /// The driver's own process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Runs a script in the page.
    pub(crate) fn script(&self, script: &str, arguments: &[Value]) -> Result<Value, Fault> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Runs a script that answers by calling its last argument.
    pub(crate) fn script_later(&self, script: &str, arguments: &[Value]) -> Result<Value, Fault> {
        self.post("/execute/async", &json!({ "script": script, "args": arguments }))
    }

    /// What a script answered, where that is something in the page.
    pub(crate) fn element(answer: &Value) -> Option<Element> {
        answer.get(ELEMENT)?.as_str().map(|id| Element(id.to_owned()))
    }

    /// Moves to it and clicks.
    pub(crate) fn click(&self, Element(id): &Element) -> Result<Value, Fault> {
        self.post(&format!("/element/{id}/click"), &json!({}))
    }

    /// Types into it, key by key.
    pub(crate) fn type_into(&self, Element(id): &Element, text: &str) -> Result<Value, Fault> {
        self.post(&format!("/element/{id}/value"), &json!({ "text": text }))
    }

    /// The windows there are.
    pub(crate) fn windows(&self) -> Result<Vec<String>, Fault> {
        let all = self.get("/window/handles")?;
        let names = all.as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(names.map(str::to_owned).collect())
    }

    /// The window that is looked at.
    pub(crate) fn window(&self) -> Result<String, Fault> {
        self.get("/window").map(|name| name.as_str().unwrap_or_default().to_owned())
    }

    /// Looks at this window.
    pub(crate) fn look_at(&self, window: &str) -> Result<Value, Fault> {
        self.post("/window", &json!({ "handle": window }))
    }

    /// What is seen, as PNG.
    pub(crate) fn picture(&self) -> Result<Vec<u8>, Fault> {
        let text = self.get("/screenshot")?;
        let bytes = BASE64.decode(text.as_str().unwrap_or_default().as_bytes());
        bytes.map_err(|error| Fault::Refused(error.to_string()))
    }

    fn get(&self, what: &str) -> Result<Value, Fault> {
        self.request("GET", &self.of_session(what), None, ANSWER)
    }

    fn post(&self, what: &str, body: &Value) -> Result<Value, Fault> {
        self.request("POST", &self.of_session(what), Some(body), ANSWER)
    }

    fn of_session(&self, what: &str) -> String {
        format!("/session/{}{what}", self.session)
    }

    fn request(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        deadline: Duration,
    ) -> Result<Value, Fault> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.address))
            .header("content-type", "application/json")
            .body(body.map(Value::to_string).unwrap_or_default())
            .unwrap();
        let request = self.agent.configure_request(request).timeout_global(Some(deadline)).build();
        let answer = self.agent.run(request).and_then(|mut answer| {
            let text = answer.body_mut().with_config().limit(64 << 20).read_to_string()?;
            Ok((answer.status().is_success(), text))
        });
        let (done, text) = answer.map_err(|error| {
            Fault::Silent(format!("{method} {path}: {error}; {}", silence::of(self.process.id())))
        })?;
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let value = answer.get("value").cloned().unwrap_or_default();
        if done { Ok(value) } else { Err(Fault::Refused(value.to_string())) }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.request("DELETE", &self.of_session(""), None, END);
        }
        self.process.end_family();
    }
}
