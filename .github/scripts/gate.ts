import { readdirSync, readFileSync } from 'node:fs';
import { loadYaml } from '@kubernetes/client-node';

/**
 * Fails if a workflow with several jobs has a job that is missing in the `needs` of the job `gate`. The gate would pass
 * although that job failed.
 */
interface Workflow {
  jobs: Record<string, { needs?: string[] }>;
}

const folder = '.github/workflows';
for (const file of readdirSync(folder)) {
  const { jobs } = loadYaml<Workflow>(readFileSync(`${folder}/${file}`, 'utf8'));
  if (Object.keys(jobs).length === 1) continue;
  const { gate, ...others } = jobs;
  const missing = Object.keys(others).filter((job) => !gate?.needs?.includes(job));
  if (missing.length === 0) continue;
  console.error(`${folder}/${file}: add ${missing.join(', ')} to the "needs" of the job "gate".`);
  process.exitCode = 1;
}
