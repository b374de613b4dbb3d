// @ts-check
// The room Diagnose in its states: the door, and what comes of a ticket.
import { broken, notListed, now, open, sound } from "./people.mjs";

/** @typedef {import("../../src/rooms").DiagnosisView} DiagnosisView */
/** @typedef {import("../../src/rooms").FoundRegistration} FoundRegistration */
/** @typedef {import("../../src/rooms").GivenView} GivenView */
/** @typedef {import("../../src/rooms").ServerAnswer} ServerAnswer */
/** @typedef {import("../../src/rooms").ShownRegistration} ShownRegistration */
/** @typedef {import("../../bindings/Judgement").Judgement} Judgement */
/** @typedef {import("./rooms.mjs").State} State */

/** @type {GivenView} */
const nothing = { policy: null, at: null, options: null, anchors: null, metadata: null };

/** @type {ShownRegistration["facts"]} */
const facts = {
  rpId: "login.harbourpine.example",
  algorithm: "ES256 (-7)",
  certificate: {
    subject: "C=XX, O=Touchstone Practice, OU=Authenticator Attestation, CN=Practice Attestation 0005",
    issuer: "CN=Practice Root CA 1, O=Touchstone Practice",
    notBefore: now - 86400 * 700,
    notAfter: now + 86400 * 6000,
  },
  judgedAt: now,
};

/** The same without a signature that could be compared: a bare attestation object. @type {Judgement} */
const bare = {
  ...open,
  findings: open.findings.map((one) =>
    ["client-data", "challenge", "origin", "rp-id"].includes(one.check)
      ? { ...one, outcome: "skipped", reason: "expectation-missing" }
      : one,
  ),
};

/** Admitted, with a remark. @type {Judgement} */
const remarked = {
  ...sound,
  findings: sound.findings.map((one) =>
    one.check === "statement-structure"
      ? { ...one, outcome: "warn", reason: "cbor-not-canonical", evidence: { deviations: ["unsorted-map"] } }
      : one,
  ),
};

/** @type {{ [Verdict in Judgement["verdict"]]: ShownRegistration }} */
const shown = {
  admitted: { judgement: remarked, deciding: null, reason: null, needs: [], facts },
  invalid: {
    judgement: broken,
    deciding: "certificate-aaguid",
    reason: "certificate-aaguid-mismatch",
    needs: [],
    facts,
  },
  refused: { judgement: notListed, deciding: "policy-aaguid", reason: "aaguid-not-allowed", needs: [], facts },
  undetermined: {
    judgement: bare,
    deciding: "client-data",
    reason: "expectation-missing",
    needs: ["options", "metadata", "person", "newerVersion"],
    facts: { ...facts, rpId: null, algorithm: null, certificate: null },
  },
};

/** As the program writes them; their one source is in Rust. @type {{ [Verdict in Judgement["verdict"]]: DiagnosisView["words"] }} */
const words = {
  admitted: { is: "The registration holds, link by link.", next: "Nothing in it is a reason to refuse it." },
  invalid: {
    is: "The registration does not verify: the attestation certificate is of another model (certificate-aaguid, certificate-aaguid-mismatch; WebAuthn L3 §8.2.1).",
    next: "Do not use this credential; remove it from the key and ask the key's maker.",
  },
  refused: {
    is: "The registration verifies, and is refused: the model is not on the organisation's list (policy-aaguid, aaguid-not-allowed; fido2AuthenticationMethodConfiguration).",
    next: "Use a key that the policy allows, or have its administrator change that line.",
  },
  undetermined: {
    is: "Whether the registration is good is not known: there was nothing to compare it with (client-data, expectation-missing; WebAuthn L3 §7.1 step 7).",
    next: "Give the creation options that were asked, and it can be compared.",
  },
};

/**
 * @param {Judgement["verdict"]} verdict
 * @param {Partial<DiagnosisView>} [other]
 * @returns {DiagnosisView}
 */
const ticketOf = (verdict, other) => ({
  name: "INC-48213.json",
  rehearsed: false,
  found: [{ id: "INC-48213.json", standing: { kind: "judged", verdict, reason: shown[verdict].reason } }],
  place: 0,
  shown: shown[verdict],
  server: [],
  words: words[verdict],
  given: nothing,
  ...other,
});

/** What a rehearsal puts on the table. */
export const shownByKey = ticketOf("admitted", { name: null, rehearsed: true });

/** @type {FoundRegistration[]} */
const several = [
  { id: "bruno.costa@harbourpine.example, second try with the spare key", standing: { kind: "judged", verdict: "invalid", reason: "certificate-aaguid-mismatch" } },
  { id: null, standing: { kind: "judged", verdict: "admitted", reason: null } },
  { id: "INC-48213.har#3", standing: { kind: "judged", verdict: "undetermined", reason: "expectation-missing" } },
  { id: "INC-48213.har#4", standing: { kind: "judged", verdict: "refused", reason: "aaguid-not-allowed" } },
  { id: null, standing: { kind: "unreadable", code: "member-unreadable", detail: "attestationObject cannot be read" } },
];

/** @type {ServerAnswer[]} */
const server = [
  {
    status: 400,
    code: "BadRequest",
    subCode: "error_registration_policy_failed",
    message: "User or group restriction policy failed. Correlation id 0d6a7b8c-1f2e-4d3c-9b8a-7f6e5d4c3b2a",
    requestId: "0d6a7b8c-1f2e-4d3c-9b8a-7f6e5d4c3b2a",
  },
];

/** @type {GivenView} */
const everything = {
  policy: "Harbour & Pine",
  at: now,
  options: "creation-options-of-the-second-try-with-the-spare-key.json",
  anchors: "roots.pem",
  metadata: { from: "file", name: "blob.jwt", number: 291 },
};

/** @type {State["acts"]} */
const pasted = [["fill", "#ticket", '{"attestationObject":"o2NmbXRk"}'], ["click", "button[type=submit]"]];

/**
 * @param {Record<string, unknown>} answers
 * @returns {State[]}
 */
export const diagnoses = (answers) => {
  /** @type {(name: string, view: DiagnosisView, other?: Partial<State>) => State} */
  const state = (name, view, other) => ({
    name: `diagnose-${name}`,
    page: "#/diagnose",
    answers: { ...answers, diagnose_read: view, diagnose_open: view, diagnose_change: view, diagnose_export: "/home/mira/diagnosis.pdf" },
    acts: pasted,
    variants: "all",
    ...other,
  });
  /** @type {(code: string) => Partial<State>} */
  const refused = (code) => ({ refuses: { diagnose_read: { code, message: "it holds neither a registration nor a server's answer" } }, variants: "few" });
  return [
    state("door", ticketOf("admitted"), { acts: [] }),
    state("nothing", ticketOf("admitted"), { acts: [["click", "button[type=submit]"]], variants: "few" }),
    state("notATicket", ticketOf("admitted"), refused("not-a-ticket")),
    state("optionsOnly", ticketOf("admitted"), refused("options-only")),
    state("tooLarge", ticketOf("admitted"), refused("too-large")),
    state("admitted", ticketOf("admitted", { name: null })),
    state("rehearsed", shownByKey, { variants: "few" }),
    state("invalid", ticketOf("invalid")),
    state("refused", ticketOf("refused", { given: everything, server })),
    state("undetermined", ticketOf("undetermined")),
    state("several", ticketOf("invalid", { found: several })),
    state("unreadable", ticketOf("invalid", { found: several, place: 4, shown: null, words: null })),
    state("keptMetadata", ticketOf("undetermined", { given: { ...nothing, metadata: { from: "kept", number: 291, fetched: now - 40 * 86400, days: 40, nextUpdate: now - 9 * 86400, due: true } } }), { variants: "few" }),
    state("unsigned", ticketOf("undetermined", { given: { ...nothing, metadata: { from: "file", name: "blob.jwt", number: null } } }), { variants: "few" }),
    state("server", ticketOf("invalid", { found: [], shown: null, server, words: { is: "The server refused, and the file does not hold the registration that it refused.", next: "Diagnose the registration itself (the body that was sent) to see which link fails." } })),
    state("exported", ticketOf("invalid"), { acts: [...(pasted ?? []), ["click", "button:has-text('Export PDF')"]], variants: "few" }),
    state("notGiven", ticketOf("undetermined"), { acts: [...(pasted ?? []), ["click", "button:has-text('Open FIDO metadata')"]], refuses: { diagnose_open: { code: "not-given", message: "not a BLOB" } }, variants: "few" }),
  ];
};

const bytes = (/** @type {string} */ text) => [...new TextEncoder().encode(text)];

/** What the shell is asked. @param {(name: string) => State} named */
export const diagnosisFlows = (named) => [
  {
    name: "what a key has shown in a rehearsal is judged",
    state: named("rehearse-over-rehearsed-nothing"),
    acts: [["press", "See the chain"]],
    asked: [["register_open", { source: { kind: "rehearsal" } }], ["diagnose_rehearsed"], ["register_close"]],
    heading: "The registration holds",
  },
  {
    name: "a pasted ticket is handed over as bytes",
    state: named("diagnose-door"),
    acts: [["type", "#ticket", "ö{}"], ["press", "Judge it"]],
    asked: [["diagnose_read", bytes("ö{}")]],
    heading: "The registration holds",
  },
  {
    name: "nothing pasted is handed over to nobody",
    state: named("diagnose-door"),
    acts: [["press", "Judge it"]],
    asked: [],
    never: ["diagnose_read"],
    says: "Paste something first",
  },
  {
    name: "a ticket is opened, exported and taken away",
    state: named("diagnose-door"),
    acts: [["press", "Open a file…"], ["press", "Export Markdown…"], ["press", "Another ticket"]],
    asked: [
      ["diagnose_open", { what: "ticket" }],
      ["diagnose_export", { format: "markdown" }],
      ["diagnose_change", { change: { kind: "close" } }],
    ],
    heading: "Diagnose",
  },
  {
    name: "what would decide it is opened",
    state: named("diagnose-undetermined"),
    acts: [["press", "Open creation options…"]],
    asked: [["diagnose_open", { what: "options" }]],
  },
  {
    name: "it is judged by another time",
    state: named("diagnose-invalid"),
    acts: [["type", "#at", "2026-01-02"], ["press", "Judge by it"]],
    asked: [["diagnose_change", { change: { kind: "at", value: "2026-01-02" } }]],
  },
  {
    name: "it is held against the practice policy",
    state: named("diagnose-invalid"),
    acts: [["press", "Harbour & Pine", "radio"]],
    asked: [["diagnose_change", { change: { kind: "policy", value: "practice" } }]],
  },
  {
    name: "what was given is taken back",
    state: named("diagnose-refused"),
    acts: [["press", "Take back: FIDO metadata"]],
    asked: [["diagnose_change", { change: { kind: "takeBack", value: "metadata" } }]],
  },
];
