import * as v from 'valibot';

export type Fault = { readonly path: string; readonly kind: string; readonly count?: number };
export type Shape = {
  readonly rttMs?: number;
  readonly bytesPerSecond?: number | null;
  readonly compresses?: boolean;
  readonly faults?: readonly Fault[];
};

const logSchema = v.array(
  v.object({
    method: v.string(),
    path: v.string(),
    status: v.nullable(v.number()),
    bytesSent: v.number(),
    left: v.boolean(),
  }),
);
export type LoggedRequest = v.InferOutput<typeof logSchema>[number];

/** Controls the demo origins through their public endpoints. */
export class Origins {
  constructor(readonly urls: readonly string[]) {}

  /** Gives these origins the same shape; all of them by default. */
  async shape(shape: Shape, urls: readonly string[] = this.urls): Promise<void> {
    await this.#everywhere(urls, 'PUT', '__shape', JSON.stringify(shape));
  }

  async restore(): Promise<void> {
    await this.#everywhere(this.urls, 'DELETE', '__shape');
    await this.forgetLog();
  }

  forgetLog(): Promise<void> {
    return this.#everywhere(this.urls, 'DELETE', '__log');
  }

  /** Returns the GET requests that these origins logged, grouped by origin. */
  async log(urls: readonly string[] = this.urls): Promise<LoggedRequest[]> {
    const logs = await Promise.all(urls.map(async (url) => (await fetch(new URL('__log', url))).json()));
    return logs.flatMap((log: unknown) => v.parse(logSchema, log)).filter(({ method }) => method === 'GET');
  }

  async #everywhere(urls: readonly string[], method: string, path: string, body: string | null = null): Promise<void> {
    for (const url of urls) {
      const response = await fetch(new URL(path, url), { method, body });
      if (!response.ok) throw new Error(`${method} ${path} at ${url}: ${response.status} ${await response.text()}`);
    }
  }
}
