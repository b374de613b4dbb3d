//! A key that hides what it holds asked with its PIN, which a person types or gave beforehand. A PIN must never go to
//! a key twice by itself, and none is asked for where nobody can type it.

use std::{
    sync::{Arc, mpsc::Sender},
    time::{Duration, Instant},
};

use ctap::{
    AuthenticatorId,
    ceremony::{Answer, Failure, Moment, PromptId},
};
use enrollment::oneself::{OneselfAct, OneselfMoment, OneselfView};
use zeroize::Zeroizing;

use super::{
    super::inputs,
    Untold,
    watch::{Told, Watch},
};
use crate::{
    args::{Common, RegisterArguments},
    command::ceremony::Attendance,
    face::{Beforehand, Stopped},
    names::Names,
    output, practice_key,
    problem::{PlaceProblem, Problem},
    process,
    terminal::{Dialog, Reply, Session, Shared},
    text::{self, Scene},
};

/// More than the engine takes for one question (five minutes).
const LIMIT: Duration = Duration::from_secs(330);

/// Where PINs come from.
pub(super) struct Pins {
    attendance: Attendance,
    /// One that was given, until it is used.
    given: Option<Zeroizing<Vec<u8>>>,
}

/// Who answers a key.
enum Answering {
    /// A person at the terminal.
    Person { shared: Arc<Shared>, scene: Scene, _session: Session },
    /// Nobody, but for the PIN that was given.
    Nobody { known: Beforehand, scene: Scene, names: Names },
}

impl Pins {
    /// What the arguments say.
    ///
    /// # Errors
    /// The PIN that was given cannot be read.
    pub(super) fn read(arguments: &RegisterArguments, common: &Common) -> Result<Self, Problem> {
        let given = inputs::pin(arguments)?;
        Ok(Self { attendance: inputs::attendance(arguments, common), given })
    }

    /// Whoever can answer; `None`: nobody.
    fn answering(
        &mut self,
        (scene, names): (Scene, &Names),
        tell: Sender<Told>,
    ) -> Result<Option<Answering>, Problem> {
        let (given, names) = (self.given.take(), names.clone());
        match self.attendance {
            Attendance::Attended => {
                let dialog = Dialog::new(names, scene, given);
                let shared = Shared::new(dialog, move |reply| drop(tell.send(Told::Reply(reply))));
                let _session = Session::start(&shared).map_err(PlaceProblem::Terminal)?;
                Ok(Some(Answering::Person { shared, scene, _session }))
            }
            Attendance::Unattended(patience) => Ok(given.map(|given| {
                let known = Beforehand::new(scene, Some(given), patience);
                Answering::Nobody { known, scene, names }
            })),
        }
    }
}

impl Answering {
    /// Shows a moment: the answer to it, where that is known beforehand.
    fn show(&mut self, moment: &Moment) -> Result<Option<(PromptId, Answer)>, Untold> {
        match (self, moment) {
            // Another key than the one that hides something would not be the right one.
            (Self::Nobody { .. }, Moment::NotOpen { authenticator, why }) => {
                let authenticator = authenticator.clone();
                Err(Untold::Failed(Failure::NotOpen { authenticator, why: *why }))
            }
            (
                Self::Nobody { .. } | Self::Person { scene: Scene::Practice, .. },
                Moment::UseAnother { authenticator, why },
            ) => {
                let (authenticator, why) = (authenticator.clone(), why.clone());
                Err(Untold::Failed(Failure::Unusable { authenticator, why }))
            }
            (Self::Person { shared, .. }, moment) => {
                shared.show(moment);
                Ok(None)
            }
            (Self::Nobody { known, scene, names }, moment) => {
                let answer = known.answer(moment).map_err(Untold::Stopped)?;
                if let (None, Some(words)) = (&answer, text::moment(moment, names, *scene)) {
                    output::say_line(&words);
                }
                Ok(answer)
            }
        }
    }
}

impl Watch<'_> {
    /// Has these keys asked for it; why that came to nothing, where it was for a reason on this side.
    ///
    /// # Errors
    /// The terminal does not do as it is told.
    pub(super) fn prove(
        &mut self,
        method: &str,
        hiding: &[AuthenticatorId],
        pins: &mut Pins,
    ) -> Result<Option<Untold>, Problem> {
        let practises = hiding.contains(&practice_key::id());
        let scene = if practises { Scene::Practice } else { Scene::Real };
        let answering = pins.answering((scene, self.keys.names()), self.tell.clone())?;
        let Some(mut answering) = answering else {
            return Ok(Some(Untold::Stopped(Stopped::PinWanted)));
        };
        let tell = self.tell.clone();
        let _heard = process::stop_on_signal(move || drop(tell.send(Told::Stop)));
        self.oneself.act(OneselfAct::Prove { method: method.to_owned() });
        let untold = self.ask(&mut answering);
        // It ends the line of a question that nobody answered.
        let _ = answering.show(&Moment::Over);
        Ok(untold)
    }

    /// Carries questions and answers between the key and whoever answers, until the engine asks no more.
    fn ask(&mut self, answering: &mut Answering) -> Option<Untold> {
        let end = Instant::now() + LIMIT;
        let (mut shown, mut untold) = (None, None);
        while let Some(told) = self.next(end) {
            let stops = match told {
                Told::View(view) => {
                    let moment = asked_now(&view).cloned();
                    self.take(*view);
                    match moment {
                        // Not begun yet, or over.
                        None if shown.is_none() => None,
                        None => break,
                        same if same == shown => None,
                        Some(moment) => {
                            let stops = self.show(&moment, answering);
                            shown = Some(moment);
                            stops
                        }
                    }
                }
                Told::Reply(Reply::Answer(prompt, answer)) => {
                    self.oneself.answer_key(prompt, answer);
                    None
                }
                Told::Reply(Reply::Reinsert) => {
                    self.keys.reinsert();
                    None
                }
                Told::Reply(Reply::Cancel) | Told::Stop => Some(Untold::Failed(Failure::Cancelled)),
            };
            if let Some(why) = stops {
                self.oneself.act(OneselfAct::StopProof);
                untold.get_or_insert(why);
            }
        }
        untold
    }

    /// Shows it, and passes on what is known beforehand; why nothing more is asked, where nothing is.
    fn show(&self, moment: &Moment, answering: &mut Answering) -> Option<Untold> {
        match answering.show(moment) {
            Ok(answer) => {
                if let Some((prompt, answer)) = answer {
                    self.oneself.answer_key(prompt, answer);
                }
                None
            }
            Err(why) => Some(why),
        }
    }
}

/// What a key is asked now.
fn asked_now(view: &OneselfView) -> Option<&Moment> {
    match &view.moment {
        OneselfMoment::Proving { moment, .. } => Some(moment),
        OneselfMoment::Reading
        | OneselfMoment::NotRead { .. }
        | OneselfMoment::SignInNeeded
        | OneselfMoment::Choose
        | OneselfMoment::Wait
        | OneselfMoment::Came
        | OneselfMoment::Proved
        | OneselfMoment::Listed => None,
    }
}
