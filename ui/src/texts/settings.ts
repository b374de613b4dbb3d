// The room Settings.
import type { TextSize } from "../rooms";
import { count } from "./format";

export const settings = {
  title: "Settings",
  account: "Account",
  accountSays: "Who the window works for.",
  practiceAccount: (organisation: string) => `practice organisation ${organisation}`,
  appearance: "Appearance",
  appearanceSays: "Follows the system unless you say otherwise.",
  textSize: "Text size",
  motion: "Motion",
  motionSays: "Drawings move to show where to touch.",
  still: "Still drawings",
  stillSays: "Your system setting wins when it asks for less motion.",
  record: "Record",
  recordSays: "Never a PIN, a challenge or a token.",
  entries: (entries: number) => `${count(entries, "entry", "entries")}, in`,
  retention: "Keep names for",
  rules: "Campaign rules",
  rulesSays: "Which of Microsoft’s documents on registration campaigns counts here. They are rolled out gradually, so an organisation may still be at an older one.",
  ruleSet: "Rules of",
  newest: (id: string) => `The newest (${id})`,
  retentionSays: "After that the names are dropped from the entries; the chain of hashes stays whole.",
  about: "About",
  aboutSays: "For the ticket.",
  system: "System",
  webview: "Web view",
  unknown: "not known",
  copy: "Copy versions",
} as const;

export const textSizes: Record<TextSize, string> = {
  100: "100 %",
  125: "125 %",
  150: "150 %",
  200: "200 %",
};

/** The choices of how long names are kept, in days. */
export const retentions: [days: number | null, words: string][] = [
  [null, "as long as the record"],
  [30, "30 days"],
  [90, "90 days"],
  [365, "1 year"],
  [1095, "3 years"],
];

export const retentionOf = (days: number): string => `${days} days`;
