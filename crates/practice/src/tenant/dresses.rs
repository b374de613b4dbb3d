//! The dresses that a practice organisation's answers have: every one, and the few that whoever tries something
//! over them wears each time. No value of a shape may be in none of the few.

#[cfg(test)]
mod tests;

use super::switches::{
    Envelope, ExcludeIds, InnerErrorSpelling, Lists, Members, ODataTypes, Switches,
};

/// Entries of a page that is as small as one can be.
const SMALLEST_PAGE: u16 = 1;

impl Envelope {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Bare, Self::Value];
}

impl ODataTypes {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Absent, Self::Everywhere];
}

impl Members {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Whole, Self::Sparse];
}

impl ExcludeIds {
    /// The three of them.
    pub const ALL: [Self; 3] = [Self::Base64, Self::PadDigit, Self::Unpadded];
}

impl Lists {
    /// Both.
    pub const ALL: [Self; 2] = [Self::AsSent, Self::Rewritten];
}

impl InnerErrorSpelling {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Camel, Self::Lower];
}

impl Switches {
    /// The sizes of a page that make a difference: all in one, and one in each.
    pub const PAGE_SIZES: [Option<u16>; 2] = [None, Some(SMALLEST_PAGE)];

    /// Three dresses that together wear each value of each shape. What else can be switched (throttling, tokens,
    /// consent, step-up, ids that name no credential, licence) is no shape of an answer, and is as usual.
    pub fn few() -> [Self; 3] {
        let usual = Self::default();
        [
            Self {
                envelope: Envelope::Value,
                exclude_ids: ExcludeIds::Base64,
                page_size: Some(SMALLEST_PAGE),
                ..usual
            },
            Self {
                members: Members::Sparse,
                exclude_ids: ExcludeIds::PadDigit,
                inner_error: InnerErrorSpelling::Lower,
                page_size: Some(SMALLEST_PAGE),
                ..usual
            },
            Self {
                envelope: Envelope::Value,
                odata_types: ODataTypes::Everywhere,
                members: Members::Sparse,
                exclude_ids: ExcludeIds::Unpadded,
                lists: Lists::Rewritten,
                ..usual
            },
        ]
    }

    /// Each value of each shape with each of the others.
    pub fn every() -> Vec<Self> {
        let all = vec![Self::default()];
        let all = crossed(&all, &Envelope::ALL, |dress, envelope| dress.envelope = envelope);
        let all = crossed(&all, &ODataTypes::ALL, |dress, types| dress.odata_types = types);
        let all = crossed(&all, &Members::ALL, |dress, members| dress.members = members);
        let all = crossed(&all, &ExcludeIds::ALL, |dress, ids| dress.exclude_ids = ids);
        let all = crossed(&all, &Lists::ALL, |dress, lists| dress.lists = lists);
        let all = crossed(&all, &InnerErrorSpelling::ALL, |dress, error| dress.inner_error = error);
        crossed(&all, &Self::PAGE_SIZES, |dress, size| dress.page_size = size)
    }
}

/// Each of these dresses with each of these values.
fn crossed<T: Copy>(
    dresses: &[Switches],
    values: &[T],
    wear: impl Fn(&mut Switches, T),
) -> Vec<Switches> {
    let with = |dress: &Switches, value: T| {
        let mut dress = *dress;
        wear(&mut dress, value);
        dress
    };
    dresses.iter().flat_map(|dress| values.iter().map(|value| with(dress, *value))).collect()
}
