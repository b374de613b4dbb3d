//! One CBOR data item. It keeps what it read, in the order it read it, duplicates included.

/// A CBOR data item.
///
/// A map keeps its entries in the order and number of the input, so that nothing is lost before a
/// judge has seen it; the look-ups answer the first match.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Major type 0.
    Unsigned(u64),
    /// Major type 1: the number is `-1 - n`.
    Negative(u64),
    /// Major type 2.
    Bytes(Vec<u8>),
    /// Major type 3. Broken UTF-8 is replaced and reported as a deviation.
    Text(String),
    /// Major type 4.
    Array(Vec<Value>),
    /// Major type 5.
    Map(Vec<(Value, Value)>),
    /// Major type 6.
    Tag(u64, Box<Value>),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// `undefined`.
    Undefined,
    /// Any other simple value.
    Simple(u8),
    /// A float of any width.
    Float(f64),
}

impl Value {
    /// The number, where it is an integer that fits.
    pub fn as_i64(&self) -> Option<i64> {
        if let Self::Unsigned(n) = self {
            i64::try_from(*n).ok()
        } else if let Self::Negative(n) = self {
            i64::try_from(*n).ok().map(|n| -1 - n)
        } else {
            None
        }
    }

    /// The number, where it is not negative.
    pub fn as_u64(&self) -> Option<u64> {
        if let Self::Unsigned(n) = self { Some(*n) } else { None }
    }

    /// The bytes of a byte string.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The text of a text string.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// `true` or `false`.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// The items of an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The entries of a map.
    pub fn as_map(&self) -> Option<&[(Value, Value)]> {
        if let Self::Map(entries) = self { Some(entries) } else { None }
    }

    /// The value at a text key or an integer key, where this is a map that has it.
    pub fn get<'a>(&self, key: impl Into<Key<'a>>) -> Option<&Value> {
        let key = key.into();
        self.as_map()?.iter().find(|(name, _)| key.is(name)).map(|(_, value)| value)
    }
}

/// What a map is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// A text key.
    Text(&'a str),
    /// An integer key.
    Integer(i64),
}

impl Key<'_> {
    fn is(self, name: &Value) -> bool {
        match self {
            Self::Text(text) => name.as_text() == Some(text),
            Self::Integer(number) => name.as_i64() == Some(number),
        }
    }
}

impl<'a> From<&'a str> for Key<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<u8> for Key<'_> {
    fn from(number: u8) -> Self {
        Self::Integer(number.into())
    }
}

impl From<i32> for Key<'_> {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<i64> for Key<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        u64::try_from(number)
            .map_or_else(|_| Self::Negative((-1 - number).unsigned_abs()), Self::Unsigned)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::from(i64::from(number))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Unsigned(u64::from(number))
    }
}

impl From<u8> for Value {
    fn from(number: u8) -> Self {
        Self::Unsigned(u64::from(number))
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Unsigned(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::Array(items)
    }
}

impl<K: Into<Value>> FromIterator<(K, Value)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(entries: I) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }
}
