/** A video goes from reel to reel: only one of them tells what it says. */
const followers = new WeakMap<HTMLVideoElement, CaptionLines>();

/**
 * Shows what a video's text tracks say now. Where browsers draw captions themselves they cover the words and the buttons
 * of the reel; here they have a place among them.
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
    const spoken = spokenNow(this.#video);
    this.place.toggleAttribute('data-high', spoken.length > 0 && spoken.every(({ cue }) => isHigh(cue)));
    const lines = spoken.map(({ cue, language }) => {
      const line = Object.assign(document.createElement('p'), { lang: language });
      // The ground of the letters ends where each of its lines does.
      const words = line.appendChild(document.createElement('span'));
      words.append(cue.getCueAsHTML());
      return line;
    });
    this.place.replaceChildren(...lines);
  }
}

function spokenNow(video: HTMLVideoElement | null): { readonly cue: VTTCue; readonly language: string }[] {
  const chosen = [...(video?.textTracks ?? [])].filter(({ kind, mode }) => kind !== 'metadata' && mode !== 'disabled');
  return chosen.flatMap(({ activeCues, language }) =>
    [...(activeCues ?? [])].flatMap((cue) => (cue instanceof VTTCue ? [{ cue, language }] : [])),
  );
}

/** Its author wants it in the upper half. Lines count from the top, and below zero from the bottom. */
function isHigh({ line, snapToLines }: VTTCue): boolean {
  return line !== 'auto' && line >= 0 && (snapToLines || line < 50);
}
