import type { LoopbackServer } from '../../demo/loopback-server.ts';
import { startOrigin } from '../../demo/origin-server.ts';
import type { FaultKind } from '../../demo/shape.ts';

/** Demo origins that serve one folder, each on a free port. */
export class Fleet {
  private constructor(readonly servers: readonly LoopbackServer[]) {}

  static async start(folder: string, count: number): Promise<Fleet> {
    return new Fleet(await Promise.all(Array.from({ length: count }, () => startOrigin(folder, 0))));
  }

  get urls(): string[] {
    return this.servers.map(({ url }) => url);
  }

  /**
   * Makes the first `faulty` origins fail like this, up to `count` times (-1: always), for paths that contain `path`;
   * the others stay healthy.
   */
  async breakFirst(kind: FaultKind, path: string, faulty: number, count = -1): Promise<void> {
    await this.shape({ faults: [{ path, kind, count }] }, this.urls.slice(0, faulty));
  }

  async shape(shape: object, urls = this.urls): Promise<void> {
    const body = JSON.stringify(shape);
    for (const url of urls) await this.#send(new URL('__shape', url), { method: 'PUT', body });
  }

  async restore(): Promise<void> {
    for (const url of this.urls) await this.#send(new URL('__shape', url), { method: 'DELETE' });
  }

  async requests(): Promise<number> {
    const logs = await Promise.all(this.urls.map(async (url) => (await fetch(new URL('__log', url))).json()));
    return logs.flat().length;
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }

  async #send(url: URL, init: RequestInit): Promise<void> {
    const response = await fetch(url, init);
    if (!response.ok) throw new Error(`${url.href}: ${response.status} ${await response.text()}`);
  }
}
