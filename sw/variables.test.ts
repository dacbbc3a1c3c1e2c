import { beforeEach, expect, test } from 'vitest';
import {
  answerNormally,
  dataSaver,
  request,
  resetBrowser,
  session,
  sourceOf,
  startWorker,
  texts,
  viewOf,
} from './testing/session.ts';

beforeEach(resetBrowser);

const definitions = '#EXT-X-DEFINE:NAME="folder",VALUE="low"\n#EXT-X-DEFINE:NAME="ending",VALUE="m4s"\n';
const written: Readonly<Record<string, string>> = {
  'main.m3u8': texts['main.m3u8']?.replace('\n360', `\n{$folder}/360`).replace('\n', `\n${definitions}`) ?? '',
  '360.m3u8':
    texts['360.m3u8']?.replaceAll('.m4s', '.{$ending}').replace('\n', '\n#EXT-X-DEFINE:IMPORT="ending"\n') ?? '',
};

test('media that a playlist names through variables of its manifest is cached, and served by a later worker offline', async () => {
  session.answer = (path) => {
    const text = written[path.slice(path.lastIndexOf('/') + 1)];
    return text === undefined
      ? answerNormally(path)
      : new Response(text, { headers: { 'cache-control': 'max-age=600' } });
  };
  const paths = ['main.m3u8', 'low/360.m3u8', 'low/0.m4s', 'low/3.m4s'].map((name) => `one/${name}`);
  const first = startWorker();
  // Nothing is prefetched, so that only the playlists tell the worker which requests to answer.
  await first.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  for (const path of paths) await (await request(first, path))?.arrayBuffer();

  const second = startWorker();
  session.answer = () => Response.error();
  await second.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  const sources: unknown[] = [];
  for (const path of paths) sources.push(sourceOf(await request(second, path)));
  expect(sources).toEqual(['memory', 'memory', 'store', 'store']);
});
