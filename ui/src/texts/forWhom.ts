// For whom a key is: somebody of the organisation, or oneself.
export const forWhom = {
  title: "Who is the key for?",
  says: (organisation: string) => `Find the person in the directory of ${organisation}.`,
  take: (name: string) => `Register for ${name}`,
  myself: "It is for myself",
  name: (organisation: string, person: string) => `${organisation} lists ${person}’s keys by name. Choose one that they will know again.`,
} as const;
