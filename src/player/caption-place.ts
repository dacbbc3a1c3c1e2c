/** How far down the picture captions begin, in per cent: above the words of the reel and the buttons beside them. */
const usualLine = 68;
/** A phone on its side has little below. */
const lowPicturePx = 420;
const lowLine = 40;

/** How much of the picture's width a line takes at most, in per cent: the edges stay free. */
const mostSize = 92;

const placed = new WeakSet<TextTrackCue>();

/**
 * Every engine draws captions at the bottom of the picture, below shade and words, and only some let a style sheet move
 * them: so the cues themselves say where they stand. A place that their author has given stays.
 */
export function placeCaptions(video: HTMLVideoElement): void {
  const line = video.clientHeight < lowPicturePx ? lowLine : usualLine;
  for (const { cues } of video.textTracks) {
    for (const cue of cues ?? []) {
      if (!(cue instanceof VTTCue) || (cue.line !== 'auto' && !placed.has(cue))) continue;
      placed.add(cue);
      cue.snapToLines = false;
      cue.line = line;
      cue.size = Math.min(cue.size, mostSize);
    }
  }
}
