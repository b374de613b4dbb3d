//! What is asked and what is answered, without a terminal: views and typed bytes go in, words and
//! answers come out. A new view withdraws the question before it, and what was typed for that one.

use ctap::{
    Pin, PinRules,
    ceremony::{Answer, Moment, PromptId},
};
use zeroize::Zeroizing;

use super::line::{Line, Typed};
use crate::{
    names::Names,
    text::{self, Prompt, Remark, Scene},
};

#[cfg(test)]
mod tests;

/// The question that is open.
enum Question {
    Pin(PromptId),
    NewPin {
        prompt: PromptId,
        rules: PinRules,
        first: Option<Secret>,
    },
    PinChange {
        prompt: PromptId,
        rules: PinRules,
        current: Option<Secret>,
        first: Option<Secret>,
    },
    Again(PromptId),
    UvAgain {
        prompt: PromptId,
        pin_instead: bool,
    },
    /// Only the practice key can be taken out by pressing Enter.
    Reinsert,
}

type Secret = Zeroizing<Vec<u8>>;

/// What a person's typing amounts to.
#[derive(Debug)]
pub(crate) enum Reply {
    /// An answer to a question.
    Answer(PromptId, Answer),
    /// Take the practice key out and put it back.
    Reinsert,
    /// Stop all of it.
    Cancel,
}

/// One person's side of a ceremony.
pub(crate) struct Dialog {
    names: Names,
    scene: Scene,
    question: Option<Question>,
    line: Line,
    /// A PIN that came by `--pin-fd`: the answer to the first question for one.
    given: Option<Secret>,
    mid_line: bool,
}

impl Dialog {
    pub(crate) fn new(names: Names, scene: Scene, given: Option<Secret>) -> Self {
        Self { names, scene, question: None, line: Line::new(), given, mid_line: false }
    }

    /// Takes the next moment: what to print, and an answer where no person is needed for it.
    pub(crate) fn show(&mut self, moment: &Moment) -> (String, Option<Reply>) {
        self.line.clear();
        self.question = None;
        let mut text = self.end_of_line();
        if let Some(words) = text::moment(moment, &self.names, self.scene) {
            text += &words;
            text.push('\n');
        }
        if let Moment::EnterPin { prompt, .. } = moment
            && let Some(pin) = self.given.take()
        {
            match Pin::new(pin) {
                Ok(pin) => return (text, Some(Reply::Answer(*prompt, Answer::Pin(pin)))),
                Err(why) => text += &line_of(&text::remark(Remark::NoPin(why))),
            }
        }
        self.question = question(moment, self.scene);
        text += &self.prompt();
        (text, None)
    }

    /// Takes one typed byte: what to print, and what it amounts to.
    pub(crate) fn typed(&mut self, byte: u8) -> (String, Option<Reply>) {
        match self.line.typed(byte) {
            Typed::More => (String::new(), None),
            Typed::Stop => {
                self.question = None;
                let mut text = self.end_of_line();
                text += &line_of(text::STOPPING);
                (text, Some(Reply::Cancel))
            }
            // Enter where nothing is asked.
            _ if self.question.is_none() => (String::new(), None),
            Typed::Unclear => self.ask_again(Remark::Unclear),
            Typed::Line(line) => self.entered(line),
        }
    }

    fn entered(&mut self, line: Secret) -> (String, Option<Reply>) {
        let mut text = self.end_of_line();
        let Some(question) = self.question.take() else { return (text, None) };
        let (next, remark, reply) = answer(question, line);
        self.question = next;
        text += &remark.map(|remark| line_of(&text::remark(remark))).unwrap_or_default();
        text += &self.prompt();
        (text, reply)
    }

    fn ask_again(&mut self, remark: Remark) -> (String, Option<Reply>) {
        let mut text = self.end_of_line();
        text += &line_of(&text::remark(remark));
        text += &self.prompt();
        (text, None)
    }

    /// The words before the cursor.
    fn prompt(&mut self) -> String {
        let prompt = match &self.question {
            None => return String::new(),
            Some(Question::Pin(_)) => Prompt::Pin,
            Some(Question::NewPin { first: None, .. }) => Prompt::NewPin,
            Some(Question::NewPin { first: Some(_), .. }) => Prompt::NewPinAgain,
            Some(Question::PinChange { current: None, .. }) => Prompt::CurrentPin,
            Some(Question::PinChange { first: None, .. }) => Prompt::NewPin,
            Some(Question::PinChange { first: Some(_), .. }) => Prompt::NewPinAgain,
            Some(Question::Again(_)) => Prompt::Again,
            Some(Question::UvAgain { pin_instead: true, .. }) => Prompt::FingerOrPin,
            Some(Question::UvAgain { pin_instead: false, .. }) => Prompt::Again,
            Some(Question::Reinsert) => Prompt::Reinsert,
        };
        self.mid_line = true;
        text::prompt(prompt).to_owned()
    }

    /// Nothing is echoed, so the line of a question that is over has to be ended here.
    fn end_of_line(&mut self) -> String {
        if std::mem::take(&mut self.mid_line) { "\n".to_owned() } else { String::new() }
    }
}

fn line_of(text: &str) -> String {
    format!("{text}\n")
}

/// The question that a moment asks.
fn question(moment: &Moment, scene: Scene) -> Option<Question> {
    match moment {
        Moment::EnterPin { prompt, .. } => Some(Question::Pin(*prompt)),
        Moment::SetPin { prompt, rules, .. } => {
            Some(Question::NewPin { prompt: *prompt, rules: *rules, first: None })
        }
        Moment::ChangePin { prompt, rules, .. } => {
            Some(Question::PinChange { prompt: *prompt, rules: *rules, current: None, first: None })
        }
        Moment::VerifyUserAgain { prompt, pin_instead, .. } => {
            Some(Question::UvAgain { prompt: *prompt, pin_instead: *pin_instead })
        }
        Moment::TryAgain { prompt, .. } => Some(Question::Again(*prompt)),
        Moment::Reinsert { .. } => match scene {
            Scene::Practice => Some(Question::Reinsert),
            Scene::Real => None,
        },
        Moment::InsertKey { .. }
        | Moment::NotOpen { .. }
        | Moment::Connecting
        | Moment::SelectByTouch { .. }
        | Moment::UseAnother { .. }
        | Moment::VerifyUser { .. }
        | Moment::Working { .. }
        | Moment::TouchKey { .. }
        | Moment::Stopping
        | Moment::Over => None,
    }
}

/// What an entered line makes of a question: the next one, a remark, or the answer.
fn answer(question: Question, line: Secret) -> (Option<Question>, Option<Remark>, Option<Reply>) {
    let ask = |question, remark| (Some(question), Some(remark), None);
    match question {
        Question::Pin(prompt) => match Pin::new(line) {
            Ok(pin) => (None, None, Some(Reply::Answer(prompt, Answer::Pin(pin)))),
            Err(why) => ask(Question::Pin(prompt), Remark::NoPin(why)),
        },
        Question::NewPin { prompt, rules, first } => {
            let again = |first| Question::NewPin { prompt, rules, first };
            match chosen(first, line, rules) {
                Chosen::Once(first) => (Some(again(Some(first))), None, None),
                Chosen::Not(remark) => ask(again(None), remark),
                Chosen::Twice(pin) => {
                    (None, None, Some(Reply::Answer(prompt, Answer::NewPin(pin))))
                }
            }
        }
        Question::PinChange { prompt, rules, current: None, .. } => match Pin::new(line.clone()) {
            Ok(_) => {
                let current = Some(line);
                (Some(Question::PinChange { prompt, rules, current, first: None }), None, None)
            }
            Err(why) => {
                let (current, first) = (None, None);
                ask(Question::PinChange { prompt, rules, current, first }, Remark::NoPin(why))
            }
        },
        Question::PinChange { prompt, rules, current: Some(current), first } => {
            match chosen(first, line, rules) {
                Chosen::Once(first) => {
                    let (current, first) = (Some(current), Some(first));
                    (Some(Question::PinChange { prompt, rules, current, first }), None, None)
                }
                Chosen::Not(remark) => {
                    let (current, first) = (Some(current), None);
                    ask(Question::PinChange { prompt, rules, current, first }, remark)
                }
                Chosen::Twice(new) => match Pin::new(current) {
                    Ok(current) => {
                        let change = Answer::PinChange { current, new };
                        (None, None, Some(Reply::Answer(prompt, change)))
                    }
                    Err(why) => {
                        let (current, first) = (None, None);
                        ask(
                            Question::PinChange { prompt, rules, current, first },
                            Remark::NoPin(why),
                        )
                    }
                },
            }
        }
        Question::Again(prompt) => (None, None, Some(Reply::Answer(prompt, Answer::Again))),
        Question::UvAgain { prompt, pin_instead } => {
            let by_pin = pin_instead && matches!(line.as_slice(), b"p" | b"P");
            let answer = if by_pin { Answer::UsePin } else { Answer::Again };
            (None, None, Some(Reply::Answer(prompt, answer)))
        }
        Question::Reinsert => (None, None, Some(Reply::Reinsert)),
    }
}

/// Where choosing a new PIN stands.
enum Chosen {
    Once(Secret),
    Twice(Pin),
    Not(Remark),
}

fn chosen(first: Option<Secret>, line: Secret, rules: PinRules) -> Chosen {
    let Some(first) = first else {
        return match Pin::new(line.clone()) {
            Ok(pin) => match rules.judge(&pin) {
                Ok(()) => Chosen::Once(line),
                Err(rejected) => Chosen::Not(Remark::Rejected(rejected)),
            },
            Err(why) => Chosen::Not(Remark::NoPin(why)),
        };
    };
    if *first != *line {
        return Chosen::Not(Remark::Mismatch);
    }
    match Pin::new(line) {
        Ok(pin) => Chosen::Twice(pin),
        Err(why) => Chosen::Not(Remark::NoPin(why)),
    }
}
