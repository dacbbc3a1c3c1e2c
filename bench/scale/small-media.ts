import type { ReadMedia, StaticFile } from '../../demo/static-files.ts';
import type { VirtualReel } from '../virtual/virtual-page.ts';

/** Small, so that reading and copying bytes does not affect the measurement. */
const segmentBytes = 4000;
const segmentSeconds = 2;

/** Returns reels that differ only in their names and tags, each with this many segments. */
export function listReels(count: number, segments: number): VirtualReel[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `reel-${number}`,
    src: `reel-${number}/main.m3u8`,
    poster: `reel-${number}/poster.webp`,
    durationSeconds: segments * segmentSeconds,
    tags: [`tag-${number % 7}`],
  }));
}

/** Returns the files of these reels at an origin. */
export function smallMedia(segments: number): ReadMedia {
  const manifest = textFile(
    '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=16000,RESOLUTION=360x640,CODECS="avc1.640015"\n360/index.m3u8\n',
  );
  const lines = Array.from({ length: segments }, (_, number) => `#EXTINF:${segmentSeconds},\n${number}.m4s`);
  const playlist = textFile(['#EXTM3U', '#EXT-X-TARGETDURATION:2', ...lines, '#EXT-X-ENDLIST\n'].join('\n'));
  const segment = fileOf('video/iso.segment', Buffer.from(segmentStart).toString('latin1').padEnd(segmentBytes, '.'));
  const poster = fileOf('image/webp', 'RIFF....WEBP');
  return (path) => {
    if (path.endsWith('/main.m3u8')) return Promise.resolve(manifest);
    if (path.endsWith('.m3u8')) return Promise.resolve(playlist);
    return Promise.resolve(path.endsWith('.webp') ? poster : segment);
  };
}

/** The `styp` box that a CMAF segment begins with. */
const segmentStart = [0, 0, 0, 16, ...Buffer.from('stypmsdh'), 0, 0, 0, 0];

function textFile(text: string): StaticFile {
  return fileOf('application/vnd.apple.mpegurl', text);
}

function fileOf(type: string, text: string): StaticFile {
  return { type, etag: '"1"', lastModified: new Date(0).toUTCString(), body: Buffer.from(text, 'latin1') };
}
