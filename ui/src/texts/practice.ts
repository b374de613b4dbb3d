// The drawer of practice keys. Always chalk, only in practice.

export const practice = {
  drawer: "Practice keys",
  says: "They are made of software and stay on this computer. Try one that is not on the list, too.",
  plug: (name: string) => `Plug in ${name}`,
  pull: (name: string) => `Take out ${name}`,
  plugShort: "Plug in",
  pullShort: "Take out",
  plugged: "plugged in",
  listed: "on the list",
  notListed: "not on the list",
  fingerprint: "has a fingerprint reader",
  noPin: "no PIN yet",
  touch: "Touch the practice key",
  touchOne: (name: string) => `Touch ${name}`,
  finger: "Put a finger on the practice key",
  space: "Space",
  decline: "Decline on the key",
} as const;
