import { resolve } from 'node:path';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { readSmallFile } from '../../machine/small-file.ts';
import { isolationProblem, QUOTAS, type Quota } from '../../workshop/quota.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import { type InputsOnHost, readInputsOnHost } from '../inputs.ts';
import { listed, MOST_ATTENDEES, numbered, parseCsv } from './attendees.ts';
import { readManifestFiles } from './manifest-files.ts';
import { readWorkshopFile, type WorkshopFile } from './workshop-file.ts';

/** The values of flags, by the keys of the file. They take precedence over the file. */
export type WorkshopFlags = Partial<Record<keyof WorkshopFile, string | string[]>>;

export interface ReadWorkshop {
  workshop: Workshop;
  inputs: InputsOnHost;
  /** The folder of the hand-outs. */
  out: string;
}

/** Clusters are named `NAME-001`. */
const LONGEST_NAME = 36;
const MOST_PARALLEL = 50;
const DEFAULTS = { connect: 'node-port', parallel: '4', quota: 'small' };

/**
 * Reads a workshop from a file and flags.
 *
 * @throws InputError with all problems of both.
 */
export function readWorkshop(
  file: string | undefined,
  flags: WorkshopFlags,
  env: NodeJS.ProcessEnv,
): ReadWorkshop {
  const inFile: InputProblem[] = [];
  const given = withFlags(file ? readWorkshopFile(resolve(file), inFile) : {}, flags);
  const problems: InputProblem[] = [];
  const name = given.name ?? '';
  if (name.length > LONGEST_NAME)
    problems.push({ input: 'name', given: name, allowed: `at most ${LONGEST_NAME} characters` });
  if (!name) problems.push({ input: 'name', allowed: 'given' });
  const attendees = attendeesOf(given, problems);
  const inputs = inputsOf(given, env, problems);
  const manifests = readManifestFiles(given.manifests ?? [], problems);
  const parallel = numberOf('parallel', given.parallel, MOST_PARALLEL, problems);
  const quota = quotaOf(given, problems);
  const [spec] = inputs?.specs ?? [];
  if (spec && spec.namespaces.length > 0 && spec.namespaces.length < attendees.length) {
    const allowed = `left out, or ${attendees.length} namespaces: each can contain only one cluster at a time`;
    problems.push({ input: 'namespace', allowed });
  }
  // An invalid value in the file is not reported as missing, too.
  const others = problems.filter(({ input }) => !inFile.some((it) => isAbout(it.input, input)));
  if (!inputs || !spec || inFile.length + others.length > 0)
    throw new InputError([...inFile, ...others]);
  const workshop = {
    name,
    attendees,
    spec,
    quota,
    manifests,
    charts: given.charts ?? [],
    parallel,
  };
  return { workshop, inputs, out: resolve(given.out ?? handOutFolder(name)) };
}

const isAbout = (given: string, input: string): boolean =>
  given === input || given.startsWith(`${input}.`) || (given === 'count' && input === 'attendees');

/** A flag for the attendees replaces both `count` and `attendees` of the file. */
function withFlags({ count, attendees, ...others }: WorkshopFile, flags: WorkshopFlags) {
  const isGiven = flags.count !== undefined || flags.attendees !== undefined;
  return {
    ...DEFAULTS,
    ...others,
    ...(!isGiven && { count, attendees }),
    ...flags,
  } as WorkshopFile;
}

function inputsOf(
  given: WorkshopFile,
  env: NodeJS.ProcessEnv,
  problems: InputProblem[],
): InputsOnHost | undefined {
  const texts = given as Record<string, unknown>;
  const own = ['count', 'kubeconfig-path', 'lease'];
  const getInput = (input: string) =>
    typeof texts[input] === 'string' && !own.includes(input) ? (texts[input] as string) : '';
  try {
    const inputs = readInputsOnHost({ getInput, env, defaultName: 'workshop' });
    const several = inputs.specs.length > 1;
    if (several) problems.push({ input: 'kubernetes-version', allowed: 'one version' });
    const isolation = inputs.specs[0] && isolationProblem(inputs.specs[0]);
    if (isolation) problems.push(isolation);
    const { connect, endpoint = '' } = inputs.specs[0] ?? {};
    if (connect === 'ingress' && !endpoint.includes('{name}'))
      problems.push({ input: 'endpoint', given: endpoint, allowed: 'a name that contains {name}' });
    if (connect === 'tunnel' || connect === 'auto') {
      const allowed =
        'node-port, load-balancer, ingress or service: a tunnel needs a process that keeps running';
      problems.push({ input: 'connect', given: connect, allowed });
    }
    return inputs;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** The default folder of the hand-outs. */
export const handOutFolder = (workshop: string): string => resolve(`${workshop}-hand-outs`);

/** Returns the names of the attendees, and adds the problems with their list to `problems`. */
export function attendeesOf(
  { count, attendees }: Pick<WorkshopFile, 'count' | 'attendees'>,
  problems: InputProblem[],
): string[] {
  if ((count === undefined) === (attendees === undefined)) {
    problems.push({ input: 'attendees', allowed: 'given, or count instead; exactly one of them' });
    return [];
  }
  if (attendees === undefined) return numbered(numberOf('count', count, MOST_ATTENDEES, problems));
  const read = typeof attendees === 'string' ? readCsv(attendees) : listed(attendees);
  problems.push(...read.problems.map((allowed) => ({ input: 'attendees', allowed })));
  return read.names;
}

function readCsv(path: string) {
  try {
    return parseCsv(readSmallFile(path));
  } catch (error) {
    return { names: [], problems: [`the path of a CSV file (${(error as Error).message})`] };
  }
}

function numberOf(input: string, text = '', most: number, problems: InputProblem[]): number {
  const number = Number(text);
  if (/^[1-9]\d*$/.test(text) && number <= most) return number;
  problems.push({ input, given: text, allowed: `a number from 1 to ${most}` });
  return 1;
}

function quotaOf({ quota }: WorkshopFile, problems: InputProblem[]): Quota {
  const found = QUOTAS.find((it) => it === quota);
  if (!found)
    problems.push({ input: 'quota', given: quota, allowed: `one of ${QUOTAS.join(', ')}` });
  return found ?? 'none';
}
