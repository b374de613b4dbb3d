// The shapes of what is said. A table over a generated type lacks neither a sentence nor a next step,
// because one that does is not of these types.

/** What is the case, and what to do now. */
export type Sentence = { says: string; next: string };

/** The same with the heading of a screen. */
export type Said = Sentence & { heading: string };

/** One text for each variant of a union that is told apart by `kind`. */
export type ByKind<Union extends { kind: string }, Text, Context> = {
  [Kind in Union["kind"]]: (variant: Extract<Union, { kind: Kind }>, context: Context) => Text;
};

/** Looks the variant's text up. The table is whole, so there always is one. */
export function say<Union extends { kind: string }, Text, Context>(
  table: ByKind<Union, Text, Context>,
  variant: Union,
  context: Context,
): Text {
  const text = table[variant.kind as Union["kind"]] as (variant: Union, context: Context) => Text;
  return text(variant, context);
}

/** How things are called in this registration. */
export type Names = {
  /** The key by its place; "this key" where nobody knows a name. */
  key: (authenticator: string) => string;
  /** The organisation, else the site. */
  directory: string;
  /** The person brought the options; no directory gave them. */
  own: boolean;
  /** Whom it is for, where that is somebody else. */
  whose: string | null;
  /** With which name and when the directory lists a credential; `null` where it does not. */
  listed: (credentialId: string) => { name: string | null; created: number | null } | null;
};
