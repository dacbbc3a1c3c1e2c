import { expect, test, vi } from 'vitest';
import { SharingRules } from './sharing-rules.ts';

const site = 'https://site.test';

/** The page's own site, where Ann is signed in. */
function siteThat(answer: (isAnn: boolean) => Response) {
  const asked: string[] = [];
  const fetchNow: typeof fetch = async (_input, init) => {
    asked.push(init?.credentials ?? '');
    return answer(init?.credentials !== 'omit');
  };
  const clock = { nowMs: 0 };
  const check = new SharingRules({ fetch: fetchNow, nowMs: () => clock.nowMs }, site);
  return {
    asked,
    clock,
    refuse: (path: string, cacheControl = '') => check.whyPersonal(`${site}${path}`, false, cacheControl),
  };
}

test('files of the site itself count as public if requests without cookies return the same bytes', async () => {
  const { asked, clock, refuse } = siteThat(() => new Response('the same', { headers: { etag: '"1"' } }));
  expect(await Promise.all(['/media/0.m4s', '/media/1.m4s'].map((path) => refuse(path)))).toEqual([null, null]);
  expect(asked).toHaveLength(2);
  clock.nowMs = 11 * 60_000;
  await refuse('/media/2.m4s');
  expect(asked).toHaveLength(4);
  clock.nowMs = 0;
  await refuse('/media/3.m4s');
  expect(asked).toHaveLength(6);
});

test('files that differ or fail without cookies, or vary by cookie, do not count as public', async () => {
  const others: ((isAnn: boolean) => Response)[] = [
    (isAnn) => new Response(isAnn ? "Ann's" : 'a preview'),
    (isAnn) => new Response('alike', { headers: { etag: isAnn ? '"ann"' : '"all"' } }),
    (isAnn) => new Response('alike', { status: isAnn ? 200 : 401 }),
    () => new Response('alike', { headers: { vary: 'Cookie' } }),
    () => Response.error(),
  ];
  for (const answer of others) expect(await siteThat(answer).refuse('/media/0.m4s')).not.toBeNull();
});

test.each([
  ['fails', () => Promise.reject(new TypeError('no network'))],
  ['is answered with 503', () => Promise.resolve(new Response('', { status: 503 }))],
  ['is answered with 429', () => Promise.resolve(new Response('', { status: 429 }))],
])('a file whose comparison %s may not be kept now, but is not said to be personal', async (_what, answer) => {
  const rules = new SharingRules({ fetch: answer, nowMs: () => 0 }, site);
  expect(await rules.whyPersonal(`${site}/media/0.m4s`, false, '')).toMatchObject({ scope: 'file', isPassing: true });
});

test('a folder whose comparison gets no answer does not count as public, and is compared again later', async () => {
  vi.useFakeTimers();
  const silent: typeof fetch = (_input, init) =>
    new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new TypeError('aborted'))));
  const asked = vi.fn(silent);
  const rules = new SharingRules({ fetch: asked, nowMs: () => 0 }, site);
  const verdict = rules.whyPersonal(`${site}/media/0.m4s`, false, '');
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  expect(await verdict).not.toBeNull();
  void rules.whyPersonal(`${site}/media/1.m4s`, false, '');
  expect(asked).toHaveBeenCalledTimes(4);
});

test('no check is made for other sites, which get no cookies, or for responses marked public', async () => {
  const { asked, refuse } = siteThat(() => new Response('x'));
  expect(await refuse('/0.m4s', 'max-age=60, public')).toBeNull();
  expect(
    await new SharingRules({ fetch, nowMs: () => 0 }, site).whyPersonal('https://cdn.test/0.m4s', false, ''),
  ).toBeNull();
  expect(asked).toEqual([]);
});

test.each([
  ['/media/0.m3u8', null],
  ['/media/clip.mp4/nextreel/parts.m3u8', 'bytes=0-1023'],
])(
  'a text is compared whole, an MP4 file only at its beginning, even if asked about its list of parts: %s',
  async (path, range) => {
    const fetchNow = vi.fn<typeof fetch>(async () => new Response('alike'));
    const rules = new SharingRules({ fetch: fetchNow, nowMs: () => 0 }, site);
    expect(await rules.whyPersonal(`${site}${path}`, true, '')).toBeNull();
    const requests = fetchNow.mock.calls.map(([url, init]) => new Request(url, init));
    expect(requests.map(({ url, headers }) => [url, headers.get('range')])).toEqual(
      Array.from({ length: 2 }, () => [`${site}${path.replace(/\/nextreel.*/, '')}`, range]),
    );
  },
);

test('bytes that differ in one bit differ', async () => {
  const { refuse } = siteThat((isAnn) => new Response(new Uint8Array([isAnn ? 0x80 : 0x81])));
  expect(await refuse('/media/0.m4s')).not.toBeNull();
});
