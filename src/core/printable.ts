/** Line breaks, escape sequences of terminals and marks that change the text direction. They can disguise a text. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Returns at most `longest` characters of `text` on one line, with its invisible characters escaped. */
export function printable(text: string, longest: number): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return short.replace(
    INVISIBLE,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
}

/** Whether a text contains no invisible characters. */
export const isPrintable = (text: string): boolean => text.search(INVISIBLE) < 0;

/** Returns an address without its parts that may be secret: user, password and query. */
export function printableUrl(address: string): string {
  const url = URL.parse(address);
  return url ? `${url.protocol}//${url.host}${url.pathname}` : 'an address';
}

/** Whether an address contains a user or a password. Works for addresses that cannot be parsed, too. */
export const hasCredentials = (address: string): boolean => /^[^/]*\/\/[^/]*@/.test(address);

/**
 * Whether an invalid value may contain a secret, so that no message may quote it: a long text or one of several lines may
 * be YAML, and an address may contain a password or a token.
 */
export const mayHoldSecret = (text: string): boolean =>
  text.length > 80 || text.includes('\n') || /[@?]/.test(text);
