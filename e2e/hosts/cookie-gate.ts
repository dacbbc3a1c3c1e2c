import { request as ask } from 'node:http';
import { type LoopbackServer, listenOnLoopback } from '../../demo/loopback-server.ts';

/** The cookie that the site sets and that its media require. */
export const viewerCookie = 'viewer=ann';

export type CookieGate = LoopbackServer & {
  /** Paths that were requested without the cookie. */
  readonly refused: readonly string[];
};

/** Starts a proxy in front of an origin that refuses requests without the site's cookie. */
export async function startCookieGate(origin: LoopbackServer): Promise<CookieGate> {
  const refused: string[] = [];
  const server = await listenOnLoopback((request, response, { pathname, search }) => {
    const headers = {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'cache-control': 'private, max-age=3600',
      vary: 'Cookie, Origin',
    };
    const isAllowed = request.method === 'OPTIONS' || request.headers.cookie?.includes(viewerCookie) === true;
    if (!isAllowed) {
      refused.push(pathname);
      response.writeHead(401, headers).end();
      return;
    }
    const asked = ask(new URL(`${pathname}${search}`, origin.url), {
      method: request.method,
      headers: request.headers,
    });
    asked.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...headers });
      answer.pipe(response);
    });
    asked.on('error', () => response.destroy());
    response.on('close', () => asked.destroy());
    asked.end();
  }, 0);
  return { ...server, refused };
}
