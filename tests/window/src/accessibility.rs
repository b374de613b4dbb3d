//! axe-core on what is shown, in light and dark, at 100 % and 200 % text. No rule may be left out.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::Window;

/// The rules: WCAG 2.2 AA, and what axe-core calls best practice.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: tags }).then(
        (found) => done(found.violations.flatMap(({ id, nodes }) =>
            nodes.map((node) => `${id}: ${node.target} ${node.any[0]?.message ?? ''}`))),
        (error) => done([String(error)]));";

/// Colours and text size hang on two attributes, as the settings set them.
const LOOKS: [(&str, &str); 4] =
    [("light", "100"), ("light", "200"), ("dark", "100"), ("dark", "200")];

impl Window {
    /// Keeps a picture of this moment in each look, and holds each against the rules. Nothing may run
    /// out of the window to the side.
    pub async fn moment(&self, name: &str) {
        self.load_axe().await;
        let before = self
            .script(
                "const { appearance, text } = document.documentElement.dataset; \
            return [appearance ?? null, text ?? null]",
            )
            .await;
        let mut found = Vec::new();
        for (appearance, size) in LOOKS {
            self.wear(&json!(appearance), &json!(size)).await;
            self.picture(&format!("{name}-{appearance}-{size}")).await;
            let violations = self.script_later(RUN).await;
            let violations = violations.as_array().cloned().unwrap_or_default();
            found.extend(violations.iter().map(|one| format!("{appearance} {size} %: {one}")));
            let wide = "const { scrollWidth, clientWidth } = document.documentElement; \
                return scrollWidth - clientWidth";
            let over = self.script(wide).await.as_i64().unwrap_or_default();
            if over > 0 {
                found.push(format!("{appearance} {size} %: runs {over} px out to the side"));
            }
        }
        let before = |place: usize| before.get(place).cloned().unwrap_or_default();
        self.wear(&before(0), &before(1)).await;
        assert!(found.is_empty(), "{name}:\n  {}", found.join("\n  "));
    }

    async fn wear(&self, appearance: &Value, size: &Value) {
        let script = format!(
            "const root = document.documentElement; const set = (name, value) => \
             value === null ? delete root.dataset[name] : root.dataset[name] = value; \
             set('appearance', {appearance}); set('text', {size}); \
             document.getAnimations().forEach((one) => one.finish?.call && tryFinish(one)); \
             function tryFinish(one) {{ try {{ one.finish() }} catch {{ one.cancel() }} }}"
        );
        self.script(&script).await;
    }

    async fn load_axe(&self) {
        if self.script("return typeof axe === 'object'").await == json!(true) {
            return;
        }
        let path = "../../ui/node_modules/axe-core/axe.min.js";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        self.script(&fs::read_to_string(path).unwrap()).await;
    }
}
