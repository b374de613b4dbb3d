// How things are called in a registration; where nobody knows a name, the plain word.
import type { KeyView } from "../../bindings/KeyView";
import type { WizardView } from "../../bindings/WizardView";
import { around } from "../texts/steps";
import type { Source } from "../../bindings/Source";
import type { StartView } from "../rooms";
import type { Names } from "../texts/said";

/** Practice keys are in places of their own. */
export const isPractice = (authenticator: string): boolean => authenticator.startsWith("practice");

export const keyAt = (view: WizardView, authenticator: string): KeyView | undefined =>
  view.keys.find(({ id }) => id === authenticator);

export function namesOf(view: WizardView, start: StartView, source: Source | null): Names {
  const { subject } = view;
  const own = subject === null ? source?.kind === "options" : subject.scene === "options";
  const directory =
    subject !== null ? (subject.organisation ?? subject.rpId) : own ? around.document : start.account.organisation;
  const listed = start.keys.kind === "listed" ? start.keys.keys : [];
  return {
    key: (authenticator) => {
      const key = keyAt(view, authenticator);
      return key?.model ?? key?.name ?? authenticator;
    },
    directory,
    own,
    whose: subject === null || own || subject.account === start.account.account ? null : subject.displayName,
    listed: (credentialId) => listed.find((key) => key.credentialId === credentialId) ?? null,
  };
}

/** The key that a step is about. */
export function keyOf(view: WizardView): KeyView | undefined {
  const { step } = view;
  if (step.kind === "key" || step.kind === "removing") {
    const { moment } = step;
    return "authenticator" in moment ? keyAt(view, moment.authenticator) : undefined;
  }
  if (step.kind === "refused" || step.kind === "found" || step.kind === "isItThis" || step.kind === "kept" || step.kind === "notAccepted")
    return keyAt(view, step.leftover.authenticator);
  if (step.kind === "over") {
    const { finish } = step;
    if ((finish.kind === "refused" || finish.kind === "notRecorded" || finish.kind === "leftOnKey") && finish.leftover)
      return keyAt(view, finish.leftover.authenticator);
    if (finish.kind === "removed") return keyAt(view, finish.from);
    if (finish.kind === "rehearsed") return keyAt(view, finish.key);
  }
  if (
    step.kind === "over" &&
    step.finish.kind === "notMade" &&
    step.finish.failure.kind === "unusable"
  )
    return keyAt(view, step.finish.failure.detail.authenticator);
  return view.keys.length === 1 ? view.keys[0] : undefined;
}
