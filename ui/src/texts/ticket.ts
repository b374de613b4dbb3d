// Plain text for the help desk: what was seen, with its codes, and nothing secret.
import type { KeyView } from "../../bindings/KeyView";
import type { Refusal } from "../../bindings/Refusal";
import type { WizardView } from "../../bindings/WizardView";
import { withZone } from "./format";
import type { Said } from "./said";

export function ticket(view: WizardView, said: Said, lines: [string, string][], version: string): string {
  const { subject } = view;
  const whom: [string, string][] = subject
    ? [
        ["Account", subject.account],
        ["Site", subject.rpId],
      ]
    : [];
  const all: [string, string][] = [
    ...whom,
    ...lines,
    ["Registration", view.registration],
    ["Time", withZone(Date.now() / 1000)],
    ["Touchstone", version],
  ];
  return [said.heading, said.says, "", ...all.map(([what, value]) => `${what}: ${value}`)].join("\n");
}

export function keyLines(key: KeyView | undefined): [string, string][] {
  if (!key) return [];
  const name = key.model ?? key.name;
  return [
    ...(name ? ([["Key", name]] as [string, string][]) : []),
    ...(key.aaguid ? ([["Model (AAGUID)", key.aaguid]] as [string, string][]) : []),
  ];
}

export function refusalLines(refusal: Refusal | null): [string, string][] {
  if (!refusal) return [];
  return [
    ["Reason", refusal.reason],
    ...(refusal.profile ? ([["Profile", refusal.profile]] as [string, string][]) : []),
    ["Rule", refusal.enforcement ? `${refusal.path}, enforcementType ${refusal.enforcement}` : (refusal.path ?? "FIDO metadata")],
    ...(refusal.listed.length ? ([["List", refusal.listed.join(", ")]] as [string, string][]) : []),
  ];
}
