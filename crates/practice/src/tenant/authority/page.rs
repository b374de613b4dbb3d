//! The practice authority's pages. Whatever was sent must never stand on one as anything but text, and
//! every one of them says that it is practice.

use std::collections::BTreeSet;

use super::super::answer::Answer;

/// Somewhere to go.
pub(super) struct Link {
    pub(super) href: String,
    pub(super) words: String,
}

/// Who signs in.
pub(super) fn choose(organisation: &str, scopes: &BTreeSet<String>, links: &[Link]) -> Answer {
    let scopes: String = scopes.iter().map(|one| format!("<li>{}</li>", text(one))).collect();
    let links: String = links
        .iter()
        .map(|link| format!("<li><a href=\"{}\">{}</a></li>", text(&link.href), text(&link.words)))
        .collect();
    let organisation = text(organisation);
    page(
        200,
        &format!(
            "<p>{organisation}, a made-up organisation. Nothing here reaches a real account.</p>\
             <h2>Who signs in?</h2><ul>{links}</ul>\
             <h2>Touchstone asks for</h2><ul>{scopes}</ul>"
        ),
    )
}

/// Where a device's code is typed.
pub(super) fn ask_code() -> Answer {
    page(
        200,
        "<form><label>The code on the device: <input name=\"user_code\" autofocus></label> \
         <button>Next</button></form>",
    )
}

/// Nothing more is to do.
pub(super) fn done(words: &str) -> Answer {
    page(200, &format!("<p>{}</p>", text(words)))
}

/// A request that cannot be answered.
pub(super) fn wrong(words: &str) -> Answer {
    page(400, &format!("<p>{}</p>", text(words)))
}

fn page(status: u16, body: &str) -> Answer {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Practice sign-in</title>\
         <h1>PRACTICE sign-in</h1>{body}</html>"
    );
    Answer::page(status, html)
        .with(
            "content-security-policy",
            "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
        )
        .with("referrer-policy", "no-referrer")
}

/// As text, in an element or an attribute.
fn text(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    for letter in raw.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            other => text.push(other),
        }
    }
    text
}
