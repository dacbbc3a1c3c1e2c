import '../../styles/saved-export.css';
import { find } from '../../feed/document.ts';
import { requestPersistence } from '../saved-client.ts';
import { requestSavedList } from '../saved-request.ts';
import { readFreeBytes } from './free-bytes.ts';
import { describeExport, describeFailure, describeImport } from './messages.ts';
import { exportEnding, exportSaved, exportType, type SavedExport } from './saved-export.ts';
import { importSaved } from './saved-import.ts';

export type ExportPanelParts = {
  /** Called with the reel being imported, or null, so that it is not shown as paused meanwhile. */
  readonly onReel: (reelId: string | null) => void;
  readonly onImported: () => void;
};

type Picker = (options: { readonly suggestedName: string }) => Promise<FileSystemFileHandle>;
declare global {
  interface Window {
    /** Only Chromium has it. */
    readonly showSaveFilePicker?: Picker;
  }
  interface FileSystemFileHandle {
    /** Only Chromium has it. */
    remove?(): Promise<void>;
  }
}

/** The panel that exports saved reels to one file and imports them from one. */
export class ExportPanel {
  readonly element = document.createElement('section');
  readonly #bar: HTMLProgressElement;
  readonly #status: HTMLElement;
  readonly #all: HTMLButtonElement;
  readonly #choose: HTMLButtonElement;

  constructor(readonly parts: ExportPanelParts) {
    this.element.className = 'saved-export';
    this.element.setAttribute('aria-labelledby', 'saved-export-title');
    this.element.innerHTML = `
      <h2 id="saved-export-title">Another phone or browser?</h2>
      <p>Export your saved reels to one file, and import it there. They play without a network from then on.</p>
      <div class="saved-actions">
        <button type="button" class="button quiet" data-action="export">Export all</button>
        <button type="button" class="button quiet" data-action="import">Import a file</button>
        <input type="file" accept="${exportEnding},${exportType}" hidden aria-label="File of saved reels">
      </div>
      <progress max="1" value="0" hidden></progress>
      <p role="status"></p>`;
    this.#bar = find(this.element, 'progress', HTMLProgressElement);
    this.#status = find(this.element, '[role="status"]', HTMLElement);
    this.#all = find(this.element, '[data-action="export"]', HTMLButtonElement);
    this.#choose = find(this.element, '[data-action="import"]', HTMLButtonElement);
    const input = find(this.element, 'input', HTMLInputElement);
    this.#all.addEventListener('click', () => void this.export(null));
    this.#choose.addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      // Allows the same file to be chosen again.
      input.value = '';
      if (file !== undefined) void this.#import(file);
    });
  }

  /** Shows the export button if there is something to export. */
  show(hasSaved: boolean): void {
    this.#all.hidden = !hasSaved;
  }

  /** Exports one saved reel, or all of them if null. */
  async export(reelId: string | null): Promise<void> {
    const name = `saved-reels-${new Date().toISOString().slice(0, 10)}${exportEnding}`;
    await this.#run('exported', 'Exporting', async (onProgress) => {
      // The picker requires the user activation of the click, so it opens before the export is prepared.
      const place = await window.showSaveFilePicker?.({ suggestedName: name });
      let isWritten = false;
      try {
        const prepared = await exportSaved(reelId === null ? null : [reelId], onProgress);
        if (prepared.reels.length > 0) {
          await (place === undefined ? download(prepared, name) : write(prepared, place));
          isWritten = true;
        }
        return describeExport(prepared);
      } finally {
        // Choosing a place has already created an empty file there.
        if (!isWritten) await place?.remove?.();
      }
    });
  }

  async #import(file: Blob): Promise<void> {
    const { onReel, onImported } = this.parts;
    await this.#run('imported', 'Importing', async (onProgress) => {
      const siteOrigin = location.origin;
      try {
        const result = await importSaved(file, {
          requestList: requestSavedList,
          siteOrigin,
          readFreeBytes,
          onProgress,
          onReel,
        });
        if (result.imported.length > 0) void requestPersistence();
        return describeImport(result);
      } finally {
        // Also after a failure, so that the reel hidden during the import is shown again.
        onImported();
      }
    });
  }

  async #run(
    what: 'exported' | 'imported',
    label: string,
    work: (onProgress: (share: number) => void) => Promise<string>,
  ): Promise<void> {
    if (this.element.hasAttribute('data-busy')) return;
    this.#setBusy(true);
    this.#status.textContent = `${label} …`;
    this.#bar.setAttribute('aria-label', label);
    this.#bar.value = 0;
    try {
      this.#status.textContent = await work((share) => (this.#bar.value = share));
    } catch (cause) {
      // The viewer cancelled the browser's dialog.
      const isCancelled = cause instanceof DOMException && cause.name === 'AbortError';
      this.#status.textContent = isCancelled ? '' : describeFailure(what, cause);
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(isBusy: boolean): void {
    this.#bar.hidden = !isBusy;
    for (const button of [this.#all, this.#choose]) button.setAttribute('aria-disabled', String(isBusy));
    this.element.toggleAttribute('data-busy', isBusy);
  }
}

async function write(prepared: SavedExport, place: FileSystemFileHandle): Promise<void> {
  await prepared.stream().pipeTo(await place.createWritable());
}

async function download(prepared: SavedExport, name: string): Promise<void> {
  const url = URL.createObjectURL(await prepared.file(name));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // The click starts the download; the URL can be revoked once the browser has read the data.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
