// What the shell answers to a room: whole pictures, no sentences, no secrets. The moments of a
// registration are not here; their types are generated (bindings/).
import type { AuthenticatorTransport } from "../bindings/AuthenticatorTransport";
import type { PinReason } from "../bindings/PinReason";
import type { PinRejection } from "../bindings/PinRejection";
import type { PinRules } from "../bindings/PinRules";
import type { PromptId } from "../bindings/PromptId";
import type { Remedy } from "../bindings/Remedy";
import type { TroubleView } from "../bindings/TroubleView";

/** What a command answers instead, where it could not. `code` is for tickets and for the texts. */
export type CommandError = { code: string; message: string };

/** Which program this is, for the ticket. `null` where nobody says. */
export type About = {
  name: string;
  version: string;
  /** The operating system with its version. */
  system: string | null;
  /** The web view that draws this page, with its version. */
  webview: string | null;
};

/** How the window looks. Kept in the settings, so that the first paint is already right. */
export type Look = { appearance: Appearance; textSize: TextSize; stillDrawings: boolean };
export type Appearance = "system" | "light" | "dark";
/** Per cent. */
export type TextSize = 100 | 125 | 150 | 200;

/** Who the window works for. */
export type Account = {
  scene: "practice" | "tenant";
  organisation: string;
  /** Object id. */
  person: string;
  displayName: string;
  /** User principal name. */
  account: string;
};

/** The room Start. */
export type StartView = {
  /** Nothing was chosen yet on this computer: neither `choose_practice` nor a sign-in. */
  firstRun: boolean;
  account: Account;
  look: Look;
  /** Registrations that are not over. */
  unfinished: Unfinished[];
  keys: DirectoryKeys;
};

/** The person's keys in the directory, or why they could not be read. */
export type DirectoryKeys =
  | { kind: "listed"; keys: DirectoryKey[] }
  | { kind: "notRead"; trouble: TroubleView };

export type DirectoryKey = {
  methodId: string;
  name: string | null;
  model: string | null;
  aaguid: string | null;
  /** Seconds since 1970. */
  created: number | null;
};

/** A registration that a crash, a power cut or an unreachable directory left. */
export type Unfinished = {
  registration: string;
  /** Seconds since 1970. */
  began: number;
  organisation: string | null;
  account: string;
  rpId: string;
  /** What the key is called. */
  key: string | null;
  standing: UnfinishedStanding;
};

export type UnfinishedStanding =
  /** A response waits and can be sent. `leftMs` from this view on; `survives` a power cut. */
  | { kind: "toSend"; leftMs: number; survives: boolean }
  /** The credential is on the key, nothing can be sent any more. */
  | { kind: "onKey"; why: "expired" | "unreadable" | "notKept"; remedy: Remedy }
  /** The key was told to make one and never answered. */
  | { kind: "possiblyOn"; remedy: Remedy };

/** What can be done with it. `remove` wants the key; both send views like a registration. */
export type UnfinishedChoice = "send" | "remove" | "leave";

/** The drawer of practice keys. */
export type PracticeDrawer = {
  keys: PracticeKey[];
  /** Which one is plugged in. */
  plugged: string | null;
};

export type PracticeKey = {
  /** For `practice_plug`. */
  key: string;
  name: string;
  transport: AuthenticatorTransport;
  /** Whether the practice policy lists its model. */
  listed: boolean;
  /** Whether it has a fingerprint reader. */
  fingerprint: boolean;
  pinSet: boolean;
};

/** What the PIN window asks. `null` from `pin_question` means: nothing any more, close. */
export type PinQuestion = {
  prompt: PromptId;
  look: Look;
  /** What the key is called. */
  key: string | null;
  practice: boolean;
  ask:
    | { kind: "enter"; retries: number | null; reason: PinReason }
    | { kind: "set"; rules: PinRules; rejected: PinRejection | null }
    | {
        kind: "change";
        rules: PinRules;
        retries: number | null;
        reason: PinReason;
        rejected: PinRejection | null;
      };
};

/** Which entries of the record to show. */
export type ActivityFilter = {
  /** In names, accounts, keys and codes; case does not matter. Empty: all. */
  text: string;
  since: "today" | "week" | "month" | "all";
  outcome: "all" | "refused" | "open";
  /** From 0. */
  page: number;
};

/** The room Activity. */
export type ActivityView = {
  chain: ChainView;
  /** Newest first. */
  entries: EntryView[];
  /** How many entries the filter lets through, on all pages. */
  matching: number;
  page: number;
  pageSize: number;
};

export type ChainView = {
  entries: number;
  /** Seconds since 1970. */
  checked: number;
  standing: ChainStanding;
};

export type ChainStanding =
  | { kind: "intact" }
  | { kind: "unauthenticated" }
  | { kind: "brokenAt"; entry: number }
  | { kind: "cut"; reached: number; by: "keyring" | "checkpoint" }
  | { kind: "headForged" }
  | { kind: "otherLedger" };

/** An entry; what the event does not say is taken from the registration's `began`. */
export type EntryView = {
  sequence: number;
  /** Seconds since 1970. */
  at: number;
  /** `null` once personal fields were dropped. */
  actor: string | null;
  registration: string;
  scene: "practice" | "tenant" | "options" | null;
  key: string | null;
  account: string | null;
  rpId: string | null;
  event: EntryEvent;
  /** Hexadecimal. */
  hash: string;
};

export type EntryEvent =
  | { kind: "began" }
  | { kind: "created" }
  | { kind: "registered"; name: string }
  | { kind: "handedOver"; proved: boolean }
  | { kind: "refused"; by: "preflight" | "judge" | "directory"; reason: string }
  | { kind: "abandoned"; reason: string }
  | { kind: "removed" }
  | { kind: "foundNothing" }
  | { kind: "erased"; why: "asked" | "retention" }
  | { kind: "unreadable" };

/** The room Settings. */
export type SettingsView = {
  account: Account;
  look: Look;
  record: {
    /** How long names are kept; `null`: always. The entries themselves stay. */
    retentionDays: number | null;
    entries: number;
    /** The file. */
    place: string;
  };
  about: About;
};

export type SettingsChange =
  | { kind: "appearance"; value: Appearance }
  | { kind: "textSize"; value: TextSize }
  | { kind: "stillDrawings"; value: boolean }
  | { kind: "retentionDays"; value: number | null };

/** Options out of a file that the person chose. */
export type OpenedOptions = { name: string; json: string };
