// The nudge's acts in their order: what is seen is told before anything that is done with it.
import * as ipc from "../ipc";
import type { NudgeAct, PracticeSignIn } from "../rooms";

class NudgeActs {
  #shown: Promise<unknown> = Promise.resolve();

  /** It stands before the person. */
  show(): Promise<void> {
    const shown = ipc.nudgeAct("show");
    // Whoever showed it hears what went wrong.
    this.#shown = shown.catch(() => undefined);
    return shown;
  }

  async act(act: NudgeAct): Promise<void> {
    await this.#shown;
    return ipc.nudgeAct(act);
  }

  async signIn(signIn: PracticeSignIn): Promise<void> {
    await this.#shown;
    return ipc.practiceSignIn(signIn);
  }
}

export const nudges = new NudgeActs();
