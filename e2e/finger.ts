import type { Page } from '@playwright/test';

type Point = { readonly x: number; readonly y: number };

/**
 * A finger that touches the page there, moves by so much, a frame at a time, comes to rest and lets go: where it is quicker
 * than that, it flings the page on. Chromium alone has it.
 */
export async function drawFinger(page: Page, from: Point, byYPx: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Point[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  const moves = 10;
  const rests = 10;
  await touch('touchStart', from);
  for (let frame = 1; frame <= moves + rests; frame += 1) {
    await touch('touchMove', { x: from.x, y: from.y + byYPx * Math.min(1, frame / moves) });
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
  }
  await touch('touchEnd');
  await session.detach();
}
