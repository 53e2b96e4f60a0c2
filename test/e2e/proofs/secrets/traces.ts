/** All texts that a job leaves somewhere, each under the name of where that is. */
export class Traces {
  readonly #texts = new Map<string, Set<string>>();

  add(place: string, text: string): void {
    const known = this.#texts.get(place);
    if (known) known.add(text);
    else this.#texts.set(place, new Set([text]));
  }

  /** Places whose name matches. */
  places(pattern: RegExp): string[] {
    return [...this.#texts.keys()].filter((place) => pattern.test(place));
  }

  get count(): number {
    return [...this.#texts.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get bytes(): number {
    const texts = [...this.#texts.values()].flatMap((set) => [...set]);
    return texts.reduce((sum, { length }) => sum + length, 0);
  }

  /** Where one of `secrets` is. */
  holding(secrets: Iterable<string>): string[] {
    const sought = [...secrets];
    return [...this.#texts]
      .filter(([, texts]) => [...texts].some((text) => sought.some((one) => text.includes(one))))
      .map(([place]) => place);
  }
}
