/** What a Status of Kubernetes, the body of an error answer, says about the object. */
export interface StatusDetails {
  /** The resource: `jobs`. */
  kind?: string;
  name?: string;
}

export interface Status {
  kind?: string;
  message?: string;
  details?: StatusDetails;
}

/**
 * Parses the body of an error answer. Returns undefined if it is not a Status: then a proxy or load balancer in front of
 * the API server answered, and its 404 says nothing about the object.
 */
export function parseStatus(body: unknown): Status | undefined {
  const status = parseObject(body);
  return status?.kind === 'Status' ? status : undefined;
}

/** Parses any JSON object. */
export function parseObject(body: unknown): Status | undefined {
  try {
    const parsed = JSON.parse(String(body));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
