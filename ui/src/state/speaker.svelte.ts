// What is said aloud once, to those who hear the page. The regions stand in App, because a region
// that comes with its words is not heard.

class Speaker {
  polite = $state("");
  assertive = $state("");

  /** When there is time. */
  say(words: string): void {
    this.polite = words;
  }

  /** At once: a touch does not wait. */
  call(words: string): void {
    this.assertive = words;
  }
}

export const speaker = new Speaker();
