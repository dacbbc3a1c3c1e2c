import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { type CatalogueReel, catalogue } from '../../demo/catalogue.ts';
import { type Demo, startDemo } from '../../demo/demo.ts';
import type { LoopbackServer } from '../../demo/loopback-server.ts';
import { startOrigin } from '../../demo/origin-server.ts';
import { type ReadMedia, readStaticFile } from '../../demo/static-files.ts';
import { writeMp4Copy } from './mp4-copies.ts';
import type { PeerReel } from './peers/peer.ts';

export const mediaRoot = fileURLToPath(new URL('../../demo/media', import.meta.url));
const work = fileURLToPath(new URL('../../dist-bench', import.meta.url));
export const mp4Root = join(work, 'mp4');

export const peerNames = ['hls-on-swipe', 'hls-next-ready', 'shaka-preload', 'native-mp4'] as const;
export type ContenderName = 'nextreel' | (typeof peerNames)[number];

/** One page to be measured, with an origin of its own so that its bytes can be counted. */
export type Contender = {
  readonly name: ContenderName;
  readonly pageUrl: string;
  readonly originUrl: string;
  close(): Promise<void>;
};

export type ContenderOptions = {
  readonly names: readonly ContenderName[];
  /** Native MP4 has a single rendition: the best one for this throughput. */
  readonly throughputBps: number;
  /** What the origins serve; by default the demo's media unchanged. */
  readonly media?: ReadMedia;
};

/** The number of distinct reels a run may need. */
export const feedLength = 64;

export const demoMedia: ReadMedia = (path) => readStaticFile(mediaRoot, path);

/** Starts the contenders, all with the same reels: those that each of them can play. */
export async function startContenders({
  names,
  throughputBps,
  media = demoMedia,
}: ContenderOptions): Promise<Contender[]> {
  await rm(join(work, 'peers'), { recursive: true, force: true });
  const playable = await playableEverywhere(media, throughputBps);
  const contenders: Contender[] = [];
  for (const name of names) {
    if (name === 'nextreel') {
      const demo = await startDemo({ port: 0, origins: 1, media, reels: playable });
      contenders.push(contenderOf(name, demo, demo.originUrls[0] ?? '', `/?reels=${feedLength}`));
      continue;
    }
    const root = await buildPeer(name);
    const demo = await startDemo({ port: 0, origins: 1, dist: root, media });
    const mp4 = await startOrigin(mp4Root, 0);
    const hlsUrl = demo.originUrls[0] ?? '';
    const peerReels = Array.from({ length: feedLength }, (_, index): PeerReel => {
      const { id, src } = playable[index % playable.length] ?? { id: '', src: '' };
      const copy = Math.floor(index / playable.length);
      const folder = copy === 0 ? '' : `copies/${copy}/`;
      return {
        id: copy === 0 ? id : `${id}-${copy}`,
        manifestUrl: `${hlsUrl}${folder}${src}`,
        mp4Url: `${mp4.url}${folder}${id}.mp4`,
      };
    });
    await writeFile(join(root, 'reels.json'), JSON.stringify(peerReels));
    contenders.push(contenderOf(name, demo, name === 'native-mp4' ? mp4.url : hlsUrl, '/', mp4));
  }
  return contenders;
}

/** Builds the page of one peer, without the players of the others. Returns its folder. */
async function buildPeer(name: (typeof peerNames)[number]): Promise<string> {
  const root = fileURLToPath(new URL('peers', import.meta.url));
  const outDir = join(work, 'peers', name);
  const namePeer = { order: 'pre', handler: (html: string) => html.replace('PEER', name) } as const;
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [{ name: 'peer', transformIndexHtml: namePeer }],
    build: { outDir, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 2000 },
  });
  return outDir;
}

function contenderOf(
  name: ContenderName,
  demo: Demo,
  originUrl: string,
  path: string,
  mp4?: LoopbackServer,
): Contender {
  const close = async () => {
    await Promise.all([demo.close(), mp4?.close()]);
  };
  return { name, pageUrl: new URL(path, demo.pageUrl).href, originUrl, close };
}

/** Returns the reels of the demo that every contender can play. */
export async function playableEverywhere(media: ReadMedia, throughputBps: number): Promise<CatalogueReel[]> {
  const verdicts = await Promise.all(
    catalogue.map(
      async ({ id, src }) =>
        src.endsWith('.m3u8') && writeMp4Copy(media, src, join(mp4Root, `${id}.mp4`), throughputBps),
    ),
  );
  return catalogue.filter((_, index) => verdicts[index]);
}
