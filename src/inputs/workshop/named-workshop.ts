import { resolve } from 'node:path';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { attendeesOf, handOutFolder } from './read-workshop.ts';
import { readWorkshopFile } from './workshop-file.ts';

/** A workshop that may be on the host, as its name or its file tells of it. */
export interface NamedWorkshop {
  name: string;
  /** The folder of the hand-outs. */
  out: string;
  /** Who is to have a seat, where that is known. */
  attendees?: string[];
  namespace?: string[];
  hostKubeconfigPath?: string;
  hostContext?: string;
}

/**
 * The workshop of a name, or of a workshop.yaml, which says where it is, too.
 *
 * @throws InputError with what is wrong with the file.
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
