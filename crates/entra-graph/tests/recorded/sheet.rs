//! The table of README.md against what is there. A shape without a row, or a row without a test, must not pass.

use std::{collections::BTreeSet, fs, path::Path};

fn here() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded"))
}

/// The rows: shapes, and the test that reads them.
fn rows() -> Vec<(Vec<String>, String)> {
    let table = fs::read_to_string(here().join("README.md")).unwrap();
    let cells = |line: &str| line.split('|').map(str::to_owned).collect::<Vec<_>>();
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1).map(cells);
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    rows.map(|row| {
        let test: Vec<String> = quoted(&row[4]);
        (quoted(&row[3]), test.concat())
    })
    .collect()
}

#[test]
fn every_shape_has_its_row_and_every_row_its_shapes() {
    let listed: BTreeSet<String> = rows().into_iter().flat_map(|(shapes, _)| shapes).collect();
    let files = fs::read_dir(here().join("shapes")).unwrap();
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let there: BTreeSet<String> = files.map(|file| name(&file.unwrap().path())).collect();
    assert_eq!(listed, there);
}

#[test]
fn every_row_names_a_test_that_reads_its_shapes() {
    let rows = rows();
    assert!(rows.len() > 20, "{}", rows.len());
    for (shapes, test) in rows {
        let (file, function) = test.split_once('#').unwrap();
        let source = fs::read_to_string(here().join(file)).unwrap();
        let begins = format!("#[test]\nfn {function}()");
        assert!(source.contains(&begins), "{test} is no test");
        for shape in shapes {
            assert!(source.contains(&format!("\"{shape}\"")), "{test} does not read {shape}");
        }
    }
}
