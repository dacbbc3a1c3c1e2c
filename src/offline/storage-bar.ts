import type { SavedList } from '../shared/saved.ts';
import { passFocus } from './pass-focus.ts';
import { describeStorage } from './saved-text.ts';

/** Shows the storage that saved reels and the rest of the cache take, and what is available. */
export class StorageBar {
  readonly #bar = document.createElement('div');
  readonly #text = document.createElement('p');
  readonly #protection = document.createElement('p');
  readonly #persist = document.createElement('button');

  constructor(parent: HTMLElement) {
    this.#bar.className = 'storage-bar';
    this.#bar.setAttribute('role', 'meter');
    this.#bar.setAttribute('aria-label', 'Storage used');
    this.#bar.setAttribute('aria-valuemin', '0');
    this.#bar.setAttribute('aria-valuemax', '100');
    this.#bar.append(span('pinned'), span('cached'));
    Object.assign(this.#persist, { type: 'button', textContent: 'Protect saved reels' });
    this.#persist.className = 'button quiet';
    this.#persist.addEventListener('click', () => void this.#requestPersistence());
    parent.append(this.#bar, this.#text, this.#protection, this.#persist);
    this.#protection.setAttribute('role', 'status');
    this.#protection.tabIndex = -1;
    this.#persist.hidden = true;
    void this.#showProtection();
  }

  async show({ savedBytes, cachedBytes, budgetBytes }: SavedList['storage']): Promise<void> {
    const usedBytes = savedBytes + cachedBytes;
    const totalBytes = savedBytes + Math.max(budgetBytes, cachedBytes);
    const percentOf = (bytes: number) => (totalBytes === 0 ? 0 : Math.min(100, (bytes / totalBytes) * 100));
    this.#bar.style.setProperty('--pinned', `${percentOf(savedBytes)}%`);
    this.#bar.style.setProperty('--used', `${percentOf(usedBytes)}%`);
    this.#bar.setAttribute('aria-valuenow', String(Math.round(percentOf(usedBytes))));
    const { quota, usage = 0 } = await estimate();
    const availableBytes = quota === undefined ? totalBytes - usedBytes : quota - usage;
    const text = describeStorage(savedBytes, cachedBytes, Math.max(0, availableBytes));
    this.#bar.setAttribute('aria-valuetext', text);
    this.#text.textContent = text;
  }

  async #requestPersistence(): Promise<void> {
    await navigator.storage.persist();
    await this.#showProtection('The browser doesn’t protect them yet. It may once you have visited more often.');
  }

  async #showProtection(otherwise = ''): Promise<void> {
    if (!('storage' in navigator) || !('persist' in navigator.storage)) return;
    const isPersisted = await navigator.storage.persisted();
    passFocus(this.#persist, !isPersisted, this.#protection);
    this.#protection.textContent = isPersisted
      ? 'Saved reels are protected: the browser keeps them until you remove them.'
      : otherwise;
  }
}

async function estimate(): Promise<StorageEstimate> {
  try {
    return await navigator.storage.estimate();
  } catch {
    return {};
  }
}

function span(name: string): HTMLElement {
  const element = document.createElement('span');
  element.className = `storage-${name}`;
  return element;
}
