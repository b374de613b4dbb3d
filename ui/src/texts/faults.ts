// Why a command did not do what was asked.
import type { CommandCode } from "../../bindings/CommandCode";
import type { Sentence } from "./said";

export const faults: Record<CommandCode, Sentence> = {
  "no-pin-asked": {
    says: "Nobody asks for a PIN at the moment.",
    next: "It was answered, or the key is gone. Look what this page asks now.",
  },
  "another-pin-asked": {
    says: "The PIN window is open for another question.",
    next: "Answer that one or close the window, then open it here.",
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
  "signed-out": {
    says: "Nobody is signed in to the organisation that this is for.",
    next: "Sign in to it on Start, then try again. Nothing was changed.",
  },
  elsewhere: {
    says: "It belongs to another organisation.",
    next: "Sign in there on Start, then it can be finished. Nothing was sent and nothing was asked of the key.",
  },
  gone: {
    says: "That is not there, or not any more.",
    next: "Look what this page offers now.",
  },
  "too-large": {
    says: "That is longer than anything of its kind.",
    next: "Give the one document that matters, not everything around it.",
  },
  "not-a-ticket": {
    says: "There is no registration in it, and no answer of a server.",
    next: "Give the JSON that the browser or Graph was sent, the attestation object (base64, hex or CBOR), Graph’s answer, or a HAR recording made while registering.",
  },
  "options-only": {
    says: "It holds what was asked, and not the answer.",
    next: "Give the registration; these creation options help to judge it, and are opened beside it.",
  },
  "not-given": {
    says: "That file is something else.",
    next: "Creation options are JSON, roots are certificates in PEM or DER, FIDO metadata is the BLOB as it was downloaded. What was given before still holds.",
  },
  "not-a-time": {
    says: "That is no time.",
    next: "Write it as 2026-11-20T09:16:00Z. The time before still holds.",
  },
  required: {
    says: "That cannot be skipped any more.",
    next: "Set it up; where registering fails, you can skip without it being counted.",
  },
  "word-needed": {
    says: "The word that confirms it was not typed.",
    next: "Nothing was sent. Type the word as it stands there, or go back.",
  },
  window: {
    says: "The window system did not do it.",
    next: "Try again. If it stays so, restart the program.",
  },
};

/** What is known of a code; of a newer one, nothing. */
export const faultOf = (code: string): Sentence | null =>
  Object.entries(faults).find(([known]) => known === code)?.[1] ?? null;
