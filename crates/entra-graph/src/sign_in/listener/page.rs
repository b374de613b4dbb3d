//! The pages that a browser sees when it comes back. Nothing that was sent must ever stand on one.

use super::super::redirect::{Landed, NotOurs};

/// What the pages say, in the words of the face that signs in.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The title of each.
    pub title: String,
    /// Somebody signed in: one may go back to the program.
    pub done: String,
    /// The authority or the person said no: the program says why.
    pub refused: String,
    /// This is not the answer that is waited for.
    pub not_ours: String,
}

pub(super) fn of(landed: &Landed, words: &Words) -> Vec<u8> {
    match landed {
        Landed::Code(_) => page("200 OK", &words.title, &words.done),
        Landed::Refused(_) => page("200 OK", &words.title, &words.refused),
    }
}

pub(super) fn refused(why: NotOurs, words: &Words) -> Vec<u8> {
    let status = match why {
        NotOurs::Path => "404 Not Found",
        NotOurs::Method => "405 Method Not Allowed",
        NotOurs::Host => "421 Misdirected Request",
        NotOurs::Malformed | NotOurs::State | NotOurs::Nothing => "400 Bad Request",
    };
    page(status, &words.title, &words.not_ours)
}

/// One answer was taken already.
pub(super) fn gone(words: &Words) -> Vec<u8> {
    page("410 Gone", &words.title, &words.not_ours)
}

fn page(status: &str, title: &str, words: &str) -> Vec<u8> {
    let (title, words) = (text(title), text(words));
    let html = format!(
        "<!doctype html><html><meta charset=\"utf-8\"><title>{title}</title><h1>{title}</h1>\
         <p>{words}</p></html>"
    );
    // No address with a code in it goes on to anybody, or stays in a cache.
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
         Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{html}",
        html.len()
    )
    .into_bytes()
}

fn text(raw: &str) -> String {
    raw.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
