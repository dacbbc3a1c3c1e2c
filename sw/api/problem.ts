/** Everything that can be wrong with a call, with the status that says so. */
const kinds = {
  'malformed-request': [400, 'The request cannot be read'],
  'foreign-caller': [403, 'Only scripts of pages that this worker serves are answered'],
  'unknown-path': [404, 'There is nothing at this path'],
  'unknown-id': [404, 'There is nothing with this id'],
  'wrong-method': [405, 'This path does not take this method'],
  'no-feed': [409, 'No page has shown its feed to this worker yet'],
  'too-large': [413, 'The body is too large'],
  'wrong-type': [415, 'The body must be JSON'],
  'invalid-values': [422, 'The body has values that are not allowed'],
  'internal-error': [500, 'The worker failed to answer'],
  'store-away': [503, 'The store cannot be reached'],
} as const;

export type ProblemKind = keyof typeof kinds;
export type FieldError = { readonly field: string; readonly message: string };

/** A refusal that tells the client what to do better, as RFC 9457 writes it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;

  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = kinds[kind][0];
  }

  toResponse(): Response {
    const { kind, status, detail, errors } = this;
    const body = { type: `urn:nextreel:problem:${kind}`, title: kinds[kind][1], status, detail, errors };
    return respondJson(body, status, { 'content-type': 'application/problem+json', ...this.headers });
  }
}

/** A value in a field of the request that is not allowed. */
export function refuseField(kind: ProblemKind, field: string, message: string): Problem {
  return new Problem(kind, `${field}: ${message}`, [{ field, message }]);
}

export function respondJson(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });
}
