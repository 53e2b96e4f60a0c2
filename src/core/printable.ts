/** Line breaks, escape sequences of terminals, marks that turn the direction of writing: what may hide the truth. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** `text` on one line, at most `longest` characters of it, with nothing invisible in it. */
export function printable(text: string, longest: number): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return short.replace(
    INVISIBLE,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
}

/** Whether a text has nothing invisible in it. */
export const isPrintable = (text: string): boolean => text.search(INVISIBLE) < 0;

/** An address without what may be secret in it: user, password and query. */
export function printableUrl(address: string): string {
  const url = URL.parse(address);
  return url ? `${url.protocol}//${url.host}${url.pathname}` : 'an address';
}

/** Whether an address has a user or a password in it; also one that cannot be parsed. */
export const hasCredentials = (address: string): boolean => /^[^/]*\/\/[^/]*@/.test(address);

/** Whether a refused text is better not said: long ones and those of several lines may be YAML, addresses may hold a password or a token. */
export const mayHoldSecret = (text: string): boolean =>
  text.length > 80 || text.includes('\n') || /[@?]/.test(text);
