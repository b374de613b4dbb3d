// Why a command did not do what was asked.
import type { CommandCode } from "../../bindings/CommandCode";
import type { Sentence } from "./said";

export const faults: Record<CommandCode, Sentence> = {
  "no-pin-asked": {
    says: "Nobody asks for a PIN at the moment.",
    next: "It was answered, or the key is gone. Look what this page asks now.",
  },
  "not-a-pin": {
    says: "That cannot be a PIN.",
    next: "A PIN has at most 63 bytes of text. The key was not asked, and no try was spent.",
  },
  malformed: {
    says: "Page and program do not understand each other.",
    next: "Close the window and open it again. If it stays so, copy this for the help desk.",
  },
  record: {
    says: "The record or the settings cannot be read or written.",
    next: "Make room on the disk or check the folder’s rights, then try again.",
  },
  file: {
    says: "That file cannot be read or written.",
    next: "Check its folder and its rights, or choose another one.",
  },
  practice: {
    says: "The practice organisation did not start.",
    next: "Close other windows of this program and try again. If it stays so, copy this for the help desk.",
  },
  directory: {
    says: "The directory did not answer.",
    next: "Try again when it can be reached. Nothing was changed.",
  },
  gone: {
    says: "That is not there, or not any more.",
    next: "Look what this page offers now.",
  },
  window: {
    says: "The window system did not do it.",
    next: "Try again. If it stays so, restart the program.",
  },
};

/** What is known of a code; of a newer one, nothing. */
export const faultOf = (code: string): Sentence | null =>
  Object.entries(faults).find(([known]) => known === code)?.[1] ?? null;
