// Which drawing a step has, and how far the way is. It decides nothing else.
import type { Moment } from "../../bindings/Moment";
import type { Step } from "../../bindings/Step";
import { drawings } from "../texts/drawings";
import { tags } from "../texts/unusable";

export type Art = { alt: string; practice: boolean } & (
  | { kind: "resting" }
  | { kind: "insert" }
  | { kind: "several"; many: number }
  | { kind: "streak" }
  | {
      kind: "plugged";
      tries: number | null;
      waits: boolean;
      hand: boolean;
      tag: [string, string] | null;
    }
);
type Drawn =
  | { kind: "resting" | "streak" }
  | { kind: "insert"; out: boolean }
  | { kind: "several"; many: number }
  | { kind: "plugged" }
  | { kind: "tries"; left: number | null }
  | { kind: "touch" }
  | { kind: "tag"; tag: [string, string] };

const plain = { kind: "plugged" } as const;

/** The drawing of a step. */
export function artOf(step: Step, practice: boolean): Art {
  return picture(drawnStep(step), practice);
}

/** The drawing before a registration: the key lies on the stone. */
export const resting = (practice: boolean): Art => picture({ kind: "resting" }, practice);

/** A key is in. */
export const plugged = (practice: boolean): Art => picture(plain, practice);

/** It is done. */
export const streak = (practice: boolean): Art => picture({ kind: "streak" }, practice);

function drawnStep(step: Step): Drawn {
  switch (step.kind) {
    case "reading":
    case "notRead":
    case "confirm":
      return { kind: "resting" };
    case "key":
    case "removing":
      return drawnMoment(step.moment);
    case "judging":
    case "unproved":
    case "sending":
    case "readingBack":
    case "notRecorded":
    case "kept":
    case "found":
    case "isItThis":
      return plain;
    case "refused":
      return { kind: "tag", tag: step.refusal ? ["not", "allowed"] : ["does not", "hold"] };
    case "notAccepted":
      return { kind: "tag", tag: ["not", "accepted"] };
    case "over":
      switch (step.finish.kind) {
        case "registered":
        case "handedOver":
          return { kind: "streak" };
        case "keptForLater":
        case "notRecorded":
        case "removed":
        case "leftOnKey":
        case "notSearched":
        case "rehearsed":
          return plain;
        case "refused":
          return { kind: "tag", tag: step.finish.leftover ? ["still", "on it"] : ["not", "registered"] };
        case "notMade":
          return step.finish.failure.kind === "unusable"
            ? { kind: "tag", tag: tags[step.finish.failure.detail.why.kind] }
            : { kind: "resting" };
        case "givenUp":
          return { kind: "resting" };
      }
  }
}

function drawnMoment(moment: Moment): Drawn {
  switch (moment.kind) {
    case "insertKey":
      return { kind: "insert", out: moment.reason !== "first" };
    case "reinsert":
      return { kind: "insert", out: true };
    case "notOpen":
      return { kind: "tag", tag: moment.why === "noRight" ? ["may not", "open"] : ["in use", "elsewhere"] };
    case "connecting":
    case "working":
    case "stopping":
    case "over":
      return plain;
    case "selectByTouch":
      return { kind: "several", many: moment.authenticators.length };
    case "useAnother":
      return { kind: "tag", tag: tags[moment.why.kind] };
    case "enterPin":
    case "changePin":
      return { kind: "tries", left: moment.retries };
    case "verifyUserAgain":
      return { kind: "tries", left: null };
    case "setPin":
    case "tryAgain":
      return plain;
    case "verifyUser":
    case "touchKey":
      return { kind: "touch" };
  }
}

function picture(drawn: Drawn, practice: boolean): Art {
  const plugged = { kind: "plugged", tries: null, waits: false, hand: false, tag: null, practice } as const;
  switch (drawn.kind) {
    case "resting":
      return { kind: "resting", alt: drawings.resting, practice };
    case "streak":
      return { kind: "streak", alt: drawings.streak, practice };
    case "insert":
      return { kind: "insert", alt: drawn.out ? drawings.out : drawings.insert, practice };
    case "several":
      return { kind: "several", many: drawn.many, alt: drawings.several(drawn.many), practice };
    case "plugged":
      return { ...plugged, alt: drawings.plugged };
    case "tries":
      return drawn.left === null
        ? { ...plugged, alt: drawings.plugged }
        : { ...plugged, tries: drawn.left, alt: drawings.tries(drawn.left) };
    case "touch":
      return { ...plugged, waits: true, hand: true, alt: drawings.touch };
    case "tag":
      return { ...plugged, tag: drawn.tag, alt: drawings.tagged(drawn.tag.join(" ").trim()) };
  }
}

/** Where on the way a step is: the current word, and how long the streak is. */
export function wayOf(step: Step): { stage: number | null; part: number } {
  const [stage, part] = stageOf(step);
  return { stage, part };
}

/** How long the streak is at each word. */
export const parts = [0.12, 0.31, 0.52, 0.74, 1] as const;
/** The last word is reached, and not everything is there. */
const almost = 0.88;

function stageOf(step: Step): [number | null, number] {
  switch (step.kind) {
    case "reading":
    case "notRead":
    case "confirm":
      return [0, parts[0]];
    case "key":
      return stageOfMoment(step.moment);
    case "judging":
    case "refused":
    case "unproved":
    case "sending":
    case "readingBack":
    case "notRecorded":
    case "kept":
    case "notAccepted":
      return [4, almost];
    case "removing":
    case "found":
    case "isItThis":
      return [null, 0];
    case "over":
      switch (step.finish.kind) {
        case "registered":
        case "handedOver":
        case "rehearsed":
          return [4, parts[4]];
        case "keptForLater":
        case "notRecorded":
          return [4, almost];
        case "removed":
        case "leftOnKey":
        case "notSearched":
          return [null, 0];
        case "refused":
          return step.finish.by === "preflight" ? [1, parts[1]] : [4, almost];
        case "notMade":
          return [1, parts[1]];
        case "givenUp":
          return [0, parts[0]];
      }
  }
}

function stageOfMoment(moment: Moment): [number, number] {
  switch (moment.kind) {
    case "insertKey":
    case "notOpen":
    case "connecting":
    case "selectByTouch":
    case "useAnother":
    case "reinsert":
      return [1, parts[1]];
    case "enterPin":
    case "setPin":
    case "changePin":
    case "verifyUser":
    case "verifyUserAgain":
    case "working":
      return [2, parts[2]];
    case "touchKey":
    case "tryAgain":
    case "stopping":
    case "over":
      return [3, parts[3]];
  }
}
