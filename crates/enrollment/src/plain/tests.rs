use super::plain;

#[test]
fn a_name_cannot_move_the_cursor_or_turn_the_line_around() {
    assert_eq!(plain("ada\u{1B}[2J\u{202E}gro.elpmaxe@\r\nroot"), "ada[2Jgro.elpmaxe@ root");
}

#[test]
fn names_of_people_stay_as_they_are() {
    assert_eq!(plain("Žofie Nováková 李雷 عائشة"), "Žofie Nováková 李雷 عائشة");
}

#[test]
fn nothing_visible_is_said_so() {
    assert_eq!(plain("\u{200B}\u{3164}\n"), "(nothing)");
}
