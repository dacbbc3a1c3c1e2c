/** Everything that can be wrong with a request, with its HTTP status. */
const statuses = {
  'malformed-request': 400,
  'foreign-caller': 403,
  'unknown-path': 404,
  'unknown-id': 404,
  'wrong-method': 405,
  'no-feed': 409,
  'too-large': 413,
  'wrong-type': 415,
  'invalid-values': 422,
  'internal-error': 500,
  'store-away': 503,
} as const;

export type ProblemKind = keyof typeof statuses;
export type FieldError = { readonly field: string; readonly message: string };

/** A refusal that says how to correct the request, in the form of RFC 9457. */
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
    this.status = statuses[kind];
  }

  toResponse(): Response {
    const { kind, status, detail, errors } = this;
    const body = { type: `urn:nextreel:problem:${kind}`, title: kind.replace('-', ' '), status, detail, errors };
    return respondJson(body, status, { 'content-type': 'application/problem+json', ...this.headers });
  }
}

/** A field of the request has a value that is not allowed. */
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
