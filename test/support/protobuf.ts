/** The part of protobuf that the tests need (length-delimited fields), independent of the code under test. */
export type Field = readonly [number: number, value: string | Buffer];

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

export function encode(...fields: Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      return [Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes];
    }),
  );
}

/** The values of field `number`, in order. */
export function decode(message: Buffer, number: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const next = (): number => {
    const byte = message[at++] ?? 0;
    return byte < 128 ? byte : byte - 128 + 128 * next();
  };
  while (at < message.length) {
    const tag = next();
    if (tag % 8 !== 2) throw new Error(`wire type ${tag % 8} at ${at}`);
    const length = next();
    if (Math.floor(tag / 8) === number) found.push(message.subarray(at, at + length));
    at += length;
  }
  if (at !== message.length) throw new Error('the last field is cut off');
  return found;
}

/** The text in field `number`, which occurs once. */
export const decodeText = (message: Buffer, number: number): string =>
  Buffer.concat(decode(message, number)).toString();
