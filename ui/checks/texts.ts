// The promise that nothing lacks a sentence and a next step, held by the compiler: if one of these
// began to compile, `svelte-check` would complain of the comment above it.
import type { Failure } from "../bindings/Failure";
import type { Reason } from "../bindings/Reason";
import { reasons } from "../src/texts/findings";
import type { ByKind, Said, Sentence } from "../src/texts/said";
import { failures } from "../src/texts/unusable";

const { cancelled: _cancelled, ...oneLess } = failures;
// @ts-expect-error a failure without a text
export const lacksOne: ByKind<Failure, Said, Parameters<typeof failures.cancelled>[1]> = oneLess;

// @ts-expect-error a text without a next step
export const noNext: ByKind<Failure, Said, unknown>["noEntropy"] = () => ({ heading: "", says: "" });

const { "chain-untrusted": _untrusted, ...fewer } = reasons;
// @ts-expect-error a reason without a text
export const lacksReason: Record<Reason, Sentence> = fewer;
