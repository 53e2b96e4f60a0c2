/** Replaces each secret. */
export const REDACTED = '[redacted]';

export type Redact = (text: string) => string;

/** Shorter texts also occur by chance, and redacting those would make logs hard to read. */
const SHORTEST_SECRET = 8;

/**
 * Returns a function that redacts credentials in a text: `secrets` in each form in which a program may print them, PEM
 * blocks, tokens of known formats, and values that are assigned to a name such as `password`. If in doubt, redacts.
 */
export function redactor(secrets: Iterable<string>): Redact {
  const known = [...new Set([...secrets].flatMap(formsOf))]
    .filter(({ length }) => length >= SHORTEST_SECRET)
    // Longest first, because a secret can be part of another one.
    .toSorted((one, other) => other.length - one.length);
  return (text) => {
    const without = known.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
    return PATTERNS.reduce(
      (rest, [pattern, by]) => rest.replace(pattern, by),
      withoutPem(without),
    ).replace(BASE64, (run) => (isHarmless(run) ? run : REDACTED));
  };
}

/** Returns the secret unchanged, encoded, decoded, and its single lines, because a log can print a key line by line. */
function formsOf(secret: string): string[] {
  const decoded = Buffer.from(secret, 'base64').toString();
  const texts = decoded.includes('-----BEGIN ') ? [secret, decoded] : [secret];
  const lines = texts.flatMap((text) => text.split(/\r?\n/));
  const secretLines = lines.filter((line) => !line.startsWith('-----'));
  return [...texts, Buffer.from(secret).toString('base64'), ...secretLines];
}

const BEGIN = '-----BEGIN ';
const END = /-----END [A-Z0-9 ]{1,40}-----/;
const LONGEST_PEM = 16_384;

/** Redacts PEM blocks. Searches for fixed strings, so that no crafted text can slow it down. */
function withoutPem(text: string): string {
  const [before = '', ...blocks] = text.split(BEGIN);
  const rest = blocks.map((block) => {
    const end = END.exec(block.slice(0, LONGEST_PEM));
    return end ? REDACTED + block.slice(end.index + end[0].length) : BEGIN + block;
  });
  return before + rest.join('');
}

const SECRET_NAME =
  '(?:passw(?:or)?d|passphrase|secret|token|credentials?|(?:api|access|private|client)[-_]?key(?:-data)?)';
/** A quoted text, a quoted text within JSON, or all characters up to the next space or delimiter. */
const VALUE = String.raw`(?:\\"[^"\\\n]*\\"|"[^"\n]*"|'[^'\n]*'|[^\s"',;&}]+)`;
const NO_SECRET = String.raw`(?!true\b|false\b|null\b|\[redacted\])`;

const PATTERNS: [RegExp, string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, REDACTED],
  [/\b(bearer|basic)\s+(?=\S*\d)[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  [/(:\/\/)[^\s/@"']{1,256}@/g, `$1${REDACTED}@`],
  [/\b(?:gh[opsru]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16})\b/g, REDACTED],
  [
    new RegExp(`(${SECRET_NAME}(?:\\\\?["'])?[ \\t]*[:=][ \\t]*)${NO_SECRET}${VALUE}`, 'gi'),
    `$1${REDACTED}`,
  ],
  [new RegExp(`(--[\\w-]{0,40}${SECRET_NAME}[ \\t]+)${VALUE}`, 'gi'), `$1${REDACTED}`],
];

/** Matches also single lines of a key whose start or end is missing. */
const BASE64 = /[A-Za-z0-9+/]{60,}={0,2}/g;

/** Hexadecimal text is a digest. Text without digits or without capital letters is a path. */
const isHarmless = (run: string): boolean =>
  /^[0-9a-f]+$/i.test(run) || !/[0-9]/.test(run) || !/[A-Z]/.test(run);
