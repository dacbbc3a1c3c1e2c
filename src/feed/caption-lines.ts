/** Video elements are reused across reels: only one `CaptionLines` may follow a video at a time. */
const followers = new WeakMap<HTMLVideoElement, CaptionLines>();

/**
 * Shows the active cues of a video's text tracks. Captions drawn by the browser would cover the reel's text and
 * buttons; these have their own place in the layout.
 */
export class CaptionLines {
  #video: HTMLVideoElement | null = null;
  #life = new AbortController();

  constructor(readonly place: HTMLElement) {}

  follow(video: HTMLVideoElement): void {
    this.leave();
    followers.get(video)?.leave();
    followers.set(video, this);
    this.#video = video;
    this.#life = new AbortController();
    const { signal } = this.#life;
    const { textTracks } = video;
    const show = () => this.#show();
    const listen = (track: TextTrack | null) => track?.addEventListener('cuechange', show, { signal });
    for (const track of textTracks) listen(track);
    textTracks.addEventListener('addtrack', ({ track }) => listen(track), { signal });
    textTracks.addEventListener('change', show, { signal });
    video.addEventListener('emptied', show, { signal });
    show();
  }

  leave(): void {
    if (this.#video !== null) followers.delete(this.#video);
    this.#life.abort();
    this.#video = null;
    this.#show();
  }

  #show(): void {
    const cues = activeCuesOf(this.#video);
    this.place.toggleAttribute('data-high', cues.length > 0 && cues.every(({ cue }) => isHigh(cue)));
    const lines = cues.map(({ cue, language }) => {
      const line = Object.assign(document.createElement('p'), { lang: language });
      // With a span, the background ends with each line of text instead of filling the whole width.
      const words = line.appendChild(document.createElement('span'));
      words.append(cue.getCueAsHTML());
      return line;
    });
    this.place.replaceChildren(...lines);
  }
}

function activeCuesOf(video: HTMLVideoElement | null): { readonly cue: VTTCue; readonly language: string }[] {
  const chosen = [...(video?.textTracks ?? [])].filter(({ kind, mode }) => kind !== 'metadata' && mode !== 'disabled');
  return chosen.flatMap(({ activeCues, language }) =>
    [...(activeCues ?? [])].flatMap((cue) => (cue instanceof VTTCue ? [{ cue, language }] : [])),
  );
}

/** Whether the cue asks for the upper half. `line` counts from the top, or from the bottom if negative. */
function isHigh({ line, snapToLines }: VTTCue): boolean {
  return line !== 'auto' && line >= 0 && (snapToLines || line < 50);
}
