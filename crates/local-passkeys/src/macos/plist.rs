//! Property lists as `defaults read` prints them: `{ name = value; }`, `( value, value )`, words and words in quotes.
//! One that does not come to its end, or has anything else in it, must not be read at all.

/// How deep lists may lie in each other.
const DEEPEST: u8 = 32;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'t> {
    /// A word, out of its quotes; escapes stay as they are.
    Word(&'t str),
    /// `( … )`.
    List(Vec<Self>),
    /// `{ … }`. A name is there once, or more often with the same value.
    Dictionary(Vec<(&'t str, Self)>),
}

impl<'t> Value<'t> {
    /// The whole text.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        let mut rest = Rest(text);
        let value = rest.value(DEEPEST)?;
        rest.skip_blank();
        rest.0.is_empty().then_some(value)
    }

    /// What a dictionary has by this name.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Dictionary(all) => all.iter().find(|(known, _)| *known == name).map(|one| &one.1),
            Self::Word(_) | Self::List(_) => None,
        }
    }

    /// A word that a dictionary has by this name.
    pub(super) fn word(&self, name: &str) -> Option<&'t str> {
        match self.get(name)? {
            Self::Word(word) => crate::listed::clean(word),
            Self::List(_) | Self::Dictionary(_) => None,
        }
    }

    /// What is in a list, and nothing of another value.
    pub(super) fn entries(&self) -> &[Self] {
        match self {
            Self::List(all) => all,
            Self::Word(_) | Self::Dictionary(_) => &[],
        }
    }
}

/// What was not read yet.
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    fn value(&mut self, depth: u8) -> Option<Value<'t>> {
        let depth = depth.checked_sub(1)?;
        if self.takes('(') {
            self.list(depth)
        } else if self.takes('{') {
            self.dictionary(depth)
        } else {
            self.word().map(Value::Word)
        }
    }

    fn list(&mut self, depth: u8) -> Option<Value<'t>> {
        let mut all = Vec::new();
        while !self.takes(')') {
            all.push(self.value(depth)?);
            if !self.takes(',') {
                return self.takes(')').then_some(Value::List(all));
            }
        }
        Some(Value::List(all))
    }

    fn dictionary(&mut self, depth: u8) -> Option<Value<'t>> {
        let mut all: Vec<(&str, Value<'_>)> = Vec::new();
        while !self.takes('}') {
            let name = self.word()?;
            let value = self.takes('=').then(|| self.value(depth))??;
            if !self.takes(';') || all.iter().any(|one| one.0 == name && one.1 != value) {
                return None;
            }
            all.push((name, value));
        }
        Some(Value::Dictionary(all))
    }

    fn word(&mut self) -> Option<&'t str> {
        self.skip_blank();
        if let Some(rest) = self.0.strip_prefix('"') {
            let mut escaped = false;
            let is_end = |letter: char| {
                let is_end = letter == '"' && !escaped;
                escaped = letter == '\\' && !escaped;
                is_end
            };
            let (word, rest) = rest.split_at_checked(rest.find(is_end)?)?;
            self.0 = rest.strip_prefix('"')?;
            return Some(word);
        }
        // What needs no quotes.
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._$/:-+".contains(letter);
        let end = self.0.find(|letter| !is_plain(letter)).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }

    fn takes(&mut self, letter: char) -> bool {
        self.skip_blank();
        let rest = self.0.strip_prefix(letter);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn skip_blank(&mut self) {
        self.0 = self.0.trim_start();
    }
}
