use super::*;

#[test]
fn what_was_closed_since_it_was_asked_for_is_not_begun() {
    let open = OpenOneself::default();
    let asked = open.asked();
    // What it works with is still being read when its page goes.
    open.close();
    open.begin(asked, || unreachable!("nobody looks at it"));
    assert_eq!(open.act(OneselfAct::Stop).unwrap_err().code, CommandCode::Gone);
}
