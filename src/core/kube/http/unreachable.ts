/** There was no connection to the API server, or no complete answer in time. The same request can succeed later. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
}

/** Returns why a connection failed, as an `UnreachableError`. */
export function unreachable(cause: NodeJS.ErrnoException): UnreachableError {
  // If a name has several addresses, Node throws the errors of all of them, with an empty message.
  const [first] = cause instanceof AggregateError ? (cause.errors as Error[]) : [];
  const message = cause.message || first?.message || cause.code || 'the connection failed';
  return new UnreachableError(message, { cause });
}
