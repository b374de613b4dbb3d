//! The ids of users and groups that a policy names, each with a number, so that a person's groups are
//! looked up once. Ids that it does not name must cost next to nothing.

use std::collections::HashMap;

/// Ids and their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// GUIDs in order; in either case, with hyphens or without, they are one.
    objects: Vec<(u128, u32)>,
    texts: HashMap<String, u32>,
    names: Vec<String>,
}

impl Ids {
    /// The number of an id, which gets one if it has none.
    pub fn add(&mut self, text: &str) -> u32 {
        if let Some(number) = self.number(text) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(text.to_owned());
        match guid(text) {
            Some(id) => {
                let at = self.objects.partition_point(|(one, _)| *one < id);
                self.objects.insert(at, (id, number));
            }
            None => {
                self.texts.insert(text.to_owned(), number);
            }
        }
        number
    }

    /// The number of an id; `None` for one that the policy does not name.
    pub fn number(&self, text: &str) -> Option<u32> {
        if self.names.is_empty() {
            return None;
        }
        let Some(id) = guid(text) else { return self.texts.get(text).copied() };
        let at = self.objects.binary_search_by_key(&id, |(one, _)| *one).ok()?;
        self.objects.get(at).map(|(_, number)| *number)
    }

    /// Every id, as it was written first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The id with this number, as it was written first.
    pub fn name(&self, number: u32) -> Option<&str> {
        self.names.get(usize::try_from(number).ok()?).map(String::as_str)
    }
}

/// A GUID's 128 bits: 32 hexadecimal digits, with hyphens or without.
fn guid(text: &str) -> Option<u128> {
    let (mut bits, mut digits) = (0_u128, 0_u8);
    for byte in text.bytes() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            b'A'..=b'F' => byte - b'A' + 10,
            b'-' if matches!(digits, 8 | 12 | 16 | 20) => continue,
            _ => return None,
        };
        digits = digits.checked_add(1).filter(|digits| *digits <= 32)?;
        bits = bits << 4 | u128::from(digit);
    }
    (digits == 32).then_some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_one_id_in_either_case_and_with_hyphens_or_without() {
        let mut ids = Ids::default();
        let number = ids.add("0A1B2C3D-0000-4000-8000-000000000007");
        assert_eq!(ids.number("0a1b2c3d000040008000000000000007"), Some(number));
        assert_eq!(ids.number("0a1b2c3d-0000-4000-8000-000000000008"), None);
        let text = ids.add("group-a");
        assert_eq!((ids.number("group-a"), ids.number("Group-A")), (Some(text), None));
        assert_eq!(ids.name(number), Some("0A1B2C3D-0000-4000-8000-000000000007"));
        assert_eq!(guid(&"0".repeat(33)), None);
    }
}
