//! An independent reader reads what was drawn.

use super::*;
use crate::authenticator::{APP_STORE, GOOGLE_PLAY, SECURITY_INFO};

/// The dark modules of a path, by column and row.
fn modules(code: &QrCode) -> Vec<(usize, usize)> {
    let squares = code.path.split('M').skip(1);
    squares
        .map(|square| {
            let place = square.strip_suffix("h1v1h-1z").unwrap();
            let (column, row) = place.split_once(' ').unwrap();
            (column.parse().unwrap(), row.parse().unwrap())
        })
        .collect()
}

fn read(code: &QrCode) -> String {
    const SCALE: usize = 6;
    let dark = modules(code);
    let side = usize::try_from(code.size).unwrap() * SCALE;
    let is_dark = |x: usize, y: usize| dark.contains(&(x / SCALE, y / SCALE));
    let mut image = rqrr::PreparedImage::prepare_from_bitmap(side, side, is_dark);
    let grids = image.detect_grids();
    grids.first().unwrap().decode().unwrap().1
}

#[test]
fn a_code_says_its_address() {
    for address in [SECURITY_INFO, APP_STORE, GOOGLE_PLAY] {
        assert_eq!(read(&of(address).unwrap()), address);
    }
}

#[test]
fn a_code_has_four_light_modules_around_it() {
    let code = of(SECURITY_INFO).unwrap();
    let last = usize::try_from(code.size).unwrap() - QUIET;
    let dark = modules(&code);
    assert!(dark.iter().all(|(x, y)| (QUIET..last).contains(x) && (QUIET..last).contains(y)));
    assert!(dark.contains(&(QUIET, QUIET)), "a finder pattern begins in the corner");
}

#[test]
fn what_no_code_can_hold_has_none() {
    assert_eq!(of(&"a".repeat(8000)), None);
}
