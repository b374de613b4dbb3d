//! Text from outside, such as an account's name, made fit for a terminal or a ticket. Nothing that
//! moves the cursor, hides, or turns the reading direction may get through.

#[cfg(test)]
mod tests;

/// Longest text that is shown (characters).
const LONGEST: usize = 200;

/// The text on one line, without control and invisible characters; "(nothing)" where none is left.
pub fn plain(text: &str) -> String {
    on_one_line(text, LONGEST)
}

/// The same with at most so many characters.
pub(crate) fn on_one_line(text: &str, longest: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .take(longest)
        .collect();
    let shown = spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if shown.is_empty() { "(nothing)".to_owned() } else { shown }
}

/// Format characters (Unicode 16, Cf), variation selectors and tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{600}'..='\u{605}' | '\u{61C}' | '\u{6DD}' | '\u{70F}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}'
        | '\u{E0000}'..='\u{E0FFF}')
}
