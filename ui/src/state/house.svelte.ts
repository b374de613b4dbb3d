// What holds for the whole window: who it works for, how it looks, which room is open.
import * as ipc from "../ipc";
import type { Appearance, CommandError, Look, SettingsChange, StartView } from "../rooms";

/** Rooms of the rail. */
export type RailRoom = "start" | "register" | "computer" | "diagnose" | "tenant" | "activity" | "settings";
/** Those, and the doors to a registration's moments, to Authenticator's and to a provider's. */
export type Room = RailRoom | "options" | "rehearse" | "authenticator" | "provider";
const rooms: readonly Room[] = [
  "start",
  "register",
  "options",
  "rehearse",
  "authenticator",
  "provider",
  "computer",
  "diagnose",
  "tenant",
  "activity",
  "settings",
];

class House {
  start = $state.raw<StartView | null>(null);
  /** When `start` was read, for what runs out. */
  readAt = $state(0);
  failed = $state.raw<CommandError | null>(null);
  version = $state("");
  /** The last change of the look holds in this window and could not be kept. */
  notKept = $state(false);
  room = $state<Room>(roomOf(location.hash));

  #refreshed = 0;

  constructor() {
    addEventListener("hashchange", () => (this.room = roomOf(location.hash)));
  }

  /** Reads everything anew that Start shows. */
  async refresh(): Promise<void> {
    this.#refreshed += 1;
    const mine = this.#refreshed;
    try {
      const start = await ipc.start();
      // Of two answers the one that was asked for last counts.
      if (mine !== this.#refreshed) return;
      this.start = start;
      this.readAt = Date.now();
      this.failed = null;
      show(this.start.look);
    } catch (thrown) {
      if (mine === this.#refreshed) this.failed = ipc.asCommandError(thrown);
    }
  }

  go(room: Room): void {
    location.hash = `#/${room}`;
    this.room = room;
  }

  /** Changes how the window looks: at once here, and in the settings. */
  async change(change: SettingsChange): Promise<void> {
    const settings = await ipc.settingsChange(change);
    if (this.start) this.start = { ...this.start, look: settings.look };
    show(settings.look);
    this.notKept = false;
  }

  /** Light or dark, from the rail: it holds here even where it cannot be kept. */
  async paint(appearance: Appearance): Promise<void> {
    try {
      await this.change({ kind: "appearance", value: appearance });
    } catch {
      this.notKept = true;
      if (!this.start) return;
      const look = { ...this.start.look, appearance };
      this.start = { ...this.start, look };
      show(look);
    }
  }
}

/** Colours, text size and motion hang on three attributes; see public/tokens.css. */
export function show(look: Look): void {
  const { dataset } = document.documentElement;
  if (look.appearance === "system") delete dataset.appearance;
  else dataset.appearance = look.appearance;
  if (look.textSize === 100) delete dataset.text;
  else dataset.text = String(look.textSize);
  if (look.stillDrawings) dataset.motion = "still";
  else delete dataset.motion;
}

function roomOf(hash: string): Room {
  const name = hash.replace(/^#\//, "");
  return rooms.find((room) => room === name) ?? "start";
}

const behind: Partial<Record<Room, RailRoom>> = { options: "register", rehearse: "diagnose", authenticator: "start", provider: "start" };

/** The room of the rail that a door belongs to; of a room, itself. */
export const railRoom = (room: Room): RailRoom => behind[room] ?? (room as RailRoom);

export const house = new House();
