import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PageStatus } from './page-status.ts';

class FakeElement extends EventTarget {
  readonly parts = new Map<string, FakeElement>();
  hidden = false;
  written: string[] = [];
  get textContent(): string {
    return this.written.at(-1) ?? '';
  }
  set textContent(text: string) {
    this.written.push(text);
  }
  querySelector(selector: string): FakeElement {
    const part = this.parts.get(selector) ?? new FakeElement();
    this.parts.set(selector, part);
    return part;
  }
  toggleAttribute(): void {}
}

let notice: FakeElement;
let status: PageStatus;

beforeEach(() => {
  vi.stubGlobal('HTMLElement', FakeElement);
  vi.stubGlobal('HTMLButtonElement', FakeElement);
  notice = new FakeElement();
  notice.hidden = true;
  status = new PageStatus(Object(notice), Object(new FakeElement()));
});
afterEach(() => void vi.unstubAllGlobals());

const failure = { title: 'Can’t reach the feed right now', text: 'We’ll keep trying.' };
const written = () => notice.querySelector('h2').written;

it('a notice is announced once, however many retries end with the same failure', () => {
  const page = readFileSync(new URL('../../index.html', import.meta.url), 'utf8');
  expect(page).toMatch(/id="notice"[^>]* role="alert"/);
  for (let attempts = 0; attempts < 3; attempts += 1) status.showNotice(failure);
  expect(written()).toEqual([failure.title]);
  status.hideNotice();
  status.showNotice(failure);
  expect(written()).toEqual([failure.title, failure.title]);
});

it('the retry button runs the action of the latest notice', () => {
  const pressed: number[] = [];
  for (const attempt of [1, 2]) status.showNotice({ ...failure, onRetry: () => pressed.push(attempt) });
  notice.querySelector('button').dispatchEvent(new Event('click'));
  expect(pressed).toEqual([2]);
  status.showNotice({ title: 'Still waiting for the feed', text: 'The connection is slow or gone.' });
  expect([notice.querySelector('button').hidden, written().length]).toEqual([true, 2]);
});
