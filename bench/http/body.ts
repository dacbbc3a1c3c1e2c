import type { Media } from './case.ts';

export const fileOf: Readonly<Record<Media, string>> = {
  segment: 'segment.m4s',
  playlist: 'main.m3u8',
  poster: 'poster.webp',
};

export const typeOf: Readonly<Record<Media, string>> = {
  segment: 'video/mp4',
  playlist: 'application/vnd.apple.mpegurl',
  poster: 'image/webp',
};

/** The length of every segment and picture. Its low byte is below 128, so that a box header with this size is ASCII. */
export const bodyBytes = 1100;

/** The playlist that refers to the segment of a case. */
export const leadingPlaylist = playlistWith('');

/** Returns a plausible body for the media type, marked with the step of its answer. All of it is ASCII. */
export function bodyOf(media: Media, step: number, echo = ''): string {
  const mark = `(answer ${step})(echo ${echo})`;
  if (media === 'playlist') return playlistWith(mark);
  const text = `${mark}${Array.from({ length: bodyBytes }, (_, index) => String.fromCharCode(97 + (index % 26))).join('')}`;
  // The segment begins with a box, since anything else counts as damaged.
  if (media === 'segment')
    return `${String.fromCharCode(0, 0, bodyBytes >> 8, bodyBytes & 255)}styp${text}`.slice(0, bodyBytes);
  return text.slice(0, bodyBytes);
}

export function stepOf(body: string): number | null {
  const step = /\(answer (\d+)\)/.exec(body)?.[1];
  return step === undefined ? null : Number(step);
}

export function echoOf(body: string): string {
  return /\(echo ([^)]*)\)/.exec(body)?.[1] ?? '';
}

function playlistWith(mark: string): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:2', `# ${mark}`, '#EXTINF:2,', 'segment.m4s'];
  return `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`;
}
