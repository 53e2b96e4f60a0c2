/** Prints the result line of a proof: `kill: 24 kill points · 0 objects left`. */
export function figures(proof: string, ...parts: string[]): void {
  // Not with console.log, to which jest adds the position of the call.
  process.stdout.write(`${proof}: ${parts.join(' · ')}\n`);
}
