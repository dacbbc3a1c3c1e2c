import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from './catalogue';
import { makeReel } from './make-media/delivery';
import { recipes } from './make-media/recipes';

/*
 * Regenerates demo/media: `npx tsx demo/make-media.ts`, followed by reel ids to regenerate only these.
 * Needs ffmpeg with libx264, libvpx, libopus and libwebp.
 */

const mediaRoot = fileURLToPath(new URL('media', import.meta.url));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !catalogue.some((reel) => reel.id === id));
if (unknown.length > 0) throw new Error(`There is no reel "${unknown.join('", "')}" in the catalogue.`);

for (const reel of catalogue) {
  const recipe = recipes[reel.id];
  if (recipe === undefined) throw new Error(`There is no recipe for "${reel.id}".`);
  if (wanted.length > 0 && !wanted.includes(reel.id)) continue;
  const target = join(mediaRoot, reel.id);
  const work = await mkdtemp(join(tmpdir(), 'nextreel-media-'));
  const startMs = performance.now();
  try {
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    await makeReel(reel, recipe, target, work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  console.log(`${reel.id}: ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}
