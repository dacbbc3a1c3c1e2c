import type { Preview, PreviewedReel, PreviewSource } from '../player/preview.ts';

export type ScrubPreviewOptions = {
  readonly current: () => PreviewedReel | null;
  readonly open: (source: PreviewSource, seconds: number) => Promise<Preview>;
};

/** Shows the frame at the pointer's time if its data is loaded. The preview opens when the pointer first needs it. */
export class ScrubPreview {
  #opened: { readonly reelId: string; readonly preview: Promise<Preview | null> } | null = null;

  constructor(readonly options: ScrubPreviewOptions) {}

  async show(place: HTMLElement, seconds: number | null): Promise<void> {
    const reel = this.options.current();
    const isAvailable = reel !== null && reel.source !== null && seconds !== null && reel.hasBuffered(seconds);
    place.toggleAttribute('data-shown', isAvailable);
    if (!isAvailable || seconds === null) return;
    const preview = await this.#open(reel, seconds);
    if (preview === null) return;
    if (preview.element.parentElement !== place) place.append(preview.element);
    preview.seek(seconds);
  }

  /** Closes the preview, as another reel has become current. */
  close(): void {
    const opened = this.#opened;
    this.#opened = null;
    void opened?.preview.then((preview) => preview?.close());
  }

  #open({ reelId, source }: PreviewedReel, seconds: number): Promise<Preview | null> {
    if (this.#opened?.reelId !== reelId) {
      this.close();
      const preview = source === null ? null : this.options.open(source, seconds).catch(() => null);
      this.#opened = { reelId, preview: Promise.resolve(preview) };
    }
    return this.#opened.preview;
  }
}
