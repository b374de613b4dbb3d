// Which drawing a moment has, and how far the way is.
import type { AuthenticatorMoment } from "../../bindings/AuthenticatorMoment";
import type { phoneDrawings } from "../texts/authenticator";

type Art = { shows: keyof typeof phoneDrawings; stage: number | null };

export function artOf(moment: AuthenticatorMoment): Art {
  switch (moment.kind) {
    case "reading":
    case "getApp":
      return { shows: "app", stage: 0 };
    case "openPage":
      return { shows: "page", stage: 1 };
    case "scan":
      return { shows: "scan", stage: 2 };
    case "approve":
      return { shows: "approve", stage: 3 };
    case "phoneSignIn":
      return { shows: "app", stage: 3 };
    case "done":
    case "setUpAlready":
      return { shows: "done", stage: 4 };
    case "trouble":
      return { shows: "trouble", stage: 3 };
    case "notRead":
    case "notAllowed":
      return { shows: "trouble", stage: null };
  }
}
