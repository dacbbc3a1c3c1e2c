import { freePort } from '../demo/free-port.ts';
import { type RawAnswer, sendRaw, startNginx } from './nginx.ts';
import { httpResponse, type RecordingOrigin, startRecordingOrigin } from './recording-origin.ts';

/** Starts the edge cache in front of this origin. */
export async function startEdge(originUrl: string): Promise<{ readonly port: number; close(): Promise<void> }> {
  const port = await freePort();
  const variables = { EDGE_PORT: `${port}`, EDGE_AHEAD_PORT: `${await freePort()}`, MEDIA_ORIGIN: originUrl };
  return { port, ...(await startNginx('edge.conf.template', variables)) };
}

/** Headers of a response that every client may get from the cache. */
export const cacheable = ['Cache-Control: public, max-age=600'];

export const cacheOf = ({ headers }: RawAnswer) => headers.get('x-cache');

/** A header that announces objects. nginx closes a connection only after it has fetched those announced on it. */
export const announcing = (nor: string) => [`CMCD-Request: bl=100,nor=${nor},su`];

type Answer = (path: string, head: string) => string;
const notCacheable: Answer = (path) => httpResponse(`body of ${path}`, ['Cache-Control: no-store']);

/** The edge cache in front of an origin that answers as each test defines, and records its requests. */
export class ObservedEdge {
  answer = notCacheable;
  #folders = 0;

  private constructor(
    readonly origin: RecordingOrigin,
    readonly edge: Awaited<ReturnType<typeof startEdge>>,
  ) {}

  static async start(): Promise<ObservedEdge> {
    const origin = await startRecordingOrigin((path, head) => observed.answer(path, head));
    const observed = new ObservedEdge(origin, await startEdge(origin.url));
    return observed;
  }

  /** Clears the recorded requests, and makes the origin answer with `no-store`. */
  beginTest(): void {
    this.#folders += 1;
    this.origin.heads.length = 0;
    this.answer = notCacheable;
  }

  /** A folder for the current test only, so that nothing in it is cached yet. */
  get folder(): string {
    return `/folder-${this.#folders}`;
  }

  /** The request heads that the origin received, verbatim. */
  get heads(): readonly string[] {
    return this.origin.heads;
  }

  /** Methods and paths of the requests that the origin received, sorted. */
  receivedRequests(): string[] {
    return this.heads.map((head) => head.split(' ').slice(0, 2).join(' ')).toSorted();
  }

  get originHost(): string {
    return new URL(this.origin.url).host;
  }

  send(requestLine: string, headers?: readonly string[]): Promise<RawAnswer> {
    return sendRaw(this.edge.port, requestLine, headers);
  }

  get(path: string, headers?: readonly string[]): Promise<RawAnswer> {
    return this.send(`GET ${path} HTTP/1.1`, headers);
  }

  async close(): Promise<void> {
    await this.edge.close();
    await this.origin.close();
  }
}
