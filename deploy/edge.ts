import { freePort } from '../demo/free-port.ts';
import { type RawAnswer, sendRaw, startNginx } from './nginx.ts';
import { httpAnswer, type RecordingOrigin, startRecordingOrigin } from './recording-origin.ts';

/** The edge cache in front of this origin. */
export async function startEdge(originUrl: string): Promise<{ readonly port: number; close(): Promise<void> }> {
  const port = await freePort();
  const variables = { EDGE_PORT: `${port}`, EDGE_AHEAD_PORT: `${await freePort()}`, MEDIA_ORIGIN: originUrl };
  return { port, ...(await startNginx('edge.conf.template', variables)) };
}

/** What an origin says of what everybody may have. */
export const kept = ['Cache-Control: public, max-age=600'];

export const cacheOf = ({ headers }: RawAnswer) => headers.get('x-cache');

/** nginx ends a connection when it has followed what was announced on it: what there was to ask has been asked. */
export const announcing = (nor: string) => [`CMCD-Request: bl=100,nor=${nor},su`];

type Answer = (path: string, head: string) => string;
const notKept: Answer = (path) => httpAnswer(`body of ${path}`, ['Cache-Control: no-store']);

/** The edge cache in front of an origin that answers as each test says, and writes down what it is asked. */
export class ObservedEdge {
  answer = notKept;
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

  /** Nothing has been asked, and nobody may keep anything. */
  beginTest(): void {
    this.#folders += 1;
    this.origin.heads.length = 0;
    this.answer = notKept;
  }

  /** Of this test alone: nothing of it is in the cache yet. */
  get folder(): string {
    return `/folder-${this.#folders}`;
  }

  /** What the origin was asked, to the letter. */
  get heads(): readonly string[] {
    return this.origin.heads;
  }

  /** What the origin was asked for, in any order. */
  asked(): string[] {
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
