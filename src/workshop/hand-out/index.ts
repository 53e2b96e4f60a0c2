export type { FailedHandOut, HandOut } from './hand-out.ts';
export type { ListedHandOut } from './overview-page.ts';
export { removeAllHandOuts, removeHandOuts } from './remove-hand-outs.ts';
export { writeHandOuts } from './write-hand-outs.ts';
