use super::*;

/// Gives every leave, and counts.
#[derive(Default)]
struct Willing {
    leaves: usize,
}

impl Face for Willing {
    fn show(&mut self, _: &RegistrationView) {}

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }

    fn leave(&mut self, _: &AuthenticatorId) -> Leave {
        self.leaves += 1;
        Leave::Given
    }
}

#[test]
fn a_sound_judge_leaves_the_decision_to_the_face() {
    let mut face = Willing::default();
    let mut sound = Sound::new(&mut face);
    sound.opening();
    assert_eq!(sound.leave(&AuthenticatorId::new("usb:1-1")), Leave::Given);
    assert_eq!(sound.failure(), None);
    assert_eq!(face.leaves, 1);
}

#[test]
fn before_an_unsound_judge_no_key_makes_anything() {
    let mut face = Willing::default();
    let id = AuthenticatorId::new("usb:1-1");
    let mut sound = Sound { face: &mut face, answer: Some(Err(Unsound)), withheld_from: None };
    assert_eq!(sound.leave(&id), Leave::Withheld);
    let Some(Failure::Unusable { authenticator, why: Unusable::Transport(_) }) = sound.failure()
    else {
        panic!("it is not said");
    };
    assert_eq!((authenticator, face.leaves), (id, 0));
}

#[test]
fn where_no_key_took_its_time_the_judge_is_tested_before_the_leave() {
    let mut face = Willing::default();
    let mut sound = Sound::new(&mut face);
    assert_eq!(sound.leave(&AuthenticatorId::new("usb:1-1")), Leave::Given);
    assert_eq!(sound.answer, Some(Ok(())));
}
