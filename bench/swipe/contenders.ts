import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { catalogue } from '../../demo/catalogue.ts';
import { type Demo, startDemo } from '../../demo/demo.ts';
import type { LoopbackServer } from '../../demo/loopback-server.ts';
import { startOrigin } from '../../demo/origin-server.ts';
import { writeMp4Copy } from './mp4-copies.ts';
import type { PeerReel } from './peers/peer.ts';

const mediaRoot = fileURLToPath(new URL('../../demo/media', import.meta.url));
const work = fileURLToPath(new URL('../../dist-bench', import.meta.url));

/** One page to be measured, with an origin of its own, so that its bytes can be counted. */
export type Contender = {
  readonly name: string;
  readonly pageUrl: string;
  readonly originUrl: string;
  close(): Promise<void>;
};

/** How many distinct reels a run may need. */
const feedLength = 64;

export async function startContenders(throughputBps: number): Promise<Contender[]> {
  const root = join(work, 'peers');
  await rm(root, { recursive: true, force: true });
  await build({
    root: fileURLToPath(new URL('peers', import.meta.url)),
    configFile: false,
    logLevel: 'warn',
    build: { outDir: root, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 2000 },
  });
  const playable = await playableEverywhere(throughputBps);
  const nextreel = await startDemo({ port: 0 });
  const contenders = [contenderOf('nextreel', nextreel, nextreel.originUrls[0] ?? '', '/?reels=64')];
  for (const name of ['hls-on-swipe', 'shaka-preload', 'native-mp4']) {
    const demo = await startDemo({ port: 0, dist: root });
    const mp4 = await startOrigin(join(work, 'mp4'), 0);
    const hlsUrl = demo.originUrls[0] ?? '';
    const reels = Array.from({ length: feedLength }, (_, index): PeerReel => {
      const { id, src } = playable[index % playable.length] ?? { id: '', src: '' };
      const copy = `copies/${Math.floor(index / playable.length) + 1}/`;
      return { id: `${id}-${index}`, manifestUrl: `${hlsUrl}${copy}${src}`, mp4Url: `${mp4.url}${copy}${id}.mp4` };
    });
    await writeFile(join(root, `reels-${name}.json`), JSON.stringify(reels));
    contenders.push(contenderOf(name, demo, name === 'native-mp4' ? mp4.url : hlsUrl, `/?peer=${name}`, mp4));
  }
  return contenders;
}

function contenderOf(name: string, demo: Demo, originUrl: string, path: string, mp4?: LoopbackServer): Contender {
  const close = async () => {
    await Promise.all([demo.close(), mp4?.close()]);
  };
  return { name, pageUrl: new URL(path, demo.pageUrl).href, originUrl, close };
}

/** Reels of the demo that every contender can play. */
async function playableEverywhere(throughputBps: number): Promise<{ id: string; src: string }[]> {
  const verdicts = await Promise.all(
    catalogue.map(async ({ id, src }) => ({
      id,
      src,
      isPlayable:
        src.endsWith('.m3u8') && (await writeMp4Copy(mediaRoot, src, join(work, 'mp4', `${id}.mp4`), throughputBps)),
    })),
  );
  return verdicts.filter(({ isPlayable }) => isPlayable);
}
