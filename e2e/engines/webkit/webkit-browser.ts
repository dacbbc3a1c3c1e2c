import { callText, type EngineBrowser, phone } from '../engine-browser.ts';
import type { WebDriver } from './web-driver.ts';

/** The Unicode code points that WebDriver assigns to keys without a character. */
const keys: Readonly<Record<string, string>> = {
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  Escape: '\uE00C',
  Tab: '\uE004',
  Enter: '\uE007',
};
const middle = { x: phone.width / 2, y: phone.height / 2 };
const dragSteps = 8;

export class WebKitBrowser implements EngineBrowser {
  constructor(readonly driver: WebDriver) {}

  open(url: string): Promise<void> {
    return this.driver.open(url);
  }

  evaluate<Result, Argument>(
    body: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result> {
    return this.driver.evaluate<Result>(callText(body, argument));
  }

  press(key: string): Promise<void> {
    const value = keys[key] ?? key;
    const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value }));
    return this.driver.act([{ type: 'key', id: 'keyboard', actions }]);
  }

  click(xPx: number, yPx: number): Promise<void> {
    const actions = [
      { type: 'pointerMove', x: Math.round(xPx), y: Math.round(yPx), duration: 0 },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    return this.driver.act([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }]);
  }

  wheel(deltaYPx: number): Promise<void> {
    const actions = [{ type: 'scroll', ...middle, deltaX: 0, deltaY: deltaYPx, duration: 0 }];
    return this.driver.act([{ type: 'wheel', id: 'wheel', actions }]);
  }

  drag(fromYPx: number, toYPx: number): Promise<void> {
    const moves = Array.from({ length: dragSteps }, (_, step) => ({
      type: 'pointerMove',
      x: middle.x,
      y: Math.round(fromYPx + ((toYPx - fromYPx) * (step + 1)) / dragSteps),
      duration: 16,
    }));
    const actions = [
      { type: 'pointerMove', x: middle.x, y: fromYPx, duration: 0 },
      { type: 'pointerDown', button: 0 },
      ...moves,
      { type: 'pointerUp', button: 0 },
    ];
    return this.driver.act([{ type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' }, actions }]);
  }

  stopWorker(): Promise<void> {
    return Promise.reject(new Error('No protocol of WebKitGTK stops a service worker.'));
  }

  screenshot(): Promise<Buffer> {
    return this.driver.screenshot();
  }
}
