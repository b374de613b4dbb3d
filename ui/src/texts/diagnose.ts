// The room Diagnose. The two sentences for the ticket come with the view: they have one source.
import type { Need } from "../../bindings/Need";
import type { Verdict } from "../../bindings/Verdict";
import type { DiagnosisFile, DiagnosisFormat, FoundRegistration } from "../rooms";
import { count } from "./format";
import { reasons, verdicts } from "./findings";
import type { Tone } from "./activity";

/** The files that a ticket can be judged on. */
export type GivenFile = Exclude<DiagnosisFile, "ticket">;

export const diagnose = {
  title: "Diagnose",
  says: "Says why a registration was refused, link by link, and gives you the words for the ticket. Paste what the ticket holds, drop its file anywhere here, or open it: it is read on this computer and goes nowhere.",
  ticket: "What the ticket holds",
  ticketRule:
    "A registration (JSON, an attestation object in base64 or hex), what was sent to Graph, what Graph answered, or a browser’s HAR recording.",
  go: "Judge it",
  open: "Open a file…",
  drop: "Let go, and it is judged",
  judging: "Judging…",
  empty: "Paste something first, or open a file.",
  tooLarge: "That is larger than 32 MiB, or has more parts than any ticket. Send the one registration out of it.",
  several: "Drop one file at a time.",
  fromFile: (name: string) => `From ${name}.`,
  pasted: "From pasted text.",
  judgedAt: (time: string) => `Judged by ${time}.`,
  another: "Another ticket",
  answer: "The answer for the ticket",
  copy: "Copy for the ticket",
  needs: "What would decide it",
  newer: "Nothing that you could give. This version does not know the word; a newer one may.",
  person: "Who the person is and in which groups. Hold it against the policy of an organisation whose people can be read.",
  inTicket: (found: number) => `${count(found, "registration", "registrations")} in this ticket`,
  nameless: (place: number) => `Registration ${place + 1}`,
  chain: "The chain, link by link",
  facts: "What is known of it",
  factsSay: "Not all of it is proved; the chain says what is.",
  site: "Site",
  notSaid: "not said",
  model: "Model",
  attestation: "Attestation",
  algorithm: "Algorithm",
  certificate: "Certificate",
  issuer: "Issued by",
  valid: "Valid",
  from: (begin: string, end: string) => `${begin} to ${end}`,
  anchor: "Anchor",
  server: "What the server said",
  status: (status: number) => `HTTP ${status}`,
  request: "Request",
  subCode: "Sub-code",
  grounds: "What it is judged on",
  groundsSay: "A change is judged at once, for every registration of the ticket.",
  policy: "Policy",
  noPolicy: "None",
  policySays: "None: whether it verifies. With one: whether it is allowed, too; the roots of its practice keys are trusted then.",
  time: "Time",
  timeRule: "Such as 2026-11-20T09:16:00Z. Empty: when the ticket says, else now.",
  setTime: "Judge by it",
  takeBack: "Take back",
  takeBackOf: (what: string) => `Take back: ${what}`,
  written: (place: string) => `Written to ${place}.`,
  metadataOf: (name: string, number: number) => `${name}, number ${number}`,
  keptHere: (number: number, age: string, due: boolean) =>
    due ? `Number ${number} of this computer, ${age}. A newer one is due: Settings.` : `Number ${number} of this computer, ${age}.`,
  unsigned: (name: string) => `${name}, which nobody stands for`,
} as const;

/** As what a diagnosis is written out. */
export const formats: Record<DiagnosisFormat, string> = {
  json: "Export JSON…",
  markdown: "Export Markdown…",
  pdf: "Export PDF…",
};

/** What can be opened beside the ticket. */
export const files: Record<GivenFile, { what: string; none: string; open: string }> = {
  options: {
    what: "What was asked",
    none: "Only what the ticket says itself.",
    open: "Open creation options…",
  },
  anchors: {
    what: "Roots you trust",
    none: "Only those that come with the ticket.",
    open: "Open roots…",
  },
  metadata: {
    what: "FIDO metadata",
    none: "Only an entry that comes with the ticket.",
    open: "Open FIDO metadata…",
  },
};

/** Which file decides what is open; `null`: none does. */
export const decides: Record<Need, GivenFile[]> = {
  options: ["options"],
  person: [],
  anchors: ["anchors", "metadata"],
  metadata: ["metadata"],
  newerVersion: [],
};

export const tones: Record<Verdict, Tone> = {
  admitted: "pass",
  refused: "fail",
  invalid: "fail",
  undetermined: "unknown",
};

/** The heading of what is shown: why, where it is not admitted. */
export const headings = {
  admitted: "The registration holds",
  unreadable: "This registration cannot be read",
  server: "Only the server’s answer is in it",
} as const;

/** What a line of the list says. */
export function lineOf({ standing }: FoundRegistration): { word: string; tone: Tone; says: string } {
  if (standing.kind === "unreadable")
    return { word: "unreadable", tone: "warn", says: `It cannot be judged: ${standing.detail}.` };
  const { verdict, reason } = standing;
  return { word: verdict, tone: tones[verdict], says: reason ? reasons[reason].says : verdicts[verdict].says };
}

/** The heading, without a full stop. */
export const asHeading = (sentence: string): string => sentence.replace(/\.$/, "");
