//! Sheets of paper, filled from the top; a new one begins where one is full. No line may run over the
//! edge: a word that is too long for one is broken.

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use super::face::{Face, letters};

/// A4, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
/// Where text ends; below it is the number of the sheet.
const BOTTOM: f32 = 64.0;
/// From one line to the next, in sizes.
const LEADING: f32 = 1.35;

/// A colour; each has 4.5:1 on white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    Grey,
    Green,
    Red,
    Amber,
}

/// Sheets of paper.
pub(super) struct Sheets {
    title: String,
    full: Vec<Content>,
    open: Content,
    /// Where the next line's top is.
    top: f32,
}

impl Sheets {
    pub(super) fn new(title: &str) -> Self {
        let open = Content::new();
        Self { title: title.to_owned(), full: Vec::new(), open, top: HEIGHT - MARGIN }
    }

    /// Lines of text, this far in, broken where they are full.
    pub(super) fn text(&mut self, text: &str, style: (Face, f32), ink: Ink, indent: f32) {
        let (face, size) = style;
        for line in lines(&letters(text), face, (WIDTH - 2.0 * MARGIN - indent) / size * 1000.0) {
            self.keep_together(size * LEADING);
            self.put(&line, style, ink, indent);
            self.top -= size * LEADING;
        }
    }

    /// Words on the line that the next text begins on.
    pub(super) fn beside(&mut self, text: &str, style: (Face, f32), ink: Ink) {
        self.keep_together(style.1 * LEADING);
        self.put(&letters(text), style, ink, 0.0);
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.gap(14.0);
        self.keep_together(60.0);
        self.text(text, (Face::Strong, 13.0), Ink::Black, 0.0);
        self.gap(4.0);
    }

    pub(super) fn gap(&mut self, height: f32) {
        self.top -= height;
    }

    /// Turns to a new sheet where this one has not so much room.
    pub(super) fn keep_together(&mut self, height: f32) {
        if self.top - height < BOTTOM {
            self.full.push(std::mem::replace(&mut self.open, Content::new()));
            self.top = HEIGHT - MARGIN;
        }
    }

    fn put(&mut self, letters: &[u8], (face, size): (Face, f32), ink: Ink, indent: f32) {
        write(&mut self.open, letters, (face, size), ink, (MARGIN + indent, self.top - size));
    }

    /// The document.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.full.push(self.open);
        let mut next = Ref::new(1);
        let (catalog, tree, info) = (next.bump(), next.bump(), next.bump());
        let faces = Face::ALL.map(|face| (face, next.bump()));
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree).lang(TextStr("en")).finish();
        pdf.document_info(info).title(TextStr(&self.title)).producer(TextStr("Touchstone"));
        for (face, at) in faces {
            let mut font = pdf.type1_font(at);
            font.base_font(face.base_font()).encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        let count = self.full.len();
        let mut pages = Vec::new();
        for (number, mut content) in (1_usize..).zip(self.full) {
            let (page, contents) = (next.bump(), next.bump());
            pages.push(page);
            let foot = letters(&format!("{number} / {count}"));
            let at = WIDTH - MARGIN - Face::Plain.width(&foot) * 0.008;
            write(&mut content, &foot, (Face::Plain, 8.0), Ink::Grey, (at, 36.0));
            pdf.stream(contents, &content.finish());
            let mut sheet = pdf.page(page);
            sheet.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(contents);
            let mut resources = sheet.resources();
            let mut fonts = resources.fonts();
            for (face, at) in faces {
                fonts.pair(face.name(), at);
            }
        }
        let pages_count = i32::try_from(count).unwrap_or(i32::MAX);
        pdf.pages(tree).kids(pages).count(pages_count);
        pdf.finish()
    }
}

fn write(
    content: &mut Content,
    letters: &[u8],
    (face, size): (Face, f32),
    ink: Ink,
    (left, base): (f32, f32),
) {
    let [red, green, blue] = match ink {
        Ink::Black => [0.09, 0.10, 0.11],
        Ink::Grey => [0.38, 0.39, 0.40],
        Ink::Green => [0.09, 0.40, 0.26],
        Ink::Red => [0.67, 0.13, 0.11],
        Ink::Amber => [0.54, 0.33, 0.02],
    };
    content.begin_text().set_fill_rgb(red, green, blue).set_font(face.name(), size);
    content.next_line(left, base).show(Str(letters)).end_text();
}

/// The letters in lines of at most this width, in thousandths of the size.
fn lines(letters: &[u8], face: Face, width: f32) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let mut line: Vec<u8> = Vec::new();
    for word in letters.split(|letter| *letter == b' ') {
        let gap: &[u8] = if line.is_empty() { b"" } else { b" " };
        if face.width(&line) + face.width(gap) + face.width(word) <= width {
            line.extend_from_slice(gap);
            line.extend_from_slice(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        // A word that no line has room for is broken.
        for letter in word {
            if face.width(&line) + face.width(&[*letter]) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(*letter);
        }
    }
    lines.push(line);
    lines
}
