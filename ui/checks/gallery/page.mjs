// What runs inside the page of the gallery: the shell's stand-in, and the looks that axe-core does
// not have. Functions here are sent as text; they may use nothing from outside.

/** Answers like the shell, out of the state in the window's name; sends the view once a registration is open. */
export function standIn() {
  if (!window.name) return;
  const state = JSON.parse(window.name);
  // As the window's configuration has it (freezePrototype).
  Object.freeze(Object.prototype);
  const callbacks = new Map();
  let next = 1;
  window.asked = [];
  // What `settled` looks at: what the page still waits for, and whether it has changed since the last look.
  window.waitsFor = 0;
  window.moved = true;
  new MutationObserver(() => (window.moved = true)).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  const later = (what) => {
    window.waitsFor += 1;
    setTimeout(() => {
      window.waitsFor -= 1;
      window.moved = true;
      what();
    });
  };
  window.violations = [];
  addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`),
  );
  window.__TAURI_INTERNALS__ = {
    transformCallback(callback) {
      next += 1;
      callbacks.set(next, callback);
      return next;
    },
    unregisterCallback: (id) => callbacks.delete(id),
    async invoke(command, args) {
      window.moved = true;
      // As it is now: a PIN's bytes are wiped after the call.
      window.asked.push([command, args instanceof Uint8Array ? [...args] : JSON.parse(JSON.stringify(args ?? null))]);
      if (state.refuses?.[command]) throw state.refuses[command];
      const views = state.views ?? (state.view ? [state.view] : []);
      if (args?.views)
        views.forEach((message, index) => later(() => callbacks.get(args.views.id)({ index, message })));
      if (args?.moments)
        (state.moments ?? []).forEach((message, index) => later(() => callbacks.get(args.moments.id)({ index, message })));
      return structuredClone(state.answers[command] ?? null);
    },
  };
}

/** Ends once the page was drawn six times without a change, or 300 times: what moves for good is no fault by that. */
export function settled() {
  return new Promise((still) => {
    let frames = 0;
    let drawn = 0;
    const look = () => {
      frames = window.moved || window.waitsFor > 0 ? 0 : frames + 1;
      window.moved = false;
      drawn += 1;
      if (frames < 6 && drawn < 300) requestAnimationFrame(look);
      else still();
    };
    look();
  });
}

/** Sets colours and text size as the house does, and the PIN window. */
export function dress({ appearance, text }) {
  const { dataset } = document.documentElement;
  dataset.appearance = appearance;
  if (text === 100) delete dataset.text;
  else dataset.text = String(text);
  // What was scrolled to lies under the strip, as it should, and would count as overlapping.
  scrollTo(0, 0);
}

/** What spills out of the window or lies on something else. */
export function spills() {
  const found = [];
  const width = document.documentElement.clientWidth;
  const height = document.documentElement.scrollHeight;
  if (document.documentElement.scrollWidth > width + 1)
    found.push(`scrolls sideways: ${document.documentElement.scrollWidth} in ${width}`);
  const pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const holder = node.parentElement;
    if (!node.data.trim() || holder.closest("svg, .visually-hidden, .skip, script, option, textarea")) continue;
    if (!holder.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    let hidden = false;
    for (let one = holder; one; one = one.parentElement)
      hidden ||= getComputedStyle(one).clipPath === "inset(50%)";
    if (hidden) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // What a scroller cuts off lies on nothing.
    const within = holder.closest(".scroller")?.getBoundingClientRect();
    for (const whole of range.getClientRects()) {
      const rect = within
        ? new DOMRect(
            Math.max(whole.left, within.left),
            whole.top,
            Math.min(whole.right, within.right) - Math.max(whole.left, within.left),
            whole.height,
          )
        : whole;
      if (rect.width > 1 && rect.height > 1) pieces.push({ holder, rect, words: node.data.trim().slice(0, 40) });
    }
  }
  for (const control of document.querySelectorAll("button, input:not([type=radio]), select, textarea, a.button")) {
    const rect = control.getBoundingClientRect();
    if (rect.width > 1 && control.checkVisibility()) pieces.push({ holder: control, rect, words: `<${control.tagName.toLowerCase()} ${control.textContent.trim().slice(0, 30)}>` });
  }
  for (const sign of document.querySelectorAll("svg.icon, .tick")) {
    const rect = sign.getBoundingClientRect();
    if (rect.width > 1 && sign.checkVisibility()) pieces.push({ holder: sign, rect, words: `<${sign.getAttribute("class")}>` });
  }
  for (const { holder, rect, words } of pieces)
    if (!holder.closest(".scroller") && (rect.left < -1 || rect.right > width + 1 || rect.bottom + scrollY > height + 1))
      found.push(`out of the window: ${words}`);
  for (let i = 0; i < pieces.length; i += 1)
    for (let j = i + 1; j < pieces.length; j += 1) {
      const [a, b] = [pieces[i], pieces[j]];
      if (a.holder === b.holder || a.holder.contains(b.holder) || b.holder.contains(a.holder)) continue;
      const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
      const high = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
      if (wide > 2 && high > 3) found.push(`overlaps: “${a.words}” and “${b.words}”`);
    }
  // Text that a box cuts off.
  for (const one of document.querySelectorAll("body *")) {
    if (one.closest("svg, .visually-hidden, .scroller") || !one.checkVisibility()) continue;
    const style = getComputedStyle(one);
    if (["hidden", "clip"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 2 && style.clipPath !== "inset(50%)" && !one.matches("input, .slab, .stone"))
      found.push(`cut off: ${one.className || one.tagName} ${one.scrollWidth} in ${one.clientWidth}`);
  }
  return [...new Set(found)];
}

/** What the focus is on now: its name, whether a ring shows, whether it is in the window. */
export function focused() {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const rings = [one, one.closest("label"), one.closest(".choice")].filter(Boolean);
  const ring = rings.some((each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const shown = one.closest("label") ?? one;
  const rect = shown.getBoundingClientRect();
  const strip = document.querySelector(".strip");
  const under =
    strip && !strip.contains(one) && !one.matches(".skip") && getComputedStyle(strip).position === "sticky"
      ? strip.getBoundingClientRect().bottom
      : 0;
  // Of a large field the browser brings the caret into sight, not the whole.
  const tall = rect.height > (innerHeight - under) / 2 && rect.bottom > under + 24 && rect.top < innerHeight - 24;
  return {
    name: `${one.tagName.toLowerCase()} ${one.id || one.textContent.trim().slice(0, 30)}`,
    ring,
    inside: tall || (rect.top >= under - 2 && rect.bottom <= innerHeight + 2 && rect.left >= -1 && rect.right <= innerWidth + 1),
  };
}
