// The sign-in that is under way: its last moment. Only one is at a time, wherever it was begun.
import type { SignInCloud } from "../../bindings/SignInCloud";
import type { SignInJob } from "../../bindings/SignInJob";
import type { SignInMoment } from "../../bindings/SignInMoment";
import type { SignInWish } from "../../bindings/SignInWish";
import * as ipc from "../ipc";
import { say } from "../texts/said";
import { signIn as says, signInTroubles } from "../texts/signIn";
import { house } from "./house.svelte";
import { speaker } from "./speaker.svelte";
import { tenant } from "./tenant.svelte";
import { wizard } from "./wizard.svelte";
import type { CommandError } from "../rooms";

class SignIn {
  moment = $state.raw<SignInMoment | null>(null);
  /** When it came, for what runs out. */
  seenAt = $state(0);
  fault = $state.raw<CommandError | null>(null);
  #round = 0;
  #wish: SignInWish | null = null;
  #then: (() => void) | null = null;
  /** Where it was begun: only there it is drawn. */
  at = $state<string | null>(null);
  underWay = $derived(this.moment !== null && ["asking", "browser", "code"].includes(this.moment.kind));

  /** Signed out, and a keyring that could not be read may have the key of it. */
  keyMayStay = $state(false);

  /** What was chosen and typed in the form; it stays where a sign-in failed. */
  purpose = $state<SignInJob>("own");
  typed = $state<{ clientId: string; tenant: string; cloud: SignInCloud }>({ clientId: "", tenant: "", cloud: "worldwide" });

  /** Begins; `then` is done once somebody is signed in. */
  async begin(at: string, wish: Partial<SignInWish>, then: (() => void) | null = null): Promise<void> {
    const round = (this.#round += 1);
    const by = house.start?.signIn.by ?? "browser";
    this.#wish = { application: null, way: by, jobs: [], who: "usual", words: says.page, ...wish };
    this.#then = then;
    this.at = at;
    this.keyMayStay = false;
    this.moment = { kind: "asking" };
    this.fault = null;
    await this.#does(() => ipc.signInBegin(this.#wish as SignInWish, (moment) => void this.#sees(round, moment)));
  }

  /** The same once more, perhaps another way. */
  again = (change: Partial<SignInWish> = {}): Promise<void> =>
    this.begin(this.at ?? "who", { ...this.#wish, ...change }, this.#then);

  /** For more jobs, the same person. */
  more = (jobs: SignInJob[], then: () => void): Promise<void> => this.begin("more", { jobs }, then);

  async stop(): Promise<void> {
    this.#round += 1;
    this.moment = { kind: "failed", trouble: { kind: "stopped" } };
    speaker.say(say(signInTroubles, { kind: "stopped" }, undefined).heading);
    await this.#does(ipc.signInStop);
  }

  async out(): Promise<void> {
    this.#round += 1;
    this.moment = null;
    this.keyMayStay = false;
    await this.#does(async () => {
      this.keyMayStay = (await ipc.signOut()) === "keyMayStay";
    });
    if (this.fault) return;
    tenant.forget();
    wizard.person = null;
    await house.refresh();
    speaker.say(this.keyMayStay ? says.keyMayStay : says.signedOut);
  }

  async #sees(round: number, moment: SignInMoment): Promise<void> {
    if (round !== this.#round) return;
    this.moment = moment;
    this.seenAt = Date.now();
    if (moment.kind === "failed") speaker.say(say(signInTroubles, moment.trouble, undefined).heading);
    if (moment.kind !== "done") return;
    speaker.say(says.done);
    if (!moment.stays) {
      tenant.forget();
      wizard.person = null;
    }
    await house.refresh();
    this.#then?.();
    this.#then = null;
  }

  async #does(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (thrown) {
      this.fault = ipc.asCommandError(thrown);
      this.moment = null;
    }
  }
}

export const signIn = new SignIn();
