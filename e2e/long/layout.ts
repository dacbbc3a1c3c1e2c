import { expect, type Page } from '@playwright/test';
import { screens } from '../../demo/screenshots/screens.ts';

const letterSizes = ['100%', '200%'] as const;

/** Elements that a viewer reads or presses. No two of them may overlap. */
const pieces = `
  .masthead a, .feed-name, .status, .steps button, .corner button, .notice > *, .feed-end-card > *,
  .round-button, .volume, .reel-author, .reel-title, .title-more, .reel-tags, .reel-captions p,
  .rail-button, .reel-slow > *, .reel-error, .sheet h2, .dashboard > header > *, .saved h1`;
/** Elements whose content may scroll vertically. Nothing may scroll sideways. */
const columns = '.notice, .sheet-body, .dashboard-body, .reel-error, .reel-slow';

/** Checks the current page on every screen, at normal and at double text size. */
export async function expectNoOverlaps(page: Page): Promise<void> {
  const faults: string[] = [];
  for (const size of screens) {
    await page.setViewportSize(size);
    for (const letters of letterSizes) {
      const found = await page.evaluate(findFaults, { letters, pieces, columns });
      faults.push(...found.map((fault) => `${size.width}×${size.height} at ${letters}: ${fault}`));
    }
  }
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  expect(faults).toEqual([]);
}

type Rules = { readonly letters: string; readonly pieces: string; readonly columns: string };

async function findFaults({ letters, pieces: wanted, columns: scrolled }: Rules): Promise<string[]> {
  document.documentElement.style.fontSize = letters;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  const tolerancePx = 1;
  const nameOf = (element: Element) =>
    `${element.className || element.tagName.toLowerCase()} “${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''}”`;
  // Ignore neighbouring reels above and below the screen, and everything behind a sheet.
  const layer = document.querySelector('dialog[open], .dashboard') ?? document.body;
  const found = [...layer.querySelectorAll(wanted)].filter(
    (element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      element.closest('.reel:not([aria-current]), .feed-end:not([data-current])') === null &&
      element.getBoundingClientRect().width > 0,
  );
  const boxes = found.map((element) => ({ element, name: nameOf(element), box: element.getBoundingClientRect() }));
  // If the class names have changed, nothing matches and nothing would fail.
  const faults = found.length === 0 ? ['nothing is seen'] : [];
  for (const [place, { element, name, box }] of boxes.entries()) {
    const isScrolled = element.parentElement?.closest(scrolled) instanceof Element;
    const isInside = box.left >= -tolerancePx && box.right <= innerWidth + tolerancePx;
    if (!isInside || (!isScrolled && (box.top < -tolerancePx || box.bottom > innerHeight + tolerancePx)))
      faults.push(`${name} is cut off`);
    for (const { element: other, name: otherName, box: otherBox } of boxes.slice(place + 1)) {
      const isAround = element.contains(other) || other.contains(element);
      const sharedX = Math.min(box.right, otherBox.right) - Math.max(box.left, otherBox.left);
      const sharedY = Math.min(box.bottom, otherBox.bottom) - Math.max(box.top, otherBox.top);
      if (!isAround && sharedX > tolerancePx && sharedY > tolerancePx) faults.push(`${name} covers ${otherName}`);
    }
  }
  for (const column of document.querySelectorAll(`${scrolled}, body`))
    if (column.scrollWidth > column.clientWidth + tolerancePx) faults.push(`${nameOf(column)} scrolls sideways`);
  return faults;
}
