import type { FailedHandOut, HandOut } from '../../../src/workshop/hand-out/index.ts';

export const createHandOut = (given: Partial<HandOut> = {}): HandOut => {
  const cluster = given.cluster ?? 'go-01';
  return {
    workshop: 'go',
    attendee: 'Ada Lovelace',
    cluster,
    kubernetesVersion: '1.34.4',
    context: cluster,
    server: 'https://203.0.113.7:31443',
    // Longer than one line of base64, with bytes that are encoded as + and /, and without a line break at the end
    kubeconfig: `# ${cluster} für Ada ~~~???\n${'token: c2VjcmV0\n'.repeat(400)}end: ÿ`,
    expiresAt: new Date('2026-11-24T16:30:59Z'),
    ...given,
  };
};

const PHRASE = 'a-name-that-is-much-too-long-for-any-phone-';

/** Names that contain markup or scripts, as in attacks on other pages. */
export const HOSTILE: readonly string[] = [
  '<script>document.title = "owned"</script>',
  `"><img src='https://203.0.113.9/x.png' onerror="alert(1)">`,
  "</h1></title></style><style>@import 'https://203.0.113.9/x.css'</style>",
  '&lt;b&gt; &amp; `$HOME` {{1}}',
  '\u202Eyb dettimda\u2066 مريم',
  PHRASE.replaceAll('-', '').repeat(4),
];

export const handOuts: readonly HandOut[] = [
  createHandOut(),
  ...HOSTILE.map((attendee, index) => createHandOut({ attendee, cluster: `go-0${index + 2}` })),
  createHandOut({
    attendee: 'Grace Hopper',
    cluster: `go-${PHRASE}09`,
    server: `https://${PHRASE.repeat(4)}lb.example.com:31443`,
  }),
];

export const failed: readonly FailedHandOut[] = [
  { attendee: '<b>Linus</b>', cluster: 'go-10', reason: 'Pod <go-10-0>: 3 Insufficient memory' },
];
