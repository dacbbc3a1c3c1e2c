import { request as ask } from 'node:http';
import { type LoopbackServer, listenOnLoopback } from '../../demo/loopback-server.ts';

/** What the site gives its viewers, and their media are behind. */
export const viewerCookie = 'viewer=ann';

export type CookieGate = LoopbackServer & {
  /** What was asked for without the cookie. */
  readonly refused: readonly string[];
};

/** Stands before an origin, and lets nobody through who has not been at the site. */
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
