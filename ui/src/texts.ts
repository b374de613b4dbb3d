// Every sentence of the window, so that one can be read, changed and translated in one place.

/** The Start room. */
export const start = {
  skip: "Skip to content",
  title: "Start",
  lead: "Touchstone registers security keys and says why one is refused.",
  stone: "Register a key in the terminal",
  stoneBody:
    "This window is still empty. Registration works on the command line, with a key of your own or with the practice key, which needs no hardware and no account.",
  practice: "With the practice key",
  own: "With your own key",
  keys: "Which keys are here",
  doctor: "What this computer lacks",
  commands: "Commands",
  version: (version: string) => `Version ${version}`,
  noShell: "The program behind this window did not answer.",
} as const;
