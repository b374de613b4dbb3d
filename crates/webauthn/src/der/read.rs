//! Strict DER (X.690 §10), element by element. It must never take a length on trust, copy, or
//! recurse deeper than a certificate does.

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    class: u8,
    constructed: bool,
    number: u32,
}

impl Tag {
    pub(crate) const BOOLEAN: Self = Self::universal(1, false);
    pub(crate) const INTEGER: Self = Self::universal(2, false);
    pub(crate) const OCTET_STRING: Self = Self::universal(4, false);
    pub(crate) const NULL: Self = Self::universal(5, false);
    pub(crate) const OBJECT_IDENTIFIER: Self = Self::universal(6, false);
    pub(crate) const ENUMERATED: Self = Self::universal(10, false);
    pub(crate) const SEQUENCE: Self = Self::universal(16, true);
    pub(crate) const SET: Self = Self::universal(17, true);

    const fn universal(number: u32, constructed: bool) -> Self {
        Self { class: 0, constructed, number }
    }

    /// A context-specific tag around an element (EXPLICIT), or in place of a constructed one's.
    pub(crate) const fn context(number: u32) -> Self {
        Self { class: 2, constructed: true, number }
    }

    /// A context-specific tag in place of a primitive one's (IMPLICIT).
    pub(crate) const fn context_primitive(number: u32) -> Self {
        Self { class: 2, constructed: false, number }
    }

    /// The number of a context-specific tag around an element.
    pub(crate) fn explicit_number(self) -> Option<u32> {
        (self.class == 2 && self.constructed).then_some(self.number)
    }
}

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    pub(crate) content: &'a [u8],
}

/// The bytes are not DER, or not the element that must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the DER that must be there")]
pub(crate) struct NotDer;

/// Reads one element after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was not read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// The next element, whatever it is.
    pub(crate) fn element(&mut self) -> Result<Element<'a>, NotDer> {
        let tag = self.tag()?;
        let length = self.length()?;
        let (content, rest) = self.0.split_at_checked(length).ok_or(NotDer)?;
        self.0 = rest;
        Ok(Element { tag, content })
    }

    /// The content of the next element, which must be this.
    pub(crate) fn expect(&mut self, tag: Tag) -> Result<&'a [u8], NotDer> {
        let element = self.element()?;
        if element.tag == tag { Ok(element.content) } else { Err(NotDer) }
    }

    /// The end must have come.
    pub(crate) fn end(self) -> Result<(), NotDer> {
        if self.is_empty() { Ok(()) } else { Err(NotDer) }
    }

    fn tag(&mut self) -> Result<Tag, NotDer> {
        let first = self.byte()?;
        let (class, constructed) = (first >> 6, first & 0x20 != 0);
        let short = u32::from(first & 0x1F);
        if short < 31 {
            return Ok(Tag { class, constructed, number: short });
        }
        let mut number = 0u32;
        loop {
            let byte = self.byte()?;
            // X.690 §8.1.2.4.2: no leading zeros; no tag here has more than three bytes.
            if number == 0 && byte == 0x80 || number >= 1 << 21 {
                return Err(NotDer);
            }
            number = number << 7 | u32::from(byte & 0x7F);
            if byte & 0x80 == 0 {
                break;
            }
        }
        if number < 31 { Err(NotDer) } else { Ok(Tag { class, constructed, number }) }
    }

    fn length(&mut self) -> Result<usize, NotDer> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(usize::from(first));
        }
        // X.690 §10.1: definite, and no longer than need be. Four bytes are more than any input has.
        let count = usize::from(first & 0x7F);
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(NotDer)?;
        if !(1..=4).contains(&count) || bytes.first() == Some(&0) {
            return Err(NotDer);
        }
        self.0 = rest;
        let length = bytes.iter().fold(0u64, |length, byte| length << 8 | u64::from(*byte));
        if length < 0x80 {
            return Err(NotDer);
        }
        usize::try_from(length).map_err(|_| NotDer)
    }

    fn byte(&mut self) -> Result<u8, NotDer> {
        let (first, rest) = self.0.split_first().ok_or(NotDer)?;
        self.0 = rest;
        Ok(*first)
    }
}

/// The content of the one element that the bytes are.
pub(crate) fn only(bytes: &[u8], tag: Tag) -> Result<&[u8], NotDer> {
    let mut reader = Reader::new(bytes);
    let content = reader.expect(tag)?;
    reader.end()?;
    Ok(content)
}

/// The value of an INTEGER or ENUMERATED that is neither negative nor too large.
pub(crate) fn unsigned_number(content: &[u8]) -> Result<u64, NotDer> {
    let shortest = match content {
        [] => false,
        [0, second, ..] => second & 0x80 != 0,
        [first, ..] => first & 0x80 == 0,
    };
    let digits = content.strip_prefix(&[0]).unwrap_or(content);
    if !shortest && content != [0] || digits.len() > 8 {
        return Err(NotDer);
    }
    Ok(digits.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// Whether each element inside is DER by its head, and each BOOLEAN and INTEGER by its content.
pub(crate) fn is_strict(bytes: &[u8]) -> bool {
    const DEEPEST: u8 = 24;
    fn walk(bytes: &[u8], depth: u8) -> Result<(), NotDer> {
        let mut reader = Reader::new(bytes);
        while !reader.is_empty() {
            let Element { tag, content } = reader.element()?;
            if tag.constructed {
                if depth == DEEPEST {
                    return Err(NotDer);
                }
                walk(content, depth + 1)?;
                continue;
            }
            let fits = match tag {
                // X.690 §11.1.
                Tag::BOOLEAN => matches!(content, [0] | [0xFF]),
                // X.690 §8.3.2.
                Tag::INTEGER => match content {
                    [] => false,
                    [0, second, ..] => second & 0x80 != 0,
                    [0xFF, second, ..] => second & 0x80 == 0,
                    [_, ..] => true,
                },
                Tag::NULL => content.is_empty(),
                _ => true,
            };
            if !fits {
                return Err(NotDer);
            }
        }
        Ok(())
    }
    walk(bytes, 0).is_ok()
}
