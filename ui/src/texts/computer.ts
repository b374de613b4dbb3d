// The room This computer.
import type { FoundHere } from "../../bindings/FoundHere";
import type { SignView } from "../../bindings/SignView";
import type { ComputerView } from "../rooms";
import { count } from "./format";

export const computer = {
  title: "This computer",
  lit: (system: string, browser: string) =>
    `${system} with ${browser}: the lit column. A tick means that this passkey stops the nudge.`,
  noColumn: (system: string, browser: string) =>
    `${system} with ${browser} has no column: these documents place no passkey there. A tick means that this passkey stops the nudge.`,
  browserUnknown: (system: string) =>
    `${system}. Which browser opens links is not known, so that no column is lit. A tick means that this passkey stops the nudge.`,
  looking: "Looking",
  again: "Look again",
  matrix: "What counts where",
  table: "Matrix table",
  kind: "Kind of passkey",
  foundHere: "Found here",
  here: "this computer",
  hereOthers: "and other browsers, this computer",
  counts: "counts",
  countsNot: "does not count",
  evidence: "Evidence",
  notRead: "Could not be read",
  registered: (organisation: string) => `Registered at ${organisation}`,
  registeredSays: "What the directory says is registered, and what is here, are two answers. A passkey can be in one and not in the other.",
  none: "None",
  notOn: (system: string) => `not on ${system}`,
  times: (many: number) => count(many, "passkey", "passkeys"),
  unread: "The directory could not be asked.",
  browsers: "Browsers",
  perhapsMore: ", and perhaps more",
  noColumnOf: "no column",
  knownBy: "What each kind is known by",
  nothingKnown: "Nothing says anything of it.",
} as const;

/** A sign: where it is from, and what it says. */
export function signLine({ source, name, model, aaguid, says }: SignView): string {
  const key = model ?? name ?? "A key in hand";
  const passkey = model ?? aaguid ?? "A passkey";
  const words: Record<SignView["source"], Record<FoundHere, string>> = {
    system: {
      found: `${name ?? "The system"} says that it is here.`,
      notFound: `${name ?? "The system"} says that it is not here.`,
      unknown: `${name ?? "The system"} does not say whether one is here.`,
    },
    key: {
      found: `${key} said that it holds one.`,
      notFound: `${key} said that it holds none.`,
      unknown: `${key} is in hand, and does not say what it holds.`,
    },
    directory: {
      found: `${passkey} is registered and here.`,
      notFound: "None is registered, so none is here.",
      unknown: `${passkey} is registered; where it is kept the directory does not know.`,
    },
  };
  return words[source][says];
}

export const found: Record<FoundHere, string> = {
  found: "Found",
  notFound: "Not found",
  unknown: "Unknown",
};

export const systems: Record<string, string> = {
  windows: "Windows",
  macos: "macOS",
  linux: "Linux",
  ios: "iOS",
  android: "Android",
  other: "Another system",
};

const browsers: Record<string, string> = {
  chrome: "Chrome",
  edge: "Edge",
  firefox: "Firefox",
  safari: "Safari",
  other: "another browser",
};

/** A column's word below its system's. */
const columns: Record<string, string> = {
  windows_chrome: "Chrome",
  windows_edge: "Edge",
  windows_other: "other",
  macos_chrome: "Chrome",
  macos_other: "other",
  macos_any: "any",
  ios: "iOS",
  android: "Android",
};

/** `Chrome on Windows`, for a column that stands alone. */
export const columnName = (id: string): string => {
  const system = systems[id.split("_")[0] ?? ""];
  const word = columns[id] ?? id;
  return system === undefined || system === word ? word : `${system}: ${word}`;
};

export const kinds: Record<string, string> = {
  windows_hello_for_business: "Windows Hello for Business",
  entra_passkey_on_windows: "Entra passkey on Windows",
  google_password_manager: "Google Password Manager",
  microsoft_password_manager: "Microsoft Password Manager",
  icloud_keychain: "iCloud Keychain",
  mac_platform_sso: "macOS Platform SSO",
  mac_platform_passkeys: "Mac platform passkeys",
  samsung_pass: "Samsung Pass",
  authenticator_passkey: "Passkey in Authenticator",
  nonplatform_provider: "Any other provider, such as a security key",
  cross_platform_provider: "Any security key, cross-platform",
};

export const head = (view: ComputerView): string => {
  const system = view.osName ?? systems[view.os] ?? view.os;
  if (view.browser === null) return computer.browserUnknown(system);
  const browser = browsers[view.browser] ?? view.browser;
  return view.here === null ? computer.noColumn(system, browser) : computer.lit(system, browser);
};

/** The word of a column. Of the one for “other” browsers that is this computer's, its browser. */
export const columnWord = (view: ComputerView, id: string): string => {
  const own = id === view.here && columns[id] === "other" && view.browser !== null ? browsers[view.browser] : undefined;
  return own ?? columns[id] ?? id;
};
