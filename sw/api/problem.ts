/** Kinds of problems with their HTTP status codes. */
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

/** An error that becomes a problem document (RFC 9457) and tells how to correct the request. */
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

/** Returns a problem about one field of the request. */
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
