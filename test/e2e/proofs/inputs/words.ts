import { type BadInput, crossed, texts } from './bad-input.ts';

const TIMES = ['timeout', 'queue-timeout', 'ttl', 'lease', 'tunnel-timeout', 'cleanup-timeout'];
const SWITCHES = ['preflight', 'sweep', 'export-kubeconfig', 'summary'];
const CHOICES = ['wait-for', 'connect', 'cleanup', 'cleanup-failure', 'diagnostics'];
const VERSIONS = ['kubernetes-version', 'vcluster-version'];
const NAMES = ['name', 'namespace', 'host-context'];

const badTimes = (input: string): BadInput[] =>
  texts(input, {
    zero: '0s',
    'no unit': '60',
    'another unit': '60w',
    negative: '-5m',
    broken: '1.5h',
    'an exponent': '1e3s',
    'a space inside': '1h 30m',
    'too long for a timer': '25d',
    'too long for a date': '99999999999999999999h',
    'too long for a number': `${'9'.repeat(400)}s`,
    'not a number': 'NaNs',
    'hex digits': '0x10s',
    milliseconds: '5ms',
  });

const badVersions: BadInput[] = [
  ...texts('kubernetes-version', {
    'a range': '>=1.30',
    'a caret': '^1.34.0',
    'a wild card': '1.x',
    'build metadata': '1.34.4+k3s1',
    'a prerelease': '1.34.4-rc.1',
    'an image': '1.34.4@sha256:00',
    'another tag': '1.34.4/../../evil',
    'a minor that is unknown': '1.99',
    'a major that is unknown': '9.9.9',
    'a leading zero': '1.034.4',
    'a number too large': '1.34.99999999999999999999',
    'before the oldest alias': 'n-3',
    'a property': 'constructor',
  }),
  ...texts('vcluster-version', {
    'a range': '>=0.30',
    'an unknown minor': '0.99',
    'too old': '0.19.0',
    'build metadata': '0.30.0+evil',
    'an equals sign': '=0.30.0',
    'a path upwards': '0.30.0/../../evil',
    'a word': 'latest',
    'a number too large': '0.30.99999999999999999999',
  }),
];

const badNames: BadInput[] = [
  ...texts('name', {
    'capital letters': 'Cluster',
    'a digit first': '1-cluster',
    'a dash last': 'cluster-',
    'a dot': 'a.b',
    'an underscore': 'a_b',
    'too long': 'a'.repeat(41),
  }),
  ...texts('namespace', {
    'capital letters': 'Team',
    'too long': 'a'.repeat(64),
    'a missing namespace': 'there-is-no-such-namespace',
  }),
  ...SWITCHES.flatMap((input) => texts(input, { yes: 'yes', one: '1', 'capital letters': 'True' })),
  ...CHOICES.flatMap((input) => texts(input, { 'two of them': 'always,never', null: 'null' })),
];

/** Invalid words, numbers and durations. */
export const badWords: BadInput[] = [
  ...crossed([...NAMES, ...VERSIONS, ...CHOICES, ...SWITCHES, ...TIMES]),
  ...TIMES.flatMap(badTimes),
  ...badVersions,
  ...badNames,
];
