import { cached } from './build/cached.ts';
import { act, commandLineTools } from './build/programs.ts';
import { type Tools, toolsIn, toolsRecipe } from './build/tools.ts';
import type { Report } from './report.ts';

export const buildCommandLineTools = async (report: Report): Promise<string> =>
  cached(await commandLineTools(), report);

/** Builds the tools that tests call, in one folder. */
export async function buildTools(report: Report): Promise<Tools> {
  const commandLine = await buildCommandLineTools(report);
  return toolsIn(await cached(toolsRecipe(commandLine, await cached(await act(), report)), report));
}
