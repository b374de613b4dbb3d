//! The tenant's thread: connections in, answers out, cut where the script says so. No lock may be held
//! while it waits.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{
    Request, Response,
    body::{Body, Bytes, Frame, Incoming, SizeHint},
    http,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::sleep,
};

use super::{
    answer::{Answer, Finished, Ids},
    call::Call,
    core::{Core, failed},
    faults::Action,
    gate::{self, Locks},
    listen::Listening,
    secret::{AuthoritySecret, StartSecret},
};

/// Longest body that is read (bytes).
const LONGEST_BODY: usize = 1 << 20;
/// How long a connection may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(30);

/// What lets somebody in.
pub(super) struct Secrets {
    pub(super) start: Arc<StartSecret>,
    pub(super) authority: AuthoritySecret,
}

#[derive(Clone)]
struct Door {
    core: Arc<Mutex<Core>>,
    secrets: Arc<Secrets>,
    port: u16,
}

/// Serves until it is told to stop.
pub(super) async fn run(
    listening: Listening,
    core: Arc<Mutex<Core>>,
    secrets: Arc<Secrets>,
    stopped: oneshot::Receiver<()>,
) -> io::Result<()> {
    let door = Door { core, secrets, port: listening.port };
    for listener in listening.listeners {
        tokio::spawn(accept(TcpListener::from_std(listener)?, door.clone()));
    }
    // Stopped, or its owner is gone: both end it, and every connection with it.
    let _ = stopped.await;
    Ok(())
}

async fn accept(listener: TcpListener, door: Door) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, door.clone()));
            }
            Err(error) => {
                // Too many open files, for instance; it may pass.
                tracing::warn!(%error, "no connection was accepted");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, door: Door) {
    let service = service_fn(move |request| answer(request, door.clone()));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended");
    }
}

/// The connection is to end here.
#[derive(Debug, thiserror::Error)]
#[error("cut by the script")]
struct Cut;

async fn answer(request: Request<Incoming>, door: Door) -> Result<Response<Reply>, Cut> {
    let (parts, body) = request.into_parts();
    let locks = Locks { start: &door.secrets.start, authority: &door.secrets.authority };
    let admitted = gate::admit(&parts, door.port, locks, |token| door.core().bearer(token));
    let admitted = match admitted {
        Ok(admitted) => admitted,
        Err(refusal) => return Ok(refused(refusal, &door)),
    };
    let read = tokio::time::timeout(PATIENCE, Limited::new(body, LONGEST_BODY).collect()).await;
    let body = match read {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let answer = Answer::error(413, "RequestEntityTooLarge", "The body is too long.");
            return Ok(refused(answer, &door));
        }
        Ok(Err(_)) | Err(_) => return Err(Cut),
    };
    let call = Call::new(&parts, admitted, body);
    let fate = match door.core().fate(&call) {
        Ok(fate) => fate,
        Err(error) => return Ok(refused(failed(&error), &door)),
    };
    if fate.action == Some(Action::CutBefore) {
        door.core().note(&call, &fate, None);
        return Err(Cut);
    }
    let finished = {
        let mut core = door.core();
        let finished = core.answer(&call, &fate);
        let unanswered = fate.action == Some(Action::CutAfterCommit);
        core.note(&call, &fate, (!unanswered).then_some(finished.status));
        finished
    };
    match fate.action {
        Some(Action::CutAfterCommit) => Err(Cut),
        Some(Action::CutWithinAnswer) => Ok(response(finished, Ending::Torn)),
        Some(Action::Delay { milliseconds }) => {
            sleep(Duration::from_millis(milliseconds.into())).await;
            Ok(response(finished, Ending::Whole))
        }
        Some(
            Action::Answer { .. }
            | Action::ClaimsChallenge
            | Action::ClaimsForbidden
            | Action::Verbatim { .. }
            | Action::Redirect { .. }
            | Action::CutBefore
            | Action::FailAfterCommit { .. },
        )
        | None => Ok(response(finished, Ending::Whole)),
    }
}

/// An answer to who did not get in: nothing of theirs is written down or echoed.
fn refused(answer: Answer, door: &Door) -> Response<Reply> {
    let ids = Ids { request: "00000000-0000-0000-0000-000000000000".to_owned(), client: None };
    let finished = door.core().finish(answer, &ids);
    response(finished, Ending::Whole)
}

impl Door {
    fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Whole,
    /// Half of it, and then the connection's end.
    Torn,
}

fn response(finished: Finished, ending: Ending) -> Response<Reply> {
    let Finished { status, headers, mut body } = finished;
    let length = body.len();
    if ending == Ending::Torn {
        body.truncate(length / 2);
    }
    let mut response =
        Response::new(Reply { body: Some(body.into()), ending, length, warned: false });
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    for (name, value) in headers {
        // A script may have put anything into `Location`.
        if let Ok(value) = http::HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The body of an answer.
struct Reply {
    body: Option<Bytes>,
    ending: Ending,
    length: usize,
    warned: bool,
}

impl Body for Reply {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let this = self.get_mut();
        if let Some(body) = this.body.take().filter(|body| !body.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(body))));
        }
        match this.ending {
            Ending::Whole => Poll::Ready(None),
            // Once around, so that the first half is really sent.
            Ending::Torn if !this.warned => {
                this.warned = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Ending::Torn => Poll::Ready(Some(Err(Cut))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.length).unwrap_or(u64::MAX))
    }
}
