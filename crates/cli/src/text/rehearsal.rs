//! A rehearsal in words: what will happen, and what became of the key. It must never promise more than
//! was asked of the key, nor leave unsaid what it cannot show.

use enrollment::rehearsal::{Kept, RP_ID, Rehearsed};
use webauthn::Judgement;

use super::{Scene, diagnosis::diagnosis, ending::left_behind, plain};
use crate::names::Names;

/// The question after it.
pub(crate) const GO_ON: &str = "Go on? [y/N] ";

/// What will happen, before anybody agrees to it.
pub(crate) fn before_rehearsal(key: &str, scene: Scene) -> String {
    let practice = match scene {
        Scene::Practice => {
            "PRACTICE: with the practice key, which is no proof of anything to anybody.\n"
        }
        Scene::Real => "",
    };
    format!(
        "{practice}A rehearsal with {}:\n  \
         It makes one credential for {RP_ID}, a name that is nobody's, and is told to keep nothing \
         of it. No slot is taken, and nobody can be signed in by it.\n  \
         It wants one touch, and its PIN or finger where it makes nothing without.\n  \
         What it counts may move: its signature counter, which some keys share among all their \
         credentials.\n  \
         It cannot show enterprise attestation, which a key gives only to the RP IDs it was set up \
         for.\n",
        plain(key)
    )
}

/// What is on keys now.
pub(crate) fn rehearsed(rehearsed: &Rehearsed, names: &Names) -> String {
    let mut text = String::new();
    if rehearsed.is_after_cancel() {
        text += "It had been touched before it could be stopped.\n";
    }
    text + &left_behind(rehearsed.possibly_on(), rehearsed.pin_changed_on(), names)
}

/// The chain, as a diagnosis has it, and what the key keeps.
pub(crate) fn rehearsal(judgement: &Judgement, kept: Kept, scene: Scene) -> String {
    let mut text = diagnosis(judgement, &[]);
    text += match kept {
        Kept::Nothing => "The key keeps nothing of the rehearsal, by its own word.\n",
        Kept::Something => {
            "The key KEPT something although it was told not to: a slot may be taken. Its own \
             program lists and removes what it holds.\n"
        }
        Kept::Unknown => {
            "Whether the key kept anything is not known: it tells neither its room nor what it \
             holds, or the two do not agree. It was told to keep nothing.\n"
        }
    };
    text += "Not shown: enterprise attestation.\n";
    if scene == Scene::Practice {
        text += "This was PRACTICE.\n";
    }
    text
}
