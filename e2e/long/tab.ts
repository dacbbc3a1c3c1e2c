import type { Page } from '@playwright/test';
import type { Demo } from '../../demo/demo.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';

export const segment = 'aurora/270x480/000.m4s';

/** A page of the site that sends the worker the messages of the reels page, but plays nothing. */
export class Tab {
  constructor(
    readonly page: Page,
    readonly demo: Demo,
    readonly viewerId: string,
  ) {}

  /** Loads the page and waits until the worker controls it. */
  async load(): Promise<void> {
    await this.page.goto(new URL('/openapi.json', this.demo.pageUrl).href);
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.register('/sw.js');
      if (navigator.serviceWorker.controller !== null) return;
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    });
  }

  reel(id: string) {
    const [origin = ''] = this.demo.originUrls;
    const facts = { format: 'hls', poster: `${origin}${id}/poster.webp`, durationSeconds: 12, tags: [] };
    return { id, url: `${origin}${id}/main.m3u8`, ...facts };
  }

  post(message: unknown): Promise<void> {
    return this.page.evaluate((posted) => navigator.serviceWorker.controller?.postMessage(posted), message);
  }

  reportView(id: string, viewerId = this.viewerId): Promise<void> {
    return this.post({
      type: 'view',
      viewerId,
      atMs: Date.now(),
      visible: true,
      origins: this.demo.originUrls.map((url, place) => ({ id: `origin-${place}`, url })),
      reels: [this.reel(id)],
      currentIndex: 0,
      playback: { positionSeconds: 0, bufferAheadSeconds: 30, bufferedToEnd: true, paused: true },
      throughputBps: 8_000_000,
      device: unknownDevice,
    });
  }

  save(...ids: string[]): Promise<void> {
    return this.post({ type: 'save', reels: ids.map((id) => ({ ...this.reel(id), title: id, author: '' })) });
  }

  order(order: string, ...reelIds: string[]): Promise<void> {
    return this.post({ type: 'order-saved', reelIds, order });
  }

  requestSavedList(): Promise<void> {
    return this.post({ type: 'list-saved' });
  }

  /** Records the worker's messages from now on. The result returns the types received so far. */
  async recordMessageTypes(): Promise<() => Promise<string[]>> {
    const recorded = await this.page.evaluateHandle(() => {
      const types: string[] = [];
      navigator.serviceWorker.addEventListener('message', ({ data }) => types.push(data.type));
      return types;
    });
    return () => recorded.jsonValue();
  }

  /** Returns the size and the source of the response. */
  fetch(path: string): Promise<{ bytes: number; source: string | null }> {
    return this.page.evaluate(async (url) => {
      const response = await fetch(url);
      return { bytes: (await response.blob()).size, source: response.headers.get('x-nextreel-source') };
    }, new URL(path, this.demo.originUrls[0]).href);
  }

  /** Fetches the feed page with this query. */
  readFeed(query = ''): Promise<{ bytes: number; source: string | null }> {
    return this.fetch(new URL(`/feed.json${query}`, this.demo.pageUrl).href);
  }

  api(method: string, path: string, body?: unknown): Promise<number> {
    return this.page.evaluate(
      async (call) => {
        const text = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
        const headers = { 'content-type': 'application/json' };
        return (await fetch(`/api/v1${call.path}`, { method: call.method, headers, ...text })).status;
      },
      { method, path, body },
    );
  }

  /** Loads manifest, playlist and segment in the order in which a player does. */
  async loadSegment(viewerId = this.viewerId): Promise<{ bytes: number; source: string | null }> {
    await this.reportView('aurora', viewerId);
    await this.fetch('aurora/main.m3u8');
    await this.fetch('aurora/270x480/index.m3u8');
    return this.fetch(segment);
  }

  signOut(): Promise<number> {
    return this.api('DELETE', '/session');
  }
}
