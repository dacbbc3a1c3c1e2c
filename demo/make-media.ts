import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CatalogueReel, catalogue } from './catalogue';
import { encodeSound, encodeVideo, writePoster } from './make-media/encoder';
import { ladder } from './make-media/ladder';
import { perform } from './make-media/music';
import { formatManifest, writePlaylist } from './make-media/playlists';
import { type Recipe, recipes } from './make-media/recipes';
import { cutSegments } from './make-media/segments';

const mediaRoot = fileURLToPath(new URL('media', import.meta.url));

async function makeReel(reel: CatalogueReel, recipe: Recipe, work: string): Promise<void> {
  const target = join(mediaRoot, reel.id);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const sound = join(work, 'sound.mp4');
  await encodeSound(perform(recipe.piece, reel.durationSeconds), 'aac', sound);
  const { title, durationSeconds } = reel;
  await encodeVideo({
    scene: recipe.scene,
    title,
    durationSeconds,
    renditions: ladder,
    sounds: { h264: sound },
    directory: work,
  });
  const streams = [];
  for (const rendition of ladder) {
    const segments = cutSegments(await readFile(join(work, `${rendition.name}.mp4`)));
    streams.push({
      rendition,
      written: await writePlaylist(join(target, rendition.name), segments, recipe.layout ?? {}),
    });
  }
  await writeFile(join(target, 'main.m3u8'), formatManifest(streams, [], null, ''));
  await writePoster(join(work, '540x960.mp4'), join(target, 'poster.webp'));
}

const wanted = process.argv.slice(2);
for (const reel of catalogue) {
  const recipe = recipes[reel.id];
  if (recipe === undefined) throw new Error(`There is no recipe for "${reel.id}".`);
  if (wanted.length > 0 && !wanted.includes(reel.id)) continue;
  const work = await mkdtemp(join(tmpdir(), 'nextreel-media-'));
  const startMs = performance.now();
  try {
    await makeReel(reel, recipe, work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  console.log(`${reel.id}: ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}
