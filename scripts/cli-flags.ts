import type { Option } from 'commander';
import { cliLog } from '../src/cli/log.ts';
import { cliProgram } from '../src/cli/program.ts';
import { between, code, table } from './markdown.ts';

/** `text` with the table of flags between its markers made anew from the commands. */
export function withFlags(text: string): string {
  const commandsOf = new Map<string, string[]>();
  for (const command of cliProgram(cliLog(), () => {}).commands) {
    for (const option of command.options) {
      const row = JSON.stringify(cellsOf(option));
      commandsOf.set(row, [...(commandsOf.get(row) ?? []), command.name()]);
    }
  }
  const rows = [...commandsOf].map(([row, commands]) => [
    ...(JSON.parse(row) as string[]),
    commands.map(code).join(', '),
  ]);
  return between(text, 'flags', table(['Flag', 'Default', 'What it is', 'Of'], rows));
}

function cellsOf({
  flags,
  description,
  defaultValue,
  defaultValueDescription,
  argChoices,
}: Option) {
  const choices = argChoices ? `: ${argChoices.join(', ')}` : '';
  const byDefault = defaultValueDescription ?? defaultValue;
  return [code(flags), code(byDefault), description + choices];
}
