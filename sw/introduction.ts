import { introductionHeaders, introductionQuery, originQuery } from '../src/shared/introduction.ts';

export type Introduction = {
  /** URL of the registered script, which may be a host worker that has imported this one. */
  readonly scriptUrl: string;
  readonly version: string;
  readonly isEmbedded: boolean;
  readonly forbiddenAmong: (origins: readonly string[]) => Promise<string[]>;
};

const mostOrigins = 64;

/** Whether this is a page's request to find out whether its worker is Nextreel's. */
export function isIntroductionRequest(url: URL, { scriptUrl }: Pick<Introduction, 'scriptUrl'>): boolean {
  const script = new URL(scriptUrl);
  return url.searchParams.has(introductionQuery) && url.origin === script.origin && url.pathname === script.pathname;
}

export async function introduce(url: URL, worker: Introduction): Promise<Response> {
  const origins = url.searchParams.getAll(originQuery).filter((origin) => URL.canParse(origin));
  const forbidden = await worker.forbiddenAmong(origins.slice(0, mostOrigins));
  const headers = new Headers({ [introductionHeaders.version]: worker.version, 'cache-control': 'no-store' });
  if (worker.isEmbedded) headers.set(introductionHeaders.embedded, '');
  if (forbidden.length > 0) headers.set(introductionHeaders.forbidden, forbidden.join(' '));
  return new Response(null, { headers });
}
