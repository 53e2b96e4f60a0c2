/**
 * The text with no line that the runner takes for a command: it looks for `::name::` after any blanks, and for
 * `##[name]` anywhere. What a cluster, a program or a workflow's input says may hold both.
 */
export const inert = (text: string): string =>
  text.replace(/^(?=\s*::)/gm, '|').replaceAll('##[', '# #[');
