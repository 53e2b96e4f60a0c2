/** The pod that held all objects of the cluster was replaced: another connection would reach an empty cluster. */
export class StateLostError extends Error {
  override name = 'StateLostError';
}
