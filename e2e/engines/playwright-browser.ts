import type { Page } from '@playwright/test';
import { stopWorkers } from '../stop-workers.ts';
import { callText, type EngineBrowser, phone } from './engine-browser.ts';

/** Chromium and Firefox. */
export class PlaywrightBrowser implements EngineBrowser {
  constructor(readonly page: Page) {}

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  evaluate<Result, Argument>(
    body: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result> {
    return this.page.evaluate<Result>(callText(body, argument));
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
    const session = await this.page.context().newCDPSession(this.page);
    const x = phone.width / 2;
    const distance = toYPx - fromYPx;
    await session.send('Input.synthesizeScrollGesture', {
      x,
      y: fromYPx,
      yDistance: distance,
      gestureSourceType: 'touch',
    });
    await session.detach();
  }

  stopWorker(): Promise<void> {
    return stopWorkers(this.page);
  }

  screenshot(): Promise<Buffer> {
    return this.page.screenshot();
  }
}
