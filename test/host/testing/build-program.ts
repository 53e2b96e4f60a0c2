/** Builds the Go module in argv. Prints whether this process built it or found it in the cache, and the folder. */
import { cached } from '../build/cached.ts';
import { goRecipe } from '../build/go.ts';
import { Report } from '../report.ts';

const [name = '', module = ''] = process.argv.slice(2);
const report = new Report();
const recipe = await goRecipe({ name, module, packages: ['.'], ldflags: '-s -w' });
const folder = await cached(recipe, report);
console.log(report.timings.length > 0 ? 'built' : 'found', folder);
