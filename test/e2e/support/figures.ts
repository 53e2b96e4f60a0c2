/** Prints the one line of figures of a proof: `kill: 24 moments · 0 left after 84 s`. */
export function figures(proof: string, ...parts: string[]): void {
  // Past jest, which would put the place of the call beside it.
  process.stdout.write(`${proof}: ${parts.join(' · ')}\n`);
}
