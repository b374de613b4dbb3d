//! The faces of the page: three of the fourteen that PDF 1.7 §9.6.2.2 asks every reader to have. A letter
//! that they lack must be written out, never left out.

use pdf_writer::Name;

/// A face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Plain,
    Strong,
    Code,
}

impl Face {
    pub(super) const ALL: [Self; 3] = [Self::Plain, Self::Strong, Self::Code];

    /// What it is called on a page.
    pub(super) fn name(self) -> Name<'static> {
        match self {
            Self::Plain => Name(b"P"),
            Self::Strong => Name(b"S"),
            Self::Code => Name(b"C"),
        }
    }

    /// What readers call it.
    pub(super) fn base_font(self) -> Name<'static> {
        match self {
            Self::Plain => Name(b"Helvetica"),
            Self::Strong => Name(b"Helvetica-Bold"),
            Self::Code => Name(b"Courier"),
        }
    }

    /// How wide these letters are, in thousandths of the size.
    pub(super) fn width(self, letters: &[u8]) -> f32 {
        letters.iter().map(|letter| f32::from(self.advance(*letter))).sum()
    }

    fn advance(self, letter: u8) -> u16 {
        let plain = || {
            let at = usize::from(letter).checked_sub(0x20);
            at.and_then(|at| HELVETICA.get(at)).copied().unwrap_or(WIDEST)
        };
        match self {
            Self::Plain => plain(),
            // Bold is wider by at most this.
            Self::Strong => plain() + 56,
            Self::Code => 600,
        }
    }
}

/// What a letter counts that is not in the table: no letter of the faces is wider than this.
const WIDEST: u16 = 1015;

/// Advances of Helvetica from space to tilde (Adobe's font metrics of the 14 core fonts).
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The text in WinAnsiEncoding (PDF 1.7 §D.2). A letter that it lacks becomes its number: `U+4E2D`.
pub(super) fn letters(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for one in text.chars() {
        let code = match one {
            ' '..='~' => u8::try_from(one).ok(),
            // Both have Latin-1's place in it.
            '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{FF}' => u8::try_from(u32::from(one)).ok(),
            '€' => Some(0x80),
            '…' => Some(0x85),
            'Š' => Some(0x8A),
            'Œ' => Some(0x8C),
            'Ž' => Some(0x8E),
            '‘' => Some(0x91),
            '’' => Some(0x92),
            '“' => Some(0x93),
            '”' => Some(0x94),
            '•' => Some(0x95),
            '–' => Some(0x96),
            '—' => Some(0x97),
            '™' => Some(0x99),
            'š' => Some(0x9A),
            'œ' => Some(0x9C),
            'ž' => Some(0x9E),
            _ => None,
        };
        match code {
            Some(code) => out.push(code),
            None => out.extend(format!("U+{:04X}", u32::from(one)).bytes()),
        }
    }
    out
}
