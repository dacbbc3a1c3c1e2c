import type * as v from 'valibot';
import { Problem } from './problem.ts';
import { readBody } from './request-body.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One row of the router's table. */
export type Endpoint = {
  readonly method: Method;
  /** May contain one parameter, written `{id}`. */
  readonly path: string;
  readonly body: v.GenericSchema | null;
  readonly answer: (request: Request, id: string) => Response | Promise<Response>;
};

/** A row for requests without a body. */
export function endpoint(method: Method, path: string, answer: (id: string) => Response | Promise<Response>): Endpoint {
  return { method, path, body: null, answer: (_request, id) => answer(id) };
}

/** A row for requests with a JSON body. */
export function endpointWithBody<T>(
  method: Method,
  path: string,
  body: v.GenericSchema<unknown, T>,
  answer: (body: T, id: string) => Response | Promise<Response>,
): Endpoint {
  return { method, path, body, answer: async (request, id) => answer(await readBody(request, body), id) };
}

/** Finds the endpoint for a request, and turns errors into problem documents. */
export class Router {
  readonly #rows: readonly { readonly endpoint: Endpoint; readonly pattern: RegExp }[];

  constructor(
    readonly endpoints: readonly Endpoint[],
    readonly onFailure: (cause: unknown) => void,
    /** Prefix of every path, so that the worker does not answer in place of the API of a site that embeds it. */
    readonly base = '',
  ) {
    this.#rows = endpoints.map((row) => ({
      endpoint: row,
      pattern: new RegExp(`^${base}${row.path.replace('{id}', '([^/]+)')}$`),
    }));
  }

  async answer(request: Request): Promise<Response> {
    const response = await this.#answer(request).catch((cause: unknown) => this.#explain(cause));
    if (request.method !== 'HEAD') return response;
    void response.body?.cancel().catch(() => undefined);
    return new Response(null, response);
  }

  #explain(cause: unknown): Response {
    if (cause instanceof Problem) return cause.toResponse();
    this.onFailure(cause);
    return new Problem('internal-error', "See the worker's log for details.").toResponse();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const rowsAtPath = this.#rows.filter(({ pattern }) => pattern.test(pathname));
    if (rowsAtPath.length === 0) throw new Problem('unknown-path', `${pathname} is not a path of this API.`);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const row = rowsAtPath.find(({ endpoint: { method: taken } }) => taken === method);
    if (row === undefined) {
      const allow = rowsAtPath.flatMap(({ endpoint: { method: taken } }) =>
        taken === 'GET' ? ['GET', 'HEAD'] : [taken],
      );
      const detail = `${pathname} takes ${allow.join(', ')}, not ${request.method}.`;
      throw new Problem('wrong-method', detail, [], { allow: allow.join(', ') });
    }
    const [, id = ''] = row.pattern.exec(pathname) ?? [];
    return row.endpoint.answer(request, decodeId(id));
  }
}

function decodeId(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    const message = `"${encoded}" is not percent-encoded UTF-8`;
    throw new Problem('malformed-request', `id: ${message}`, [{ field: 'id', message }]);
  }
}
