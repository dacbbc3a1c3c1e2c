import { fileURLToPath } from 'node:url';
import type { CatalogueReel } from './catalogue';
import type { LoopbackServer } from './loopback-server';
import { startOrigin } from './origin-server';
import { startPage } from './page-server';
import type { ReadMedia } from './static-files';

export { PortTakenError } from './loopback-server';

const mediaRoot = fileURLToPath(new URL('media', import.meta.url));
const builtPage = fileURLToPath(new URL('../dist', import.meta.url));

export type DemoOptions = {
  /** The page's port; the origins get the next three. 0: any free ports. */
  readonly port?: number;
  /** The folder of the built page. */
  readonly dist?: string;
  /** The number of origins, which are replicas of each other. */
  readonly origins?: number;
  /** What the origins serve, and which of these reels the feed lists. */
  readonly media?: string | ReadMedia;
  readonly reels?: readonly CatalogueReel[];
};

export type Demo = {
  readonly pageUrl: string;
  readonly originUrls: readonly string[];
  close(): Promise<void>;
};

/** Starts the page and its origins. Rejects, and leaves nothing running, if a port is in use. */
export async function startDemo({
  port = 4173,
  dist = builtPage,
  origins = 3,
  media = mediaRoot,
  reels,
}: DemoOptions = {}): Promise<Demo> {
  const servers: LoopbackServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    for (let index = 1; index <= origins; index++) {
      servers.push(await startOrigin(media, port === 0 ? 0 : port + index));
    }
    const originUrls = servers.map((server) => server.url);
    const page = await startPage(dist, originUrls, port, reels);
    servers.push(page);
    return { pageUrl: page.url, originUrls, close };
  } catch (error) {
    await close();
    throw error;
  }
}
