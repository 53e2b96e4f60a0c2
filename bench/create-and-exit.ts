import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCluster } from '../src/core/create.ts';
import { parseInput, specShape, toSpec } from '../src/core/spec.ts';
import { localHost } from '../test/support/host.ts';

/** The measured program: makes a cluster with `wait-for: ready` and leaves it to its keeper. */
const { hostKubeconfig, helm, chart, name, workDir, jobPid } = JSON.parse(process.argv[2] ?? '{}');
const spec = toSpec(parseInput(specShape, { name, chart, 'kubernetes-version': '1.34.4' }));
const host = localHost({ kubeconfig: hostKubeconfig, helm, workDir, jobPid });
const { phases, kubeconfig } = await createCluster(host, spec);
await writeFile(join(workDir, 'made.json'), JSON.stringify({ phases, kubeconfig }));
process.exit(0);
