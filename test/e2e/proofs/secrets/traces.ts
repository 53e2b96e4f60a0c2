/** All texts that a job leaves, each with its source. */
export class Traces {
  readonly #texts = new Map<string, Set<string>>();

  add(source: string, text: string): void {
    const known = this.#texts.get(source);
    if (known) known.add(text);
    else this.#texts.set(source, new Set([text]));
  }

  /** Sources whose name matches. */
  sources(pattern: RegExp): string[] {
    return [...this.#texts.keys()].filter((source) => pattern.test(source));
  }

  get count(): number {
    return [...this.#texts.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get bytes(): number {
    const texts = [...this.#texts.values()].flatMap((set) => [...set]);
    return texts.reduce((sum, { length }) => sum + length, 0);
  }

  /** Sources that contain one of `secrets`. */
  holding(secrets: Iterable<string>): string[] {
    const sought = [...secrets];
    return [...this.#texts]
      .filter(([, texts]) => [...texts].some((text) => sought.some((one) => text.includes(one))))
      .map(([source]) => source);
  }
}
