use super::*;
use crate::tenant::TenantError;

const NOW: Duration = Duration::ZERO;

#[test]
fn one_question_is_open_and_only_its_answer_counts() {
    let mut looks = Looks::begin(NOW);
    assert_eq!(looks.next(Some('a')), Some((NOW, 'a')));
    assert_eq!(looks.next(None), None, "nothing is worth asking");
    looks.asked('a');
    assert_eq!(looks.next(Some('b')), None);
    assert!(!looks.answered('b'), "nobody asked it");
    assert!(looks.answered('a') && !looks.answered('a'), "it came twice");
    assert_eq!(looks.next(Some('b')), Some((NOW, 'b')));
}

#[test]
fn how_it_stands_is_what_the_pace_says_of_it() {
    let mut looks = Looks::begin(NOW);
    assert_eq!(looks.state(None), Looking::Over);
    assert_eq!(looks.state(Some('a')), Looking::Watching);
    looks.pace.failed(&TenantError::Unreachable("no route".to_owned()), NOW);
    assert_eq!(looks.state(Some('a')), Looking::Failing(&TroubleView::Unreachable, 5));
    looks.pace.succeeded(Duration::from_secs(3600), true);
    assert_eq!(looks.state(Some('a')), Looking::Resting);
}
