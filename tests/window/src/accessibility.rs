//! axe-core on what is shown, in light and dark, at 100 % and 200 % text. No rule may be left out.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::Window;

/// The rules: WCAG 2.2 AA, and what axe-core calls best practice. Nothing may run out to the side.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { scrollWidth, clientWidth } = document.documentElement;
    const over = scrollWidth - clientWidth;
    const spills = over > 0 ? [`runs ${over} px out to the side`] : [];
    axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(
        (found) => done(spills.concat(found.violations.flatMap(({ id, nodes }) =>
            nodes.map((node) => `${id}: ${node.target} ${node.any[0]?.message ?? ''}`)))),
        (error) => done([String(error)]));";

/// Colours and text size hang on two attributes, as the settings set them. Answers what was there,
/// once the page has been painted twice: a picture that is taken before shows the last look.
const WEAR: &str = "
    const done = arguments[arguments.length - 1];
    const root = document.documentElement;
    const { appearance, text } = root.dataset;
    const set = (name, value) =>
        value === null ? delete root.dataset[name] : (root.dataset[name] = value);
    set('appearance', arguments[0]);
    set('text', arguments[1]);
    const before = [appearance ?? null, text ?? null];
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0, before)));";

const LOOKS: [(&str, &str); 4] =
    [("light", "100"), ("light", "200"), ("dark", "100"), ("dark", "200")];

impl Window {
    /// Keeps a picture of this moment in each look, and holds each against the rules.
    pub fn moment(&self, name: &str) {
        self.load_axe();
        let before = self.wear(&Value::Null, &Value::Null);
        let mut found = Vec::new();
        for (appearance, size) in LOOKS {
            self.wear(&json!(appearance), &json!(size));
            self.picture(&format!("{name}-{appearance}-{size}"));
            let violations = self.script_later("axe-core", RUN, &[]);
            let violations = violations.as_array().cloned().unwrap_or_default();
            found.extend(violations.iter().map(|one| format!("{appearance} {size} %: {one}")));
        }
        let [appearance, size] = before;
        self.wear(&appearance, &size);
        assert!(found.is_empty(), "{name}:\n  {}", found.join("\n  "));
    }

    /// Puts a look on; answers the one before.
    fn wear(&self, appearance: &Value, size: &Value) -> [Value; 2] {
        let before = self.script_later("a look", WEAR, &[appearance.clone(), size.clone()]);
        [0, 1].map(|place: usize| before.get(place).cloned().unwrap_or_default())
    }

    fn load_axe(&self) {
        if self.script("return typeof axe === 'object'") == json!(true) {
            return;
        }
        let path = "../../ui/node_modules/axe-core/axe.min.js";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        self.script(&fs::read_to_string(path).unwrap());
    }
}
