export type { FailedHandOut, HandOut } from './hand-out.ts';
export { writeHandOuts } from './write-hand-outs.ts';
