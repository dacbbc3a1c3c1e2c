import { closeBySwipe } from '../sheets/swipe-down.ts';
import { el, icon, newId, setText } from './element.ts';

/** Beside the feed (on a phone, a sheet over it), or as a full page. */
export type Placement = 'beside' | 'page';

export type FrameHost = {
  readonly onClose: () => void;
  readonly onPlace: (placement: Placement) => void;
  readonly onToggleStats?: () => void;
  readonly container?: ParentNode;
  readonly onExport: () => Promise<void>;
};

const icons = {
  export: 'M12 4v11m0 0-4-4m4 4 4-4M5 19h14',
  expand: 'M9 4H4v5m0-5 6 6m5 10h5v-5m0 5-6-6',
  shrink: 'M4 10h6V4m0 6L4 4m16 10h-6v6m0-6 6 6',
  stats: 'M4 19V9m5 10V5m5 14v-7m5 7V8',
  close: 'm6 6 12 12M18 6 6 18',
} as const;

/** The dashboard's frame on the page: a heading with buttons, and the sections below. */
export class Frame {
  readonly #host: FrameHost;
  readonly #element: HTMLElement;
  readonly #notice: HTMLElement;
  readonly #status = el('p', { class: 'dashboard-status', role: 'status' });
  readonly #place: HTMLButtonElement;
  #placement: Placement;

  constructor(placement: Placement, sections: readonly HTMLElement[], host: FrameHost, signal: AbortSignal) {
    this.#host = host;
    this.#placement = placement;
    const id = newId('title');
    const heading = el('h2', { id, tabindex: '-1' }, 'Dashboard');
    this.#place = button('', icons.expand, () => this.#setPlacement(this.#placement === 'page' ? 'beside' : 'page'));
    this.#notice = el(
      'p',
      { class: 'dashboard-notice' },
      'This page plays without a worker, so there is nothing to show about prefetching, the cache or origins.',
    );
    const head = el(
      'header',
      {},
      el('span', { class: 'grabber', 'aria-hidden': 'true' }),
      heading,
      ...(host.onToggleStats === undefined ? [] : [button('Stats on the reel (S)', icons.stats, host.onToggleStats)]),
      button('Export everything as JSON', icons.export, () => void this.#export()),
      this.#place,
      button('Close dashboard (D)', icons.close, host.onClose),
    );
    this.#element = el(
      'section',
      { class: 'dashboard', id: 'dashboard', 'aria-labelledby': id, 'data-own-keys': true },
      head,
      this.#status,
      jumps(sections),
      el(
        'div',
        { class: 'dashboard-body', tabindex: '0', 'aria-label': 'Figures', role: 'region' },
        this.#notice,
        el('div', { class: 'dashboard-grid' }, ...sections),
      ),
    );
    this.#element.addEventListener('keydown', (event) => {
      if (event.target instanceof HTMLSelectElement || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape' || event.key.toLowerCase() === 'd') host.onClose();
      else if (event.key.toLowerCase() === 's') host.onToggleStats?.();
    });
    closeBySwipe(this.#element, head, host.onClose);
    this.#showPlacement();
    (host.container ?? document.body).append(this.#element);
    // Beside the feed, the feed keeps the focus and with it the keys.
    if (placement === 'page') heading.focus();
    signal.addEventListener('abort', () => this.#remove());
  }

  setControlled(isControlled: boolean): void {
    this.#notice.hidden = isControlled;
    this.#element.toggleAttribute('data-without-worker', !isControlled);
  }

  #setPlacement(placement: Placement): void {
    this.#placement = placement;
    this.#showPlacement();
    this.#host.onPlace(placement);
  }

  #showPlacement(): void {
    const isPage = this.#placement === 'page';
    this.#element.dataset['placement'] = this.#placement;
    const name = isPage ? 'Beside the feed' : 'Full page';
    this.#place.setAttribute('aria-label', name);
    this.#place.title = name;
    this.#place.replaceChildren(icon(isPage ? icons.shrink : icons.expand));
  }

  async #export(): Promise<void> {
    // Only a failure is visible, marked by `data-problem`: a success is announced, and the file itself shows it.
    this.#status.removeAttribute('data-problem');
    try {
      await this.#host.onExport();
      setText(this.#status, 'Exported.');
    } catch (cause) {
      this.#status.setAttribute('data-problem', '');
      setText(this.#status, `Not exported: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }

  #remove(): void {
    const hadFocus = this.#element.contains(document.activeElement);
    this.#element.remove();
    if (hadFocus) document.querySelector<HTMLElement>('[role="feed"]')?.focus({ preventScroll: true });
  }
}

/** Creates the buttons that scroll to a section, for screens that show only a few sections at once. */
function jumps(sections: readonly HTMLElement[]): HTMLElement {
  const buttons = sections.map((section) => {
    const name = section.querySelector('h3')?.textContent ?? '';
    const jump = el(
      'button',
      { type: 'button', 'data-needs-worker': section.dataset['needsWorker'] !== undefined },
      name,
    );
    jump.addEventListener('click', () => section.scrollIntoView({ block: 'start' }));
    return jump;
  });
  return el('nav', { class: 'dashboard-jumps', 'aria-label': 'Sections of the dashboard' }, ...buttons);
}

function button(name: string, path: string, onClick: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', class: 'round-button', 'aria-label': name, title: name }, icon(path));
  element.addEventListener('click', onClick);
  return element;
}
