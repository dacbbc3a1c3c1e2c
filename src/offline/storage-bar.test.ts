import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StorageBar } from './storage-bar.ts';

class FakeElement extends EventTarget {
  readonly children: FakeElement[] = [];
  readonly attributes = new Map<string, string>();
  textContent = '';
  hidden = false;
  constructor(readonly tag: string) {
    super();
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  append(...children: FakeElement[]): void {
    this.children.push(...children);
  }
  focus(): void {
    page.activeElement = this;
  }
}

const page = {
  activeElement: null as FakeElement | null,
  createElement: (tag: string) => new FakeElement(tag),
};
let isPersisted: boolean;
let mayPersist: boolean;

beforeEach(() => {
  isPersisted = false;
  mayPersist = true;
  vi.stubGlobal('document', page);
  const storage = {
    persisted: () => Promise.resolve(isPersisted),
    persist: () => Promise.resolve((isPersisted = mayPersist)),
  };
  vi.stubGlobal('navigator', { storage });
});
afterEach(() => void vi.unstubAllGlobals());

async function opened() {
  const parent = new FakeElement('div');
  const bar = new StorageBar(Object(parent));
  const [protect] = parent.children.filter(({ tag }) => tag === 'button');
  const status = parent.children.find(({ attributes }) => attributes.get('role') === 'status');
  await vi.waitFor(() => expect(protect?.hidden).toBe(false));
  const press = () => {
    protect?.focus();
    protect?.dispatchEvent(new Event('click'));
  };
  return { bar, protect, status, press };
}

it('protecting saved reels is announced, and the focus moves to the announcement', async () => {
  const { protect, status, press } = await opened();
  press();
  await vi.waitFor(() => expect(status?.textContent).toMatch(/^Saved reels are protected/));
  expect([protect?.hidden, page.activeElement === status]).toEqual([true, true]);
});

it('a refusal to protect saved reels is announced, and the button stays for another try', async () => {
  mayPersist = false;
  const { protect, status, press } = await opened();
  press();
  await vi.waitFor(() => expect(status?.textContent).toMatch(/doesn’t protect them yet/));
  expect([protect?.hidden, page.activeElement === protect]).toEqual([false, true]);
});
