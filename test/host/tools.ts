import { cached } from './build/cached.ts';
import { act, commandLineTools } from './build/programs.ts';
import { type Tools, toolsIn, toolsRecipe } from './build/tools.ts';
import type { GivenVcluster } from './given-vcluster.ts';
import type { Report } from './report.ts';

export const buildCommandLineTools = async (report: Report): Promise<string> =>
  cached(await commandLineTools(), report);

/** Builds the tools that tests call, in one folder. */
export async function buildTools(report: Report, given?: GivenVcluster): Promise<Tools> {
  const commandLine = await buildCommandLineTools(report);
  const recipe = toolsRecipe(commandLine, await cached(await act(), report), given);
  return toolsIn(await cached(recipe, report), given);
}
