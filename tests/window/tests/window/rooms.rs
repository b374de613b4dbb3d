use practice::models::PRACTICE_KEY_C;
use test_window::PIN;

use crate::{begin, desk_with_pin, plug};

#[tokio::test]
async fn the_record_and_the_settings_can_be_read_changed_and_written_out() {
    let (desk, window) = desk_with_pin(8).await;
    begin(&window).await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.pin(PIN).await;
    window.says("Touch your key now").await;
    window.press("Touch the practice key").await;
    window.says("Your key is registered").await;
    window.press("I am done").await;
    window.says("One key is no key").await;
    window.moment("start").await;

    window.press("Activity").await;
    window.says("Everything Touchstone did on this computer").await;
    window.says("mira.okafor@harbourpine.example").await;
    window.moment("activity").await;
    window.press("Export CSV").await;
    window.says("Written to").await;
    let csv = std::fs::read_to_string(desk.chosen_file()).unwrap();
    assert!(csv.contains("\"registered\"") && csv.contains("mira.okafor"), "{csv}");

    window.press("Settings").await;
    window.says("record.sqlite").await;
    window.moment("settings").await;
}
