/** Data for stdout. */
export const json = (data: unknown): string => `${JSON.stringify(data, undefined, 2)}\n`;
