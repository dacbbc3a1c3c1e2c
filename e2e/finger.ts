import type { Page } from '@playwright/test';

type Point = { readonly x: number; readonly y: number };

/**
 * Touches the page at `from`, moves the finger by `byYPx`, one step per frame, and lifts it after a rest: a finger
 * lifted at speed flings the page. On a busy machine Chromium's scrolling now and then misses one step of a finger
 * drawn by the debugger, on a page without scripts too, so the steps are small. Works only in Chromium.
 */
export async function drawFinger(page: Page, from: Point, byYPx: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Point[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  const moves = 25;
  const rests = 10;
  await touch('touchStart', from);
  for (let frame = 1; frame <= moves + rests; frame += 1) {
    await touch('touchMove', { x: from.x, y: from.y + byYPx * Math.min(1, frame / moves) });
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
  }
  await touch('touchEnd');
  await session.detach();
}
