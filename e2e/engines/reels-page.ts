import { expect } from '@playwright/test';
import type { EngineBrowser } from './engine-browser.ts';
import type { Site } from './site.ts';

const often = { intervals: [50] };
export const currentReel = 'article[aria-current="true"]';

export type ApiAnswer = { readonly status: number; readonly body: unknown };

/** The reels page in any engine, used only through its public contract. */
export class ReelsPage {
  constructor(
    readonly browser: EngineBrowser,
    readonly site: Site,
  ) {}

  async open(path = '/'): Promise<void> {
    await this.browser.open(new URL(path, this.site.pageUrl).href);
  }

  /** Opens the page and waits until the worker answers and a reel plays. */
  async openControlled(path = '/'): Promise<void> {
    await this.open(path);
    await this.expectControlled();
    await this.expectMoving();
  }

  async expectControlled(): Promise<void> {
    const isKnown = () =>
      this.browser.evaluate(async () => {
        if (navigator.serviceWorker.controller?.state !== 'activated') return false;
        const answer = await fetch('/api/v1/status');
        return answer.ok && (await answer.json()).player !== null;
      }, null);
    await expect.poll(isKnown, often).toBe(true);
  }

  attribute(selector: string, name: string): Promise<string | null> {
    return this.browser.evaluate(
      ([found, attribute]) => document.querySelector(found)?.getAttribute(attribute) ?? null,
      [selector, name] as const,
    );
  }

  /** Returns the element's visible text, or null if there is no such element. */
  text(selector: string): Promise<string | null> {
    return this.browser.evaluate((found) => document.querySelector<HTMLElement>(found)?.innerText ?? null, selector);
  }

  count(selector: string): Promise<number> {
    return this.browser.evaluate((found) => document.querySelectorAll(found).length, selector);
  }

  currentId(): Promise<string | null> {
    return this.attribute(currentReel, 'data-reel-id');
  }

  /** Returns the current reel's position in the feed, counted from one. */
  async place(): Promise<number> {
    return Number(await this.attribute(currentReel, 'aria-posinset'));
  }

  async expectPlace(place: number): Promise<void> {
    await expect.poll(() => this.place(), often).toBe(place);
  }

  /** Swipes one reel forward or back and waits until that reel is current. */
  async swipe(key: 'ArrowDown' | 'ArrowUp' = 'ArrowDown'): Promise<void> {
    const place = await this.place();
    await this.browser.press(key);
    await this.expectPlace(place + (key === 'ArrowDown' ? 1 : -1));
  }

  video(): Promise<{ seconds: number; widthPx: number; isPaused: boolean; isMuted: boolean; source: string }> {
    return this.browser.evaluate((reel) => {
      const video = document.querySelector<HTMLVideoElement>(`${reel} video`);
      return {
        seconds: video?.currentTime ?? 0,
        widthPx: (video?.readyState ?? 0) >= 2 ? (video?.videoWidth ?? 0) : 0,
        isPaused: video?.paused ?? true,
        isMuted: video?.muted ?? true,
        source: video?.currentSrc ?? '',
      };
    }, currentReel);
  }

  /** Waits until the current reel shows a frame and its playhead moves. */
  async expectMoving(): Promise<void> {
    await expect.poll(async () => (await this.video()).widthPx, often).toBeGreaterThan(0);
    const { seconds } = await this.video();
    await expect.poll(async () => (await this.video()).seconds, often).not.toBe(seconds);
  }

  /** Waits until the current reel is buffered to its end, so that it causes no more requests. */
  async expectWhole(): Promise<void> {
    const isWhole = () =>
      this.browser.evaluate(async () => {
        const { players } = (await window.nextreel?.getStatus()) ?? {};
        return players?.[0]?.bufferedToEnd === true;
      }, null);
    await expect.poll(isWhole, often).toBe(true);
  }

  /** Clicks the middle of the first matching element once it is visible and has stopped moving. */
  async click(selector: string): Promise<void> {
    const placesAtRest = () =>
      this.browser.evaluate(async (found) => {
        const element = document.querySelector(found);
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const before = element?.getBoundingClientRect();
        await frame();
        await frame();
        const { x = 0, y = 0, width = 0, height = 0 } = element?.getBoundingClientRect() ?? {};
        const isAtRest = width > 0 && before?.y === y && before.x === x;
        return isAtRest ? [{ x: x + width / 2, y: y + height / 2 }] : [];
      }, selector);
    const places: { readonly x: number; readonly y: number }[] = [];
    await expect.poll(async () => places.push(...(await placesAtRest())), often).toBe(1);
    for (const { x, y } of places) await this.browser.click(x, y);
  }

  command(name: string): Promise<void> {
    return this.click(`${currentReel} [data-command="${name}"]`);
  }

  async save(): Promise<void> {
    await this.command('save');
    const state = () => this.attribute(`${currentReel} [data-command="save"]`, 'data-state');
    await expect.poll(state, { timeout: 60_000 }).toBe('saved');
  }

  /** Calls the worker's local API. A body that is not JSON is returned as text. */
  api(method: string, path: string, body?: object): Promise<ApiAnswer> {
    return this.browser.evaluate(
      async ([verb, url, json]) => {
        const init = json === null ? {} : { headers: { 'content-type': 'application/json' }, body: json };
        const response = await fetch(`/api/v1${url}`, { method: verb, ...init });
        const text = await response.text();
        const isJson = response.headers.get('content-type')?.includes('json') === true;
        const answered: unknown = isJson ? JSON.parse(text) : text;
        return { status: response.status, body: answered };
      },
      [method, path, body === undefined ? null : JSON.stringify(body)] as const,
    );
  }

  /** Returns the keys of all complete bodies in the store. */
  storedKeys(): Promise<string[]> {
    return this.#keysIn('nextreel', 'bodies');
  }

  /** Returns the unit and key of every saved file. */
  savedFiles(): Promise<string[]> {
    return this.#keysIn('nextreel-saved', 'files');
  }

  /** Checks first that the database exists, since opening it would create it. */
  #keysIn(database: string, store: string): Promise<string[]> {
    return this.browser.evaluate(
      async ([databaseName, storeName]) => {
        if (!(await indexedDB.databases()).some(({ name }) => name === databaseName)) return [];
        return new Promise<string[]>((resolve, reject) => {
          const opening = indexedDB.open(databaseName);
          opening.addEventListener('error', () => reject(new Error(String(opening.error))));
          opening.addEventListener('success', () => {
            const opened = opening.result;
            const reading = opened.transaction(storeName).objectStore(storeName).getAllKeys();
            reading.addEventListener('error', () => reject(new Error(String(reading.error))));
            reading.addEventListener('success', () => {
              opened.close();
              resolve(reading.result.map(String));
            });
          });
        });
      },
      [database, store] as const,
    );
  }

  async expectStored(part: RegExp): Promise<void> {
    await expect.poll(async () => (await this.storedKeys()).some((key) => part.test(key)), often).toBe(true);
  }
}
