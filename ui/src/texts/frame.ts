// What stands around every room.
import type { Appearance } from "../rooms";

export const frame = {
  skip: "Skip to content",
  rooms: "Rooms",
  start: "Start",
  register: "Register",
  computer: "This computer",
  diagnose: "Diagnose",
  tenant: "Tenant",
  activity: "Activity",
  settings: "Settings",
  practiceMode: "Practice mode",
  practice: "Practice",
  practiceSays: (organisation: string) =>
    `${organisation} is a made-up organisation on this computer. Nothing here reaches a real account.`,
  optionsSay: (site: string) =>
    `The organisation is made up, your options for ${site} are not. What a real key makes now is real.`,
  pretend: "What is pretend",
  appearance: "Appearance",
  notKept: "Could not be kept; it holds until you close the window.",
  loading: "Opening",
  loadingSays: "Reading your settings and the record.",
  noShell: "The program behind this window did not answer",
  noShellSays: "Close the window and open it again. If it stays so, run “touchstone doctor” in a terminal.",
  failed: "That did not work",
  code: "Code",
  again: "Try again",
  version: (version: string) => `Version ${version}`,
} as const;

export const appearances: Record<Appearance, string> = {
  system: "As the system",
  light: "Light",
  dark: "Dark",
};
