import { fileURLToPath } from 'node:url';
import type { LoopbackServer } from './loopback-server';
import { startOrigin } from './origin-server';
import { startPage } from './page-server';

export { PortTakenError } from './loopback-server';

const originCount = 3;
const mediaRoot = fileURLToPath(new URL('media', import.meta.url));
const builtPage = fileURLToPath(new URL('../dist', import.meta.url));

export type DemoOptions = {
  /** The page's port; the origins get the next three. 0: any free ports. */
  readonly port?: number;
  /** Where the built page is. */
  readonly dist?: string;
};

export type Demo = {
  readonly pageUrl: string;
  readonly originUrls: readonly string[];
  close(): Promise<void>;
};

/** Starts the page and its origins, or nothing when one of the ports is taken. */
export async function startDemo({ port = 4173, dist = builtPage }: DemoOptions = {}): Promise<Demo> {
  const servers: LoopbackServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    for (let index = 1; index <= originCount; index++) {
      servers.push(await startOrigin(mediaRoot, port === 0 ? 0 : port + index));
    }
    const originUrls = servers.map((server) => server.url);
    const page = await startPage(dist, originUrls, port);
    servers.push(page);
    return { pageUrl: page.url, originUrls, close };
  } catch (error) {
    await close();
    throw error;
  }
}
