//! The platform matrix: which kinds of passkey, on which operating system and browser, make the
//! campaign leave somebody alone. What a document does not place must stay unplaced.

use serde::Serialize;

use super::{
    kind::{CredentialKind, CredentialKinds},
    tri::Tri,
    word::{Browser, Os},
};

/// A matrix as one document has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformMatrix {
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// The kinds that the document places, each with the columns in which it counts.
    placed: Vec<(CredentialKind, Columns)>,
    /// Where a sign-in may be, by system and browser, each last for not known.
    places: Vec<Place>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its id, such as `windows_chrome`.
    pub id: String,
    /// The operating system.
    pub os: Os,
    /// The browsers.
    pub browsers: Browsers,
}

/// Which browsers a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Browsers {
    /// Only this one.
    Only(Browser),
    /// Those that no other column of the system names.
    Others,
    /// All.
    Any,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: String,
    columns: Columns,
    kinds: CredentialKinds,
}

impl Row {
    /// The kinds of passkey that the document places in it.
    pub fn kinds(&self) -> CredentialKinds {
        self.kinds
    }
}

/// A set of columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Columns(u16);

/// The columns in which a sign-in may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    columns: Columns,
    /// It may be in none.
    outside: bool,
}

impl PlatformMatrix {
    /// A matrix of these columns, these rows (each with the ids of the columns that it has a mark
    /// in), and these kinds (each with the ids of its rows). `None` where an id is not there.
    pub(super) fn new<'a>(
        columns: Vec<Column>,
        rows: impl Iterator<Item = (&'a str, Vec<&'a str>)>,
        kinds: impl Iterator<Item = (CredentialKind, Vec<&'a str>)>,
    ) -> Option<Self> {
        let column = |id: &str| {
            let at = columns.iter().position(|column| column.id == id)?;
            1_u16.checked_shl(u32::try_from(at).ok()?)
        };
        let read_row = |(id, marks): (&str, Vec<&str>)| {
            let bits = marks.into_iter().map(column).try_fold(0, |all, bit| Some(all | bit?))?;
            let (columns, kinds) = (Columns(bits), CredentialKinds::NONE);
            Some(Row { id: id.to_owned(), columns, kinds })
        };
        let mut rows: Vec<Row> = rows.map(read_row).collect::<Option<_>>()?;
        let read_kind = |(kind, ids): (CredentialKind, Vec<&str>)| {
            let mut bits = 0;
            for id in ids {
                let row = rows.iter_mut().find(|row| row.id == id)?;
                row.kinds = row.kinds.with(kind);
                bits |= row.columns.0;
            }
            Some((kind, Columns(bits)))
        };
        let placed = kinds.map(read_kind).collect::<Option<_>>()?;
        let mut matrix = Self { columns, rows, placed, places: Vec::new() };
        for os in Os::ALL.iter().copied().map(Some).chain([None]) {
            for browser in Browser::ALL.iter().copied().map(Some).chain([None]) {
                matrix.places.push(matrix.find(os, browser));
            }
        }
        Some(matrix)
    }

    /// The columns, as the document has them.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows, as the document has them.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The column of an operating system and a browser; `None` where the document has none.
    pub fn column(&self, os: Os, browser: Browser) -> Option<&Column> {
        self.columns.get(self.position(os, browser)?)
    }

    /// Whether a row has a mark in a column.
    pub fn suppresses(&self, row: &Row, column: &Column) -> bool {
        let at = self.columns.iter().position(|one| one.id == column.id);
        at.and_then(|at| u32::try_from(at).ok()).is_some_and(|at| row.columns.has(at))
    }

    /// The kinds of passkey that count in a column.
    pub fn kinds(&self, column: &Column) -> CredentialKinds {
        let at = self.columns.iter().position(|one| one.id == column.id);
        let Some(at) = at.and_then(|at| u32::try_from(at).ok()) else {
            return CredentialKinds::NONE;
        };
        self.placed.iter().filter(|(_, columns)| columns.has(at)).map(|(kind, _)| *kind).collect()
    }

    fn position(&self, os: Os, browser: Browser) -> Option<usize> {
        let of_system = |column: &&Column| column.os == os;
        let named = |column: &Column| match column.browsers {
            Browsers::Only(only) => only == browser,
            Browsers::Any => true,
            Browsers::Others => false,
        };
        let others = |column: &Column| column.browsers == Browsers::Others;
        let at = |is: &dyn Fn(&Column) -> bool| {
            self.columns.iter().position(|column| of_system(&column) && is(column))
        };
        at(&named).or_else(|| at(&others))
    }

    /// Where a sign-in may be, by what is known of it.
    pub(super) fn place(&self, os: Option<Os>, browser: Option<Browser>) -> Place {
        let known = |at: Option<usize>, count: usize| at.unwrap_or(count);
        let os = os.and_then(|os| Os::ALL.iter().position(|one| *one == os));
        let browser = browser.and_then(|one| Browser::ALL.iter().position(|it| *it == one));
        let row = known(os, Os::ALL.len()).saturating_mul(Browser::ALL.len().saturating_add(1));
        let at = row.saturating_add(known(browser, Browser::ALL.len()));
        self.places.get(at).copied().unwrap_or(Place { columns: Columns(0), outside: true })
    }

    fn find(&self, os: Option<Os>, browser: Option<Browser>) -> Place {
        let mut place = Place { columns: Columns(0), outside: false };
        for &os in os.as_ref().map_or(Os::ALL, std::slice::from_ref) {
            for &browser in browser.as_ref().map_or(Browser::ALL, std::slice::from_ref) {
                match self.position(os, browser).and_then(|at| u32::try_from(at).ok()) {
                    Some(at) => place.columns = place.columns.with(at),
                    None => place.outside = true,
                }
            }
        }
        place
    }

    /// Whether the document has no row for a kind that is known.
    pub(super) fn leaves_out(&self, kind: Option<CredentialKind>) -> bool {
        kind.is_some_and(|kind| !self.placed.iter().any(|(one, _)| *one == kind))
    }

    /// Whether a passkey of a kind may count somewhere that the sign-in may be; one whose kind is not known may.
    pub(super) fn may_count(&self, kind: Option<CredentialKind>, place: Place) -> bool {
        let Some(kind) = kind else { return true };
        let row = self.placed.iter().find(|(one, _)| *one == kind);
        row.is_some_and(|(_, columns)| place.columns.0 & columns.0 != 0)
    }

    /// Whether a passkey of a kind counts wherever the sign-in is.
    pub(super) fn counts(&self, kind: Option<CredentialKind>, place: Place) -> Tri {
        let placed = |kind| self.placed.iter().find(|(one, _)| *one == kind);
        let Some((_, columns)) = kind.and_then(placed) else { return Tri::Unknown };
        match (place.columns.0 & columns.0, place.columns.0 & !columns.0, place.outside) {
            (_, 0, false) => Tri::Yes,
            (0, _, false) => Tri::No,
            (_, _, _) => Tri::Unknown,
        }
    }
}

impl Place {
    /// Whether the sign-in is in a column for certain.
    pub(super) fn is_covered(self) -> bool {
        !self.outside
    }
}

impl Columns {
    fn has(self, at: u32) -> bool {
        1_u16.checked_shl(at).is_some_and(|bit| self.0 & bit != 0)
    }

    fn with(self, at: u32) -> Self {
        Self(self.0 | 1_u16.checked_shl(at).unwrap_or(0))
    }
}
