import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';

type Process = { readonly id: number; readonly type: string; readonly cpuTime: number };

async function processesOf(page: Page): Promise<readonly Process[]> {
  const browser = page.context().browser();
  const session = browser === null ? await page.context().newCDPSession(page) : await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo;
  } finally {
    await session.detach();
  }
}

/** Returns the processor time that all processes of this browser have used so far. */
export async function processorSeconds(page: Page): Promise<number> {
  return (await processesOf(page)).reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/**
 * Returns the memory of the renderer processes, which hold the page and its worker. Shared memory counts in proportion.
 * Null if the system does not report it.
 */
export async function memoryBytes(page: Page): Promise<number | null> {
  const renderers = (await processesOf(page)).filter(({ type }) => type === 'renderer');
  const sizes = await Promise.all(renderers.map(({ id }) => proportionalBytes(id)));
  return sizes.includes(null) ? null : sizes.reduce((sum: number, size) => sum + (size ?? 0), 0);
}

async function proportionalBytes(processId: number): Promise<number | null> {
  const text = await readFile(`/proc/${processId}/smaps_rollup`, 'utf8').catch(() => '');
  const [, kibibytes] = /^Pss:\s+(\d+) kB$/m.exec(text) ?? [];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}
