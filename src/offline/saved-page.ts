import '../styles/saved.css';
import { find } from '../feed/document.ts';
import { noSavedReels } from '../feed/failure-text.ts';
import type { SavedList, SavedOrder, SavedStatus } from '../shared/saved.ts';
import { describeLimits, savingBrowser } from './browser-limits.ts';
import { ExportPanel } from './export/panel.ts';
import { passFocus } from './pass-focus.ts';
import { SavedClient } from './saved-client.ts';
import { replyTimeoutMs } from './saved-request.ts';
import { describeStatus, savedReelUrl, shareDone } from './saved-text.ts';
import { StorageBar } from './storage-bar.ts';

/** Opens the view at `/saved`: the reels saved on this device and the storage that they take. */
export function openSavedPage(main: HTMLElement): void {
  document.title = 'Saved reels · Nextreel';
  const page = document.createElement('section');
  page.className = 'saved';
  page.setAttribute('aria-labelledby', 'saved-title');
  page.innerHTML = `
    <header>
      <a class="round-button" href="/" aria-label="Back to the feed">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="m14 6-6 6 6 6"/></svg>
      </a>
      <h1 id="saved-title" tabindex="-1">Saved reels</h1>
    </header>
    <div class="saved-storage"></div>
    <p class="saved-limits" hidden></p>
    <div class="saved-all" hidden>
      <a class="button" href="/?saved">Play all</a>
      <button type="button" class="button quiet" data-order="pause">Pause all</button>
      <button type="button" class="button quiet" data-order="resume">Resume all</button>
    </div>
    <ul class="saved-list"></ul>
    <p class="saved-empty" hidden>Nothing is saved yet. The arrow on a reel saves it for offline.</p>
    <p class="saved-no-worker" hidden>${noSavedReels}</p>`;
  main.append(page);

  const limits = part(page, '.saved-limits');
  limits.textContent = describeLimits(savingBrowser());
  limits.hidden = limits.textContent === '';
  part(page, 'header a').addEventListener('click', returnToFeed);
  const storage = new StorageBar(part(page, '.saved-storage'));
  const rows = new Map<string, SavedRow>();
  const list = part(page, '.saved-list');
  const all = part(page, '.saved-all');
  const noWorker = part(page, '.saved-no-worker');
  const client = new SavedClient((saved) => show(saved));
  let importing: string | null = null;
  const panel = new ExportPanel({
    onReel: (reelId) => (importing = reelId),
    onImported: () => void client.refresh(),
  });
  page.append(panel.element);
  const order = (wanted: SavedOrder, ids: readonly string[]) => void client.order(wanted, ids);

  function show({ reels: known, storage: facts }: SavedList): void {
    const reels = known.filter(({ reel, state }) => reel.id !== importing || state === 'saved');
    const ids = new Set(reels.map(({ reel }) => reel.id));
    for (const [id, row] of rows) {
      if (ids.has(id)) continue;
      const { element } = row;
      const hadFocus = element.contains(document.activeElement);
      const next = element.nextElementSibling ?? element.previousElementSibling;
      element.remove();
      rows.delete(id);
      if (hadFocus) (next?.querySelector('a') ?? part(page, 'h1')).focus();
    }
    for (const status of reels) {
      const row = rows.get(status.reel.id) ?? new SavedRow(status, order, (id) => void panel.export(id));
      rows.set(status.reel.id, row);
      row.show(status);
      if (!row.element.isConnected) list.append(row.element);
    }
    noWorker.hidden = true;
    part(page, '.saved-empty').hidden = reels.length > 0;
    all.hidden = reels.length === 0;
    panel.show(reels.some(({ state }) => state === 'saved'));
    part(all, 'a').hidden = !reels.some(({ state }) => state === 'saved');
    const pause = part(all, '[data-order="pause"]');
    const resume = part(all, '[data-order="resume"]');
    const isAny = (wanted: SavedStatus['state']) => reels.some(({ state }) => state === wanted);
    passFocus(pause, isAny('saving'), isAny('paused') ? resume : part(page, 'h1'));
    passFocus(resume, isAny('paused'), isAny('saving') ? pause : part(page, 'h1'));
    void storage.show(facts);
  }

  all.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    const wanted = target.dataset['order'];
    const reels = client.list?.reels ?? [];
    const idsIn = (state: SavedStatus['state']) =>
      reels.filter((one) => one.state === state).map(({ reel }) => reel.id);
    if (wanted === 'pause') order('pause', idsIn('saving'));
    if (wanted === 'resume') order('resume', idsIn('paused'));
  });
  const refresh = () => void client.refresh();
  const hasWorkers = 'serviceWorker' in navigator;
  // On a first visit there is no worker to ask until one is ready.
  if (hasWorkers) void navigator.serviceWorker.ready.then(refresh);
  setTimeout(() => (noWorker.hidden = client.list !== null), hasWorkers ? replyTimeoutMs : 0);
  addEventListener('online', refresh);
}

/** Goes back in the history if the viewer came from the feed, which returns to the same reel. */
function returnToFeed(event: MouseEvent): void {
  const isFirstEntry = 'navigation' in globalThis && !navigation.canGoBack;
  const cameFromSite = URL.canParse(document.referrer) && new URL(document.referrer).origin === location.origin;
  // A tab that was opened on this page has no entry to go back to, whatever `history.length` says after a visit to a reel.
  if (!cameFromSite || history.length < 2 || isFirstEntry || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.back();
}

class SavedRow {
  readonly element = document.createElement('li');
  readonly #link = document.createElement('a');
  readonly #state: HTMLElement;
  readonly #bar: HTMLProgressElement;
  readonly #toggle: HTMLButtonElement;
  readonly #export = button('Export');
  #status: SavedStatus;

  constructor(
    status: SavedStatus,
    onOrder: (order: SavedOrder, ids: readonly string[]) => void,
    onExport: (id: string) => void,
  ) {
    this.#status = status;
    const { id, author, poster } = status.reel;
    const title = titleOf(status);
    const picture = document.createElement('img');
    Object.assign(picture, { alt: '', width: 72, height: 128, crossOrigin: 'anonymous', loading: 'lazy' });
    picture.addEventListener('error', () => picture.removeAttribute('src'));
    if (poster !== null) picture.src = poster;
    this.#link.textContent = title;
    const heading = document.createElement('h2');
    heading.append(this.#link);
    this.#state = text('p', '');
    this.#bar = document.createElement('progress');
    this.#bar.setAttribute('aria-label', `Saving ${title}`);
    const words = document.createElement('div');
    words.className = 'saved-words';
    words.append(heading, text('p', author), this.#state, this.#bar);
    this.#toggle = button('');
    this.#toggle.addEventListener('click', () => onOrder(orderFor(this.#status), [id]));
    const remove = button('Remove');
    remove.setAttribute('aria-label', `Remove ${title}`);
    remove.addEventListener('click', () => onOrder('remove', [id]));
    const actions = document.createElement('div');
    actions.className = 'saved-actions';
    this.#export.setAttribute('aria-label', `Export ${title}`);
    this.#export.addEventListener('click', () => onExport(id));
    actions.append(this.#toggle, this.#export, remove);
    this.element.dataset['reelId'] = id;
    this.element.append(picture, words, actions);
  }

  show(status: SavedStatus): void {
    this.#status = status;
    const { state, problem, update } = status;
    this.element.dataset['state'] = state;
    this.#link.href = savedReelUrl(status);
    this.#state.textContent = describeStatus(status);
    this.#state.toggleAttribute('data-problem', problem !== null && problem !== 'network');
    this.#bar.hidden = state === 'saved' && update !== 'wanted';
    this.#bar.value = shareDone(status);
    this.#export.hidden = state !== 'saved';
    passFocus(this.#toggle, state !== 'saved' || update === 'available', this.#link);
    this.#toggle.textContent = orderWords[orderFor(status)];
    this.#toggle.setAttribute('aria-label', `${this.#toggle.textContent} ${titleOf(status)}`);
  }
}

function titleOf({ reel }: SavedStatus): string {
  return reel.title || 'Untitled reel';
}

/** Returns the order that a reel's button gives in its current state. */
function orderFor({ state }: SavedStatus): 'update' | 'pause' | 'resume' {
  if (state === 'saved') return 'update';
  return state === 'saving' ? 'pause' : 'resume';
}

const orderWords = { update: 'Update', pause: 'Pause', resume: 'Resume' };

function text(tag: 'p', content: string): HTMLElement {
  return Object.assign(document.createElement(tag), { textContent: content });
}

function button(label: string): HTMLButtonElement {
  const made = Object.assign(document.createElement('button'), { type: 'button', textContent: label });
  made.className = 'button quiet';
  return made;
}

function part(parent: ParentNode, selector: string): HTMLElement {
  return find(parent, selector, HTMLElement);
}
