import { type ClusterIntent, candidatesOf, newIntent } from '../cluster/ref.ts';
import { ClusterError, InputError, type InputProblem } from '../errors.ts';
import { kubeOf, withConnectionReuse } from '../kube/clients.ts';
import { planCluster } from '../plan/plan.ts';
import type { Runtime } from '../runtime.ts';
import type { ClusterSpec } from '../spec/spec.ts';
import { checkAdmission } from './admission-check.ts';
import { type Check, type Finding, unknown, type Wish } from './finding.ts';
import { checkNamespace } from './namespace-check.ts';
import { checkImages, checkPlan } from './plan-check.ts';
import { checkCopiedSecrets, checkPullSecrets } from './pull-secret-check.ts';
import { checkQuota } from './quota-check.ts';
import { formatFinding, nameOf } from './report.ts';
import { checkRights } from './rights-check.ts';

const CHECKS: Record<string, Check<Wish>> = {
  'host and chart': checkPlan,
  'pull secrets': checkCopiedSecrets,
  images: checkImages,
};

/** Of each place where the cluster may come to be. */
const CHECKS_OF_PLACE: Record<string, Check> = {
  rights: checkRights,
  namespace: checkNamespace,
  quota: checkQuota,
  admission: checkAdmission,
  'pull secrets': checkPullSecrets,
};

/**
 * Finds out whether the cluster of `spec` can be made, and makes nothing. Never rejects: what cannot be checked is
 * `unknown`.
 */
export async function examine(
  runtime: Runtime,
  spec: ClusterSpec,
  intent: ClusterIntent = newIntent(spec),
): Promise<Finding[]> {
  const kube = kubeOf(withConnectionReuse(runtime.hostCluster));
  const planning = planCluster(runtime, kube, spec, candidatesOf(intent)[0]);
  return examineWish({ kube, spec, intent, planning });
}

/**
 * The examination before the first write of `createCluster`: warnings go into the log.
 *
 * @throws InputError where it is the inputs that are at fault.
 * @throws ClusterError with all problems and their hints.
 */
export async function preflight({ log }: Pick<Runtime, 'log'>, wish: Wish): Promise<void> {
  const findings = await examineWish(wish);
  for (const finding of findings) {
    (finding.state === 'warning' ? log.warning : log.debug)(formatFinding(finding));
  }
  const problems = findings.filter(({ state }) => state === 'problem');
  if (problems.length === 0) return;
  const inputs = problems.flatMap(toInputProblem);
  if (inputs.length > 0) throw new InputError(inputs);
  const what = problems.map((problem) => `${nameOf(problem)}: ${problem.detail}`).join('; ');
  const hints = new Set(problems.map(({ hint }) => hint));
  throw new ClusterError(
    `${wish.intent.name} cannot be made on this host cluster; nothing was created. ${what}`,
    { hint: [...hints].filter(Boolean).join('\n') },
  );
}

const toInputProblem = ({ input, detail, hint = '' }: Finding): InputProblem[] =>
  input ? [{ input, allowed: `something else (${detail}). ${hint}`.trim() }] : [];

async function examineWish({ intent, ...wish }: Wish): Promise<Finding[]> {
  const places = candidatesOf(intent);
  const findings = await Promise.all([
    examineBy(CHECKS, { ...wish, intent }),
    ...places.map(async (ref) => {
      const found = await examineBy(CHECKS_OF_PLACE, { ...wish, ref });
      const { namespace } = ref;
      return places.length > 1 ? found.map((it) => ({ ...it, namespace })) : found;
    }),
  ]);
  return findings.flat();
}

async function examineBy<S>(checks: Record<string, Check<S>>, subject: S): Promise<Finding[]> {
  const findings = await Promise.all(
    Object.entries(checks).map(async ([check, run]) => {
      const answers = await run(subject).catch((error) => [unknown(error)]);
      return answers.map((answer) => ({ check, ...answer }));
    }),
  );
  return findings.flat();
}
