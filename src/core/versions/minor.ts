/** `1.34.4` -> `1.34`. */
export const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');
