import type { Page } from '@playwright/test';
import { stopWorkers } from '../stop-workers.ts';
import { drawFinger } from '../finger.ts';
import { callText, type EngineBrowser, phone } from './engine-browser.ts';

const mostPagesLeft = 5;

/** Drives Chromium and Firefox. */
export class PlaywrightBrowser implements EngineBrowser {
  constructor(readonly page: Page) {}

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async evaluate<Result, Argument>(
    body: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result> {
    const call = callText(body, argument);
    // A page that navigates away during the call cannot answer, so the call is retried in the next page.
    for (let left = 0; left < mostPagesLeft; left += 1) {
      try {
        return await this.page.evaluate<Result>(call);
      } catch (error) {
        if (!String(error).includes('context was destroyed')) throw error;
      }
    }
    throw new Error(`The page was left ${mostPagesLeft} times while it was asked`);
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  click(xPx: number, yPx: number): Promise<void> {
    return this.page.mouse.click(xPx, yPx);
  }

  async wheel(deltaYPx: number): Promise<void> {
    await this.page.mouse.move(phone.width / 2, phone.height / 2);
    await this.page.mouse.wheel(0, deltaYPx);
  }

  async drag(fromYPx: number, toYPx: number): Promise<void> {
    await drawFinger(this.page, { x: phone.width / 2, y: fromYPx }, toYPx - fromYPx);
  }

  stopWorker(): Promise<void> {
    return stopWorkers(this.page);
  }

  screenshot(): Promise<Buffer> {
    return this.page.screenshot();
  }
}
