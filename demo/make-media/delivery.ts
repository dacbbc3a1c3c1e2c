import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogueReel } from '../catalogue';
import { encodeSound, encodeVideo, wrapSound, writePoster } from './encoder';
import { ladder, plainRendition, type Rendition, vp9Ladder } from './ladder';
import { perform } from './music';
import { formatManifest, type Layout, type MediaTag, type Stream, type Written, writePlaylist } from './playlists';
import type { Language, Recipe } from './recipes';
import { cutSegments, joinAfterStart } from './segments';
import { formatWebVtt } from './words';

/** Draws, composes, encodes and writes one reel with its poster. `work` is a folder for temporary files. */
export async function makeReel(reel: CatalogueReel, recipe: Recipe, target: string, work: string): Promise<void> {
  const { delivery } = recipe;
  if (delivery.kind === 'mp4') await makePlainReel(reel, recipe, delivery.indexFirst, target, work);
  else if (delivery.kind === 'hls-languages') await makeReelInLanguages(reel, recipe, delivery.languages, target, work);
  else await makeHlsReel(reel, recipe, delivery.layout ?? {}, delivery.withVp9 ?? false, target, work);
}

async function makeHlsReel(
  reel: CatalogueReel,
  recipe: Recipe,
  layout: Layout,
  withVp9: boolean,
  target: string,
  work: string,
): Promise<void> {
  const tape = perform(recipe.piece, reel.durationSeconds);
  const sounds = { h264: join(work, 'aac.mp4'), ...(withVp9 ? { vp9: join(work, 'opus.mp4') } : {}) };
  await encodeSound(tape, 'aac', sounds.h264);
  if (sounds.vp9 !== undefined) await encodeSound(tape, 'opus', sounds.vp9);
  const renditions = withVp9 ? [...ladder, ...vp9Ladder] : ladder;
  await encodeVideo({ ...reel, scene: recipe.scene, renditions, sounds, directory: work, container: 'fragments' });
  const streams = await writeStreams(renditions, layout, target, work);
  if (layout.key !== undefined) await writeFile(join(target, 'reel.key'), layout.key);
  await writeFile(join(target, 'main.m3u8'), formatManifest(streams, [], null, layout.query ?? ''));
  await writePoster(join(work, '540x960.mp4'), join(target, 'poster.webp'));
}

async function makeReelInLanguages(
  reel: CatalogueReel,
  recipe: Recipe,
  languages: readonly Language[],
  target: string,
  work: string,
): Promise<void> {
  await encodeVideo({
    ...reel,
    scene: recipe.scene,
    renditions: ladder,
    sounds: {},
    directory: work,
    container: 'fragments',
  });
  const streams = await writeStreams(ladder, {}, target, work);
  const media: MediaTag[] = [];
  const sounds: Written[] = [];
  for (const [index, { code, name, piece, words }] of languages.entries()) {
    const tag = { name, language: code, isDefault: index === 0 };
    const sound = join(work, `sound-${code}.mp4`);
    await encodeSound(perform(piece, reel.durationSeconds), 'aac', sound);
    await wrapSound(sound, join(work, `fragments-${code}.mp4`));
    const segments = joinAfterStart(cutSegments(await readFile(join(work, `fragments-${code}.mp4`))));
    sounds.push(await writePlaylist(join(target, `audio-${code}`), segments, {}));
    media.push({ ...tag, type: 'AUDIO', group: 'sound', uri: `audio-${code}/index.m3u8` });
    await writeSubtitles(join(target, `subtitles-${code}`), formatWebVtt(words), reel.durationSeconds);
    media.push({ ...tag, type: 'SUBTITLES', group: 'words', isDefault: false, uri: `subtitles-${code}/index.m3u8` });
  }
  const [loudest] = sounds.toSorted((a, b) => b.rates.peakBps - a.rates.peakBps);
  await writeFile(join(target, 'main.m3u8'), formatManifest(streams, media, loudest ?? null, ''));
  await writePoster(join(work, '540x960.mp4'), join(target, 'poster.webp'));
}

async function makePlainReel(
  reel: CatalogueReel,
  recipe: Recipe,
  indexFirst: boolean,
  target: string,
  work: string,
): Promise<void> {
  const sound = join(work, 'aac.mp4');
  await encodeSound(perform(recipe.piece, reel.durationSeconds), 'aac', sound);
  await encodeVideo({
    ...reel,
    scene: recipe.scene,
    renditions: [plainRendition],
    sounds: { h264: sound },
    directory: work,
    container: indexFirst ? 'index-first' : 'index-last',
  });
  const video = join(target, 'video.mp4');
  await copyFile(join(work, `${plainRendition.name}.mp4`), video);
  await writePoster(video, join(target, 'poster.webp'));
}

async function writeStreams(
  renditions: readonly Rendition[],
  layout: Layout,
  target: string,
  work: string,
): Promise<Stream[]> {
  const streams: Stream[] = [];
  for (const rendition of renditions) {
    const segments = cutSegments(await readFile(join(work, `${rendition.name}.mp4`)));
    streams.push({ rendition, written: await writePlaylist(join(target, rendition.name), segments, layout) });
  }
  return streams;
}

async function writeSubtitles(directory: string, text: string, durationSeconds: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'words.vtt'), text);
  const playlist = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.ceil(durationSeconds)}`,
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXTINF:${durationSeconds.toFixed(6)},`,
    'words.vtt',
    '#EXT-X-ENDLIST',
  ];
  await writeFile(join(directory, 'index.m3u8'), `${playlist.join('\n')}\n`);
}
