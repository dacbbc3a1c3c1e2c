import type { Page } from '@playwright/test';

type Point = { readonly x: number; readonly y: number };

/** A finger that touches the page there, moves by so much, a frame at a time, and lets go. Chromium alone has it. */
export async function drawFinger(page: Page, from: Point, byYPx: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Point[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', from);
  const moves = 10;
  for (let move = 1; move <= moves; move += 1) {
    await touch('touchMove', { x: from.x, y: from.y + (byYPx * move) / moves });
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(painted)));
  }
  await touch('touchEnd');
  await session.detach();
}
