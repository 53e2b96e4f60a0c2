import { ClusterError } from '../core/errors.ts';

/** A reason that kind or the container engine gives, and what to do about it. */
const REASONS: readonly { why: RegExp; hint: string }[] = [
  {
    why: /failed to pull image|pull access denied|manifest unknown|failed to resolve reference|not found: manifest/i,
    hint: 'Choose a `host-version` that has an image (https://github.com/kubernetes-sigs/kind/releases), and log in to its registry if it is private.',
  },
  {
    why: /toomanyrequests|rate limit/i,
    hint: 'Log in to the registry before this step: `docker login`.',
  },
  { why: /no space left on device/i, hint: 'Free space on the disk: `docker system prune`.' },
  {
    why: /port is already allocated|address already in use/i,
    hint: 'End the process that listens on the port, or set KIND_EXPERIMENTAL_PROVIDER to another engine.',
  },
  { why: /permission denied/i, hint: 'Give this user the right to use the container engine.' },
  {
    why: /too many open files|inotify/i,
    hint: 'Raise the limits: `sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512`.',
  },
  {
    why: /rootless|cgroup/i,
    hint: 'See https://kind.sigs.k8s.io/docs/user/rootless for a container engine without root.',
  },
];

/** Returns the error for a call of kind that failed: its last message, and what to do. */
export function kindFailure(what: string, stderr: string): ClusterError {
  const found = REASONS.find(({ why }) => why.test(stderr));
  const lines = stderr.split('\n').filter((line) => line.trim());
  const line = (found && lines.find((it) => found.why.test(it))) ?? errorLine(lines);
  return new ClusterError(`${what}: ${line.trim() || 'kind gave no reason'}`, {
    hint: found?.hint ?? 'Run `docker ps` and `docker logs` to see what the node says.',
  });
}

/** kind writes `ERROR: …`, and then the output of the command that failed. */
const errorLine = (lines: readonly string[]): string =>
  lines.find((line) => line.startsWith('ERROR:'))?.replace('ERROR: ', '') ?? lines.at(-1) ?? '';
