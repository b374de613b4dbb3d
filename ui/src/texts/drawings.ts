// What a drawing shows, for those who hear it. Each says the same as the picture.
import { count } from "./format";

export const drawings = {
  resting: "A dark stone with a security key lying on it",
  insert: "A security key below the port of a laptop, moving towards it",
  out: "A security key that was taken out of the port of a laptop",
  plugged: "A security key in the port of a laptop",
  tries: (left: number) =>
    `A security key in the port. Eight dots around its contact, ${left} filled: ${count(left, "try", "tries")} left`,
  touch: "A security key in the port. Its gold contact glows and a fingertip is about to touch it",
  several: (many: number) => `${count(many, "security key", "security keys")} side by side, their contacts glowing`,
  tagged: (words: string) => `A security key in the port with a label: ${words}`,
  locked: "A security key in the port with a lock on it",
  streak: "A dark stone with one clean streak of gold across it, and the key beside it",
} as const;
