import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { LoopbackServer } from '../loopback-server.ts';
import { startOrigin } from '../origin-server.ts';
import type { LogEntry } from '../request-log.ts';
import type { FaultKind, Shape } from '../shape.ts';

export const body = randomBytes(60_000);
export const segment = 'reel/0.m4s';

export function digest(bytes: ArrayBuffer | Buffer): string {
  return createHash('sha1').update(new Uint8Array(bytes)).digest('hex');
}

/** An origin with one small reel, and methods to request, shape and inspect it. */
export class TestOrigin {
  private constructor(
    readonly root: string,
    readonly server: LoopbackServer,
  ) {}

  static async start(): Promise<TestOrigin> {
    const root = await mkdtemp(join(tmpdir(), 'origin-'));
    await mkdir(join(root, 'reel'));
    await writeFile(join(root, 'reel', '0.m4s'), body);
    await writeFile(join(root, 'reel', 'main.m3u8'), '#EXTM3U\n');
    await writeFile(join(root, 'reel', 'reel.key'), 'key');
    return new TestOrigin(root, await startOrigin(root, 0));
  }

  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return this.server.port;
  }

  get(path: string, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
    return fetch(this.url + path, { headers, ...(signal === undefined ? {} : { signal }) });
  }

  async shape(part: Partial<Shape>): Promise<void> {
    const response = await fetch(`${this.url}__shape`, { method: 'PUT', body: JSON.stringify(part) });
    expect(response.status).toBe(204);
  }

  async fault(kind: FaultKind): Promise<void> {
    await this.shape({ faults: [{ path: segment, kind, count: 1 }] });
  }

  async readLog(): Promise<LogEntry[]> {
    const entries: LogEntry[] = JSON.parse(await (await this.get('__log')).text());
    return entries;
  }

  /** Removes the shape and empties the log. */
  async restore(): Promise<void> {
    await fetch(`${this.url}__shape`, { method: 'DELETE' });
    await fetch(`${this.url}__log`, { method: 'DELETE' });
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.root, { recursive: true });
  }
}
