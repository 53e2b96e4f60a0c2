import { resolve } from 'node:path';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { attendeesOf, handOutFolder } from './read-workshop.ts';
import { readWorkshopFile } from './workshop-file.ts';

/** A workshop that may exist on the host, as far as its name or its file describes it. */
export interface NamedWorkshop {
  name: string;
  /** The folder of the hand-outs. */
  out: string;
  /** The attendees, if a file lists them. */
  attendees?: string[];
  namespace?: string[];
  hostKubeconfigPath?: string;
  hostContext?: string;
}

/**
 * Returns the workshop for a name, or for the path of a workshop.yaml, which also contains its host and namespaces.
 *
 * @throws InputError with all problems of the file.
 */
export function namedWorkshop(named: string): NamedWorkshop {
  if (!/\.ya?ml$/.test(named)) return { name: named, out: handOutFolder(named) };
  const problems: InputProblem[] = [];
  const file = readWorkshopFile(resolve(named), problems);
  const { name = '', out = handOutFolder(name), namespace } = file;
  const { 'host-kubeconfig-path': hostKubeconfigPath, 'host-context': hostContext } = file;
  if (!name) problems.push({ input: 'name', allowed: 'given' });
  const attendees = attendeesOf(file, problems);
  if (problems.length > 0) throw new InputError(problems);
  return {
    ...{ name, out, attendees },
    ...(namespace && { namespace: namespace.split(/[\s,]+/).filter(Boolean) }),
    ...(hostKubeconfigPath && { hostKubeconfigPath }),
    ...(hostContext && { hostContext }),
  };
}
