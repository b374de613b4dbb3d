// Numbers with units, times local. The page's language is English; the computer's clock decides the
// zone.
const language = "en-GB";

export const number = (value: number): string => new Intl.NumberFormat(language).format(value);

/** `1 slot`, `3 slots`. */
export const count = (value: number, one: string, many: string): string =>
  `${number(value)} ${value === 1 ? one : many}`;

/** `24 s`, `4 min 5 s`, `1 h 20 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${number(hours)} h ${minutes % 60} min` : `${number(hours)} h`;
}

const at = (seconds: number): Date => new Date(seconds * 1000);

/** `09:16`. */
export const clock = (seconds: number): string =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(at(seconds));

/** `09:16:02`. */
export const clockWithSeconds = (seconds: number): string =>
  new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(at(seconds));

/** `20 Nov 2026`. */
export const day = (seconds: number): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(at(seconds));

/** `Friday 20 November 2026, 09:12`. */
export const dayAndClock = (now: Date): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" })
    .format(now)
    .replace(" at ", ", ");

/** `20 Nov 2026, 09:16:02 CET`: with the zone, for the second look and for tickets. */
export const withZone = (seconds: number): string =>
  `${day(seconds)}, ${clockWithSeconds(seconds)} ${zone(at(seconds))}`;

/** `CET`. */
export const zone = (when: Date = new Date()): string =>
  new Intl.DateTimeFormat(language, { timeZoneName: "short" })
    .formatToParts(when)
    .find(({ type }) => type === "timeZoneName")?.value ?? "";

/** `09:16:02` today, else `20 Nov 2026, 09:16:02`. */
export function moment(seconds: number, now: Date = new Date()): string {
  const today = at(seconds).toDateString() === now.toDateString();
  return today ? clockWithSeconds(seconds) : `${day(seconds)}, ${clockWithSeconds(seconds)}`;
}

/** `a, b and c`. */
export const list = (words: string[]): string =>
  new Intl.ListFormat(language, { type: "conjunction" }).format(words);
