// The organisation on the table. What was read and drafted stays while somebody looks into another room.
import * as ipc from "../ipc";
import type { ReadOn } from "../../bindings/ReadOn";
import { speaker } from "./speaker.svelte";
import { sentSays, tenant as says } from "../texts/tenant";
import type { CommandError, ForecastFormat, ReviewView, SentView, TenantChange, TenantView, TenantWhat } from "../rooms";

class Tenant {
  view = $state.raw<TenantView | null>(null);
  /** The change that is looked at before it is sent. */
  review = $state.raw<ReviewView | null>(null);
  /** Why it is looked at once more. */
  moved = $state.raw<SentView | null>(null);
  fault = $state.raw<CommandError | null>(null);
  /** The directory is being read. */
  reading = $state(false);
  /** Something else is being done. */
  working = $state(false);
  /** Where an export was written. */
  written = $state<string | null>(null);
  #asked = 0;
  /** How often it was forgotten. */
  #era = 0;
  /** What was asked before is done before. */
  #turn: Promise<void> = Promise.resolve();
  /** What groups and people are called, by their ids. */
  names = $derived(namesOf(this.view));
  /** Something of it was not read for want of a new sign-in. */
  wantsSignIn = $derived(this.view !== null && wantsSignIn(this.view));

  /** Reads the directory, where that is not done already. */
  async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    speaker.say(says.reading);
    await this.#draws(ipc.tenantRead);
    this.reading = false;
  }

  change = (change: TenantChange): Promise<void> => this.#draws(() => ipc.tenantChange(change));

  /** Shows a change before it is sent; once more where what it was looked at by moved. */
  async look(what: TenantWhat, moved: SentView | null = null): Promise<void> {
    const era = this.#era;
    this.moved = moved;
    await this.#does(async () => {
      const review = await ipc.tenantReview(what);
      // Of another organisation, where somebody signed in or out meanwhile.
      if (era === this.#era) this.review = review;
    });
    void this.#readOn();
  }

  /** Nobody else is read: whoever is left counts as not looked at. */
  stop = (): void => void this.#readOn("stop");

  /** Somebody signed in again: the rest are read. */
  goOn = (): void => {
    this.fault = null;
    void this.#readOn();
  };

  /** Reads whom the change may lock out, until that is known or it is not looked at any more. */
  async #readOn(on: ReadOn = "goOn"): Promise<void> {
    const reviewed = this.review?.review;
    while (reviewed !== undefined && this.review?.review === reviewed && this.review.lockout.kind === "reading") {
      try {
        const { left } = this.review.lockout;
        const review = await ipc.tenantReviewOn(reviewed, on);
        if (this.review?.review === reviewed && this.review.lockout.kind === "reading") this.review = review;
        if (review.lockout.kind === "reading" && (review.lockout.signIn || review.lockout.left >= left)) return;
      } catch (thrown) {
        if (this.review?.review === reviewed) this.fault = ipc.asCommandError(thrown);
        return;
      }
    }
  }

  /** Back, and nothing is sent. */
  back = (): void => {
    this.review = null;
    this.fault = null;
  };

  /** Sends what was looked at. */
  async send(word: string | null): Promise<void> {
    const { review } = this;
    if (!review || this.working) return;
    await this.#draws(() => ipc.tenantSend(review.review, word));
    if (this.fault?.code === "word-needed") return;
    this.review = null;
    if (this.fault || !this.view?.sent) return;
    speaker.say(sentSays(this.view.sent));
    // What was agreed to is not what it would do now: whom it locks out by now is shown.
    if (this.view.sent.outcome.kind === "moved") await this.look(review.what, this.view.sent);
  }

  /** Somebody signed in or out: it is another organisation. */
  forget(): void {
    this.#asked += 1;
    this.#era += 1;
    this.view = null;
    this.review = null;
    this.fault = null;
  }

  /** Counts the people of a file instead of the directory's. */
  count = (): Promise<void> => this.#draws(async () => (await ipc.tenantCount()) ?? this.view);

  async export(format: ForecastFormat): Promise<void> {
    await this.#does(async () => {
      this.written = await ipc.tenantExport(format);
      if (this.written !== null) speaker.say(says.written(this.written));
    });
  }

  /** Whatever was asked last is drawn; an answer that comes late is not. */
  async #draws(ask: () => Promise<TenantView | null>): Promise<void> {
    this.#asked += 1;
    const mine = this.#asked;
    const done = this.#turn.then(() =>
      this.#does(async () => {
        const view = await ask();
        if (mine === this.#asked) this.view = view;
      }),
    );
    this.#turn = done;
    await done;
  }

  async #does(ask: () => Promise<void>): Promise<void> {
    this.working = true;
    this.written = null;
    try {
      await ask();
      this.fault = null;
    } catch (thrown) {
      this.fault = ipc.asCommandError(thrown);
    } finally {
      this.working = false;
    }
  }
}

/** Every name that the view has. */
function namesOf(view: TenantView | null): Map<string, string> {
  const { campaign, pilot } = view ?? {};
  const campaigns = campaign?.kind === "read" ? [campaign.standing, ...(campaign.draft ? [campaign.draft.campaign] : [])] : [];
  const targets = [...campaigns.flatMap(({ include, exclude }) => [...include, ...exclude]), ...(pilot ? [pilot] : [])];
  return new Map(targets.flatMap(({ id, name }) => (name === null ? [] : [[id.toLowerCase(), name]])));
}

/** Whether a new sign-in would have more of it read. */
function wantsSignIn({ campaign, forecast, results, checks, person }: TenantView): boolean {
  const parts = [campaign, forecast, results].map((part) => (part.kind === "notRead" ? part.unread.why : null));
  const log = results.kind === "counted" ? [results.log?.why] : [];
  const reasons = [...checks, ...(person?.checks ?? [])].map(({ reason }) => reason);
  return [...parts, ...log, ...reasons].includes("sign-in-needed");
}

export const tenant = new Tenant();
