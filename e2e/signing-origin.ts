import { createHmac } from 'node:crypto';
import { type LoopbackServer, listenOnLoopback } from '../demo/loopback-server.ts';

/** The part of a URL that carries the signature. */
export type SignedPart = 'query' | 'path';

export type SigningOrigin = {
  readonly url: string;
  /** How many segment requests were refused for an invalid or expired signature, and how many were served. */
  readonly counts: { refused: number; served: number };
  close(): Promise<void>;
};

/**
 * Serves another origin's reels and signs every URI in its manifests and playlists. Manifests need no signature; all
 * other files are refused once their signature is older than `validForMs`.
 */
export async function startSigningOrigin(
  upstreamUrl: string,
  part: SignedPart,
  validForMs: number,
): Promise<SigningOrigin> {
  const counts = { refused: 0, served: 0 };
  const signatureOf = (expiresAt: string) =>
    createHmac('sha256', 'secret').update(expiresAt).digest('hex').slice(0, 16);
  const sign = (path: string): string => {
    const expiresAt = String(Date.now() + validForMs);
    const signature = signatureOf(expiresAt);
    return part === 'query'
      ? `${path}?expires=${expiresAt}&signature=${signature}`
      : `/s/${expiresAt}/${signature}${path}`;
  };
  const read = ({ pathname, searchParams }: URL) => {
    const [, expiresAt = searchParams.get('expires'), signature = searchParams.get('signature'), path = pathname] =
      /^\/s\/(\d+)\/(\w+)(\/.*)$/.exec(pathname) ?? [];
    const isValid = expiresAt !== null && signature === signatureOf(expiresAt) && Date.now() < Number(expiresAt);
    return { path, isValid: isValid || path.endsWith('/main.m3u8') };
  };
  const server: LoopbackServer = await listenOnLoopback(async (_request, response, url) => {
    const { path, isValid } = read(url);
    const isSegment = path.endsWith('.m4s');
    if (isSegment) counts[isValid ? 'served' : 'refused'] += 1;
    const cors = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=3600' };
    if (!isValid) return void response.writeHead(403, cors).end();
    const answer = await fetch(new URL(path.slice(1), upstreamUrl));
    const type = answer.headers.get('content-type') ?? '';
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { ...cors, 'content-type': type });
    response.end(path.endsWith('.m3u8') ? signAll(body.toString(), path, sign) : body);
  }, 0);
  return { url: server.url, counts, close: () => server.close() };
}

function signAll(text: string, path: string, sign: (path: string) => string): string {
  const signed = (uri: string) => sign(new URL(uri, `http://origin${path}`).pathname);
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('#')) return line.replaceAll(/\bURI="([^"]+)"/g, (_, uri: string) => `URI="${signed(uri)}"`);
      return line === '' ? '' : signed(line);
    })
    .join('\n');
}
