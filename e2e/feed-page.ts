import { expect, type Locator, type Page } from '@playwright/test';
import { stopWorkers } from './stop-workers.ts';

/** For conditions met almost at once: the default growing intervals would take up a good part of the test time. */
export const often = { intervals: [50] };

/** The reels page, used only through its public contract. */
export class FeedPage {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  async open(path = '/'): Promise<void> {
    await this.page.goto(new URL(path, this.url).href);
    await expect(this.feed).toBeVisible();
  }

  async openMoving(path = '/'): Promise<void> {
    await this.open(path);
    await this.expectMoving();
  }

  get feed(): Locator {
    return this.page.getByRole('feed');
  }

  get current(): Locator {
    return this.page.locator('article[aria-current="true"]');
  }

  get video(): Locator {
    return this.current.locator('video');
  }

  reel(id: string): Locator {
    return this.page.locator(`article[data-reel-id="${id}"]`);
  }

  async currentId(): Promise<string> {
    return (await this.current.getAttribute('data-reel-id')) ?? '';
  }

  /** Returns the ids of all reels that the feed service lists, in order. */
  async listedIds(): Promise<string[]> {
    const ids: string[] = [];
    for (let next: string | null = 'feed.json'; next !== null; ) {
      const response = await fetch(new URL(next, this.url));
      const page: { reels: { id: string }[]; next: string | null } = JSON.parse(await response.text());
      ids.push(...page.reels.map(({ id }) => id));
      next = page.next;
    }
    return ids;
  }

  /** Presses the key and waits until another reel is current. */
  async swipe(key: 'ArrowDown' | 'ArrowUp' | 'Home' | 'End' = 'ArrowDown'): Promise<void> {
    const before = await this.currentId();
    await this.page.keyboard.press(key);
    await expect.poll(() => this.currentId(), often).not.toBe(before);
  }

  /** Returns one of the current reel's buttons. */
  button(command: string): Locator {
    return this.current.locator(`[data-command="${command}"]`);
  }

  /** Clicks a button of the current reel once its animations have ended: a click scrolls to a moving element. */
  async click(button: Locator): Promise<void> {
    await this.current
      .locator('.reel-card')
      .evaluate((card) => Promise.allSettled(card.getAnimations().map(({ finished }) => finished)));
    await button.click();
  }

  /** Waits until the current reel has a frame and its playhead moves. */
  async expectMoving(): Promise<void> {
    await expect
      .poll(
        () => this.video.evaluate((video: HTMLVideoElement) => video.readyState >= 2 && video.videoWidth > 0),
        often,
      )
      .toBe(true);
    const start = await this.playedSeconds();
    await expect.poll(() => this.playedSeconds(), often).not.toBe(start);
  }

  playedSeconds(): Promise<number> {
    return this.video.evaluate((video: HTMLVideoElement) => video.currentTime);
  }

  /** Waits until the worker answers this page's requests and knows which reel the page shows. */
  async expectControlled(): Promise<void> {
    const isKnown = () =>
      this.page.evaluate(async () => {
        if (navigator.serviceWorker.controller?.state !== 'activated') return false;
        if (document.querySelector('article[aria-current="true"]') === null) return true;
        const answer = await fetch('/api/v1/status');
        // On a host's page the API is at another path.
        if (answer.headers.get('content-type')?.includes('json') !== true) return true;
        return (await answer.json()).player !== null;
      });
    await expect.poll(isKnown, often).toBe(true);
  }

  /** Changes the settings named in `part`. */
  async configure(part: object): Promise<void> {
    const refusal = await this.page.evaluate(async (body) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch('/api/v1/config', { method: 'PUT', headers, body });
      return response.ok ? '' : response.text();
    }, JSON.stringify(part));
    expect(refusal, 'PUT /api/v1/config').toBe('');
  }

  stopWorker(): Promise<void> {
    return stopWorkers(this.page);
  }

  /**
   * Waits until a segment of the reel is stored. The worker downloads again what the page loaded before it took over.
   * Of a file in byte ranges the first range is the header, which does not count.
   */
  async expectSegmentStored(id: string, file = /000\.m4s|#bytes=[1-9]/): Promise<void> {
    const isStored = async () => (await this.storedKeys()).some((key) => key.includes(`/${id}/`) && file.test(key));
    await expect.poll(isStored, { message: id, ...often }).toBe(true);
  }

  /** Returns the keys of all complete bodies in the store. */
  storedKeys(): Promise<string[]> {
    return this.page.evaluate(
      () =>
        new Promise<string[]>((resolve, reject) => {
          const opening = indexedDB.open('nextreel');
          opening.addEventListener('error', () => reject(opening.error));
          opening.addEventListener('success', () => {
            const database = opening.result;
            const reading = database.transaction('bodies').objectStore('bodies').getAllKeys();
            reading.addEventListener('success', () => {
              database.close();
              resolve(reading.result.map(String));
            });
            reading.addEventListener('error', () => reject(reading.error));
          });
        }),
    );
  }
}
