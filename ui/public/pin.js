// @ts-check
// The PIN window: asks, hands the bytes to the shell, and forgets. It must never keep a PIN longer
// than the sending takes; that a JavaScript string cannot be wiped is why this window is destroyed.

/** @typedef {import("../src/rooms").PinQuestion} PinQuestion */
/** @typedef {import("../bindings/PinReason").PinReason} PinReason */
/** @typedef {import("../bindings/PinRejection").PinRejection} PinRejection */
/** @typedef {import("../bindings/PinRules").PinRules} PinRules */

/** @type {Record<PinReason, { heading: string, says: string }>} */
const enter = {
  userVerification: {
    heading: "Enter the key’s PIN",
    says: "It belongs to this key, not to your account, and never leaves this computer.",
  },
  wrongPin: { heading: "That PIN was wrong", says: "The key counted one try. Enter its PIN again." },
  tooShort: {
    heading: "That is shorter than any PIN",
    says: "The key was not asked, and no try was spent.",
  },
  expired: {
    heading: "Enter the key’s PIN once more",
    says: "The last permission ran out while nobody touched the key. No try was lost.",
  },
};
const set = {
  heading: "Choose a PIN for this key",
  says: "You will need it whenever you sign in with this key. Nobody can look it up for you.",
};
const change = {
  heading: "Choose a new PIN for this key",
  says: "The key wants its PIN changed before it does anything else. The passkeys on it stay.",
};
/** @type {{ [Kind in PinRejection["kind"]]: (rejected: Extract<PinRejection, { kind: Kind }>) => string }} */
const rejections = {
  tooShort: ({ min }) => `The last one was too short: at least ${min} characters.`,
  tooLong: ({ max }) => `The last one was too long: at most ${max} characters.`,
  refusedByKey: () => "The key did not take the last one. Choose one that is harder to guess.",
};
/** @param {PinRules} rules */
const ruleWords = ({ minCodePoints, maxCodePoints, complexity }) =>
  `${minCodePoints} to ${maxCodePoints} characters. Letters are allowed.` +
  (complexity ? " The key also refuses PINs that are easy to guess." : "");
const words = {
  newPin: "New PIN",
  left: (/** @type {number} */ left) => (left === 1 ? "1 try left." : `${left} of 8 tries left.`),
  lock: "With none left the key locks, and only a reset helps, which destroys every passkey on it.",
  empty: "Type the PIN first.",
  differ: "The two new PINs are not the same. Type both again.",
  show: "Show",
  hide: "Hide",
  nothing: "Nothing is asked any more",
  close: "Close",
  nothingSays: "You can close this window.",
  notAPin: "That cannot be a PIN: it has at most 63 bytes of text. No try was spent.",
  failed: "That did not reach the key. Close this window and open it again.",
};

/** @type {{ invoke(command: string, payload?: Uint8Array): Promise<unknown> }} */
const shell = /** @type {any} */ (window).__TAURI_INTERNALS__;

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} id */
const input = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
const inputs = ["current", "pin", "repeat"].map(input);

/** @type {PinQuestion["ask"]["kind"]} */
let kind = "enter";
let sending = false;

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void send();
});
at("cancel").addEventListener("click", cancel);
addEventListener("keydown", (event) => {
  if (event.key === "Escape") cancel();
});
at("show").addEventListener("click", () => {
  const shown = at("show").getAttribute("aria-pressed") !== "true";
  at("show").setAttribute("aria-pressed", String(shown));
  at("show").textContent = shown ? words.hide : words.show;
  for (const one of inputs) one.type = shown ? "text" : "password";
});
addEventListener("pagehide", clear);

void begin();

async function begin() {
  const question = /** @type {PinQuestion | null} */ (await shell.invoke("pin_question"));
  if (question) ask(question);
  else nothing();
}

/** @param {PinQuestion} question */
function ask({ ask, key, practice, look }) {
  const { dataset } = document.documentElement;
  if (look.appearance !== "system") dataset.appearance = look.appearance;
  if (look.textSize !== 100) dataset.text = String(look.textSize);
  kind = ask.kind;
  const said = ask.kind === "enter" ? enter[ask.reason] : ask.kind === "set" ? set : change;
  at("heading").textContent = said.heading;
  at("says").textContent = said.says;
  at("key").hidden = !key;
  at("key").textContent = key;
  at("practice").hidden = !practice;
  at("pin-field").hidden = false;
  at("current-field").hidden = ask.kind !== "change";
  at("repeat-field").hidden = ask.kind === "enter";
  if (ask.kind !== "enter") {
    at("pin-label").textContent = words.newPin;
    at("rules").textContent = ruleWords(ask.rules);
    if (ask.rejected) at("wrong").textContent = rejected(ask.rejected);
    else if (ask.kind === "change" && ask.reason !== "userVerification")
      at("wrong").textContent = enter[ask.reason].heading;
  }
  if (ask.kind !== "set" && ask.retries !== null) tries(ask.retries);
  input(ask.kind === "change" ? "current" : "pin").focus();
}

/** @param {PinRejection} why */
function rejected(why) {
  const say = /** @type {(rejected: PinRejection) => string} */ (rejections[why.kind]);
  return say(why);
}

/** @param {number} left */
function tries(left) {
  at("tries").hidden = false;
  at("left").textContent = words.left(left);
  for (let i = 0; i < 8; i += 1) {
    const dot = document.createElement("i");
    if (i >= left) dot.className = "spent";
    at("dots").append(dot);
  }
  at("lock").hidden = false;
  at("lock").textContent = words.lock;
}

async function send() {
  if (sending) return;
  const empty = inputs.find((one) => one.value === "" && one.closest("[hidden]") === null);
  if (empty) return complain(words.empty, empty);
  if (kind !== "enter" && input("pin").value !== input("repeat").value) {
    input("pin").value = "";
    input("repeat").value = "";
    return complain(words.differ, input("pin"));
  }
  sending = true;
  at("submit").setAttribute("aria-disabled", "true");
  const raw = payload();
  clear();
  try {
    await shell.invoke("pin_submit", raw);
  } catch (thrown) {
    const { code } = /** @type {{ code?: string }} */ (Object(thrown));
    const why = code === "not-a-pin" ? words.notAPin : words.failed;
    complain(why, input(kind === "change" ? "current" : "pin"));
  } finally {
    raw.fill(0);
    sending = false;
    at("submit").removeAttribute("aria-disabled");
  }
}

/** UTF-8 as typed; for a change the current one's length (u16, big endian), it, and the new one. */
function payload() {
  const encoder = new TextEncoder();
  const pin = encoder.encode(input("pin").value);
  if (kind !== "change") return pin;
  const current = encoder.encode(input("current").value);
  const raw = new Uint8Array(2 + current.length + pin.length);
  new DataView(raw.buffer).setUint16(0, current.length);
  raw.set(current, 2);
  raw.set(pin, 2 + current.length);
  current.fill(0);
  pin.fill(0);
  return raw;
}

function clear() {
  for (const one of inputs) one.value = "";
}

function cancel() {
  clear();
  void shell.invoke("pin_cancel");
}

/**
 * @param {string} why
 * @param {HTMLInputElement} where
 */
function complain(why, where) {
  at("wrong").textContent = why;
  where.focus();
}

function nothing() {
  at("heading").textContent = words.nothing;
  at("says").textContent = words.nothingSays;
  at("cancel").textContent = words.close;
  at("submit").hidden = true;
  at("show").hidden = true;
}
