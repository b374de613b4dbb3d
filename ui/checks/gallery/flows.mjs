// What a person does and what the shell then is asked: the page's half of the agreement. Each flow
// says a state to begin from, what is done, and the commands that must have been asked in this order.
import { authenticatorFlows } from "./authenticators.mjs";
import { diagnosisFlows } from "./diagnoses.mjs";
import { atHome, blueKey, keyC, now, viewOf } from "./people.mjs";
import { nudgeFlows } from "./nudges.mjs";
import { states } from "./rooms.mjs";
import { viewNamed } from "./steps.mjs";
import { tenantFlows } from "./tenants.mjs";

const named = (name) => states.find((state) => state.name === name) ?? fail(`no state named ${name}`);
const fail = (why) => {
  throw new Error(why);
};
const bytes = (text) => [...new TextEncoder().encode(text)];
const registration = viewNamed("confirm").registration;

/** The answer to a question, as the shell gets it. */
const answers = (choice) => ["register_answer", { answer: { prompt: 7, choice } }];

/** One button of one step: what it answers. */
const pressed = (state, words, ...commands) => ({
  name: `${state}: ${words}`,
  state: named(state),
  acts: [["press", words]],
  asked: commands,
});

export const flows = [
  ...diagnosisFlows(named),
  ...tenantFlows(named),
  ...nudgeFlows(named),
  ...authenticatorFlows(named),
  {
    name: "a newcomer gets from the first run to the key",
    state: { ...named("start-first"), view: viewNamed("key-insertKey-first") },
    acts: [["press", "Start practising"], ["press", "Continue"], ["press", "Plug in Practice key C"]],
    asked: [
      ["choose_practice"],
      ["register_open", { source: { kind: "directory", person: atHome.account.person, name: "Mira’s key", later: null } }],
      ["practice_hand", { key: "practice:c", act: "plug" }],
    ],
  },
  {
    name: "the space bar touches the practice key",
    state: named("key-touchKey"),
    acts: [["key", " "]],
    asked: [["practice_hand", { key: "practice:c", act: "touch" }]],
  },
  {
    name: "the space bar touches nothing while the key does not wait",
    state: named("key-working"),
    acts: [["key", " "]],
    asked: [],
    never: ["practice_hand"],
  },
  {
    name: "of several keys the one that is touched is taken",
    state: named("key-selectByTouch-three"),
    acts: [["press", "Touch Practice key N"]],
    asked: [["practice_hand", { key: "practice:n", act: "touch" }]],
  },
  {
    name: "the space bar touches none of several keys",
    state: named("key-selectByTouch-three"),
    acts: [["key", " "]],
    asked: [],
    never: ["practice_hand"],
  },
  {
    name: "a key that is refused is swapped for one on the list",
    state: { ...named("key-useAnother-notAllowed"), answers: { ...named("key-useAnother-notAllowed").answers, practice_drawer: { ...named("key-useAnother-notAllowed").answers.practice_drawer, plugged: ["practice:n"] } } },
    acts: [["press", "Plug in Practice key C"]],
    asked: [["practice_hand", { key: "practice:c", act: "plug" }]],
  },
  {
    name: "the touch is spoken, with the time left",
    state: named("key-touchKey"),
    acts: [],
    asked: [],
    says: "Touch your key now. 24 s left.",
  },
  {
    name: "the PIN tries are spoken",
    state: named("key-enterPin-wrongPin"),
    acts: [],
    asked: [],
    says: "7 PIN tries left.",
  },
  pressed("key-enterPin-wrongPin", "Open the PIN window", ["pin_open", { asker: "registration" }]),
  pressed("key-touchKey", "Decline on the key", ["practice_hand", { key: "practice:c", act: "decline" }]),
  pressed("key-touchKey", "Cancel", ["register_cancel"]),
  pressed("key-tryAgain-tooLate", "Try again", answers("again")),
  pressed("key-verifyUserAgain-orPin", "Use the PIN instead", answers("usePin")),
  pressed("confirm", "Go on", answers("goOn")),
  pressed("notRead-unreachable", "Try again", answers("again")),
  pressed("notRead-guest", "Choose somebody else", ["register_cancel"], ["register_close"]),
  pressed("unproved", "Do not send it", answers("doNotSend")),
  pressed("unproved", "Send it all the same", answers("sendUnproved")),
  pressed("refused-invalid", "Remove it from the key", answers("remove")),
  pressed("refused-policy", "Close", answers("leave")),
  pressed("kept-unreachable", "Send it now", answers("again")),
  pressed("kept-unreachable", "Keep it for later", answers("leave")),
  pressed("kept-expired", "Remove it from the key", answers("remove")),
  pressed("notAccepted", "Leave it as it is", answers("leave")),
  pressed("notRecorded", "Stop here", answers("leave")),
  pressed("over-registered", "I am done", ["register_close"], ["start"]),
  pressed("over-notMade-timedOut", "Begin again", ["register_close"], ["register_open"]),
  pressed("over-handedOver-proved", "Copy the answer", ["response_copy"]),
  {
    name: "a question is answered once",
    state: named("confirm"),
    acts: [["press", "Go on"], ["press", "Go on"]],
    asked: [answers("goOn")],
    once: "register_answer",
  },
  {
    name: "a late view is dropped",
    state: { ...named("key-working"), views: [viewNamed("judging"), viewNamed("sending")].map((view, i) => ({ ...view, revision: [5, 4][i] })) },
    acts: [],
    asked: [],
    heading: "Checking what the key made",
  },
  {
    name: "options that are refused come back to be put right",
    state: named("options-refused"),
    acts: [["press", "Change the options"]],
    asked: [["register_open", { source: { kind: "options", json: '{"publicKey":{}}', origin: null } }], ["register_cancel"], ["register_close"]],
    holds: ["#json", '{"publicKey":{}}'],
  },
  {
    name: "a file with options is opened by the shell",
    state: { ...named("options"), answers: { ...named("options").answers, options_open: { name: "o.json", json: "{}" } } },
    acts: [["press", "Open a file…"]],
    asked: [["options_open"]],
    holds: ["#json", "{}"],
  },
  {
    name: "what was left is sent again",
    state: { ...named("start-unfinished"), view: viewOf({ kind: "sending" }, { keys: [keyC] }) },
    acts: [["press", "Send it"]],
    asked: [["unfinished_resolve", { registration: `${registration.slice(0, -1)}0`, choice: "send" }]],
    heading: "Sending it",
  },
  {
    name: "a key that is there already is called by its name",
    state: named("key-useAnother-alreadyRegistered"),
    acts: [],
    asked: [],
    says: `“${blueKey.name}”`,
  },
  {
    name: "the record is filtered and written",
    state: named("activity-intact"),
    acts: [["press", "Refused", "radio"], ["press", "Export CSV…"]],
    asked: [
      ["activity", { filter: { text: "", since: "week", outcome: "refused", page: 0 } }],
      ["activity_export", { format: "csv", filter: { text: "", since: "week", outcome: "refused", page: 0 } }],
    ],
  },
  {
    name: "the look is kept",
    state: named("settings"),
    acts: [["press", "Dark", "radio"]],
    asked: [["settings_change", { change: { kind: "appearance", value: "dark" } }]],
  },
  {
    name: "newer metadata are fetched when a person asks, and what came is shown",
    state: {
      ...named("settings-metadata-none"),
      answers: {
        ...named("settings-metadata-none").answers,
        metadata_update: { kept: { number: 292, fetched: now, days: 0, nextUpdate: null, due: false }, asking: false, trouble: null, automatic: false },
      },
    },
    acts: [["press", "Update now"]],
    asked: [["metadata_update", { when: "now" }]],
    says: "Number 292",
  },
  {
    name: "whether metadata are fetched at the start is kept",
    state: named("settings-metadata-none"),
    acts: [["press", "Update at the start", "switch"]],
    asked: [["settings_change", { change: { kind: "metadataUpdates", value: true } }]],
  },
  {
    name: "a PIN goes as bytes, and the field is empty",
    state: named("pin-enter"),
    acts: [["type", "#pin", "über-271828"], ["key", "Enter"]],
    asked: [["pin_submit", bytes("über-271828")]],
    holds: ["#pin", ""],
  },
  {
    name: "a change of PIN carries the current one's length",
    state: named("pin-change"),
    acts: [["type", "#current", "271828"], ["type", "#pin", "314159"], ["type", "#repeat", "314159"], ["press", "Continue"]],
    asked: [["pin_submit", [0, 6, ...bytes("271828"), ...bytes("314159")]]],
    holds: ["#current", ""],
  },
  {
    name: "two new PINs that differ are not sent",
    state: named("pin-set"),
    acts: [["type", "#pin", "314159"], ["type", "#repeat", "314158"], ["press", "Continue"]],
    asked: [],
    never: ["pin_submit"],
    says: "The two new PINs are not the same.",
  },
  {
    name: "escape leaves the PIN window",
    state: named("pin-enter"),
    acts: [["type", "#pin", "27"], ["key", "Escape"]],
    asked: [["pin_cancel"]],
    never: ["pin_submit"],
    holds: ["#pin", ""],
  },
];
