import { describe, expect, it, test } from 'vitest';
import { bodyBytes, bodyOf, echoOf, stepOf } from './body.ts';
import type { Case, Expectation } from './case.ts';
import { chapters } from './cases/all.ts';
import { deviations } from './deviations.ts';
import { deviationsOf, rowsOf, tableOf, worsened } from './report.ts';
import { ScriptedOrigin } from './scripted-origin.ts';
import { faultOf, type StepResult } from './verdict.ts';

const cases = Object.values(chapters).flat();

describe('the cases', () => {
  it('number at least 120, each with a folder and a sentence of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(120);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(cases.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(deviations)));
    for (const { id, says } of cases) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(says).not.toBe('');
    }
  });
});

test.each(['segment', 'playlist', 'poster'] as const)('the body of a %s carries its step and its echo', (media) => {
  const body = bodyOf(media, 12, 'gold');
  expect([stepOf(body), echoOf(body)]).toEqual([12, 'gold']);
  expect(Buffer.byteLength(body)).toBe(body.length);
  if (media !== 'playlist') expect(body).toHaveLength(bodyBytes);
});

describe('the verdict', () => {
  const answer = (step: number, headers: Record<string, string> = {}, status = 200) => ({
    status,
    headers,
    body: bodyOf('segment', step),
  });
  const happening = (more: Partial<StepResult>): StepResult => ({
    media: 'segment',
    step: 2,
    answers: [answer(2)],
    seen: [{ method: 'GET', headers: {} }],
    ...more,
  });

  test.each<[string, Expectation, Partial<StepResult>]>([
    ['the answer of the step', {}, {}],
    ['one of several answers', { pageGetsStep: [1, 2] }, { answers: [answer(1)] }],
    ['a failure', { pageGetsStep: 'failure' }, { answers: [{ status: null, headers: {}, body: '' }] }],
    ['no body', { pageGetsStep: 'none', status: 304 }, { answers: [{ status: 304, headers: {}, body: '' }] }],
    ['nothing at the origin', { origin: 'unasked' }, { seen: [] }],
    [
      'a condition',
      { origin: 'asked-conditionally' },
      { seen: [{ method: 'GET', headers: { 'if-none-match': 'x' } }] },
    ],
    ['a header', { headers: { age: /^\d+$/, etag: null } }, { answers: [answer(2, { age: '5' })] }],
    ['a part', { part: [5, 50] }, { answers: [{ status: 206, headers: {}, body: bodyOf('segment', 2).slice(5, 51) }] }],
  ])('is content with %s', (_, expected, more) => {
    expect(faultOf(expected, happening(more))).toBeNull();
  });

  test.each<[RegExp, Expectation, Partial<StepResult>]>([
    [/step 2: got answer 1 instead of answer 2/, {}, { answers: [answer(1)] }],
    [/got a failure/, {}, { answers: [{ status: null, headers: {}, body: '' }] }],
    [/status 200 instead of 304/, { status: 304 }, {}],
    [/the origin was asked/, { origin: 'unasked' }, {}],
    [/the origin was not asked/, { origin: 'asked' }, { seen: [] }],
    [/without a condition/, { origin: 'asked-conditionally' }, {}],
    [/the page sees age: \(nothing\)/, { headers: { age: /\d/ } }, {}],
    [/the page sees x: 1 instead of \(nothing\)/, { headers: { x: null } }, { answers: [answer(2, { x: '1' })] }],
    [/the origin sees if-none-match/, { originSees: { 'if-none-match': '"a"' } }, {}],
    [/no such body/, { part: [5, 50] }, { answers: [{ status: 206, headers: {}, body: 'other bytes' }] }],
    [/answers to/, { echoes: ['ann'] }, {}],
  ])('says %s', (fault, expected, more) => {
    expect(faultOf(expected, happening(more))).toMatch(fault);
  });
});

describe('the scripted origin', () => {
  it('answers as the step says, with 304 to a conditional request, and records the requests', async () => {
    const origin = await ScriptedOrigin.start();
    try {
      const url = `${origin.folderOf('case')}segment.m4s`;
      const seen = origin.play('case', 'segment', 3, { headers: { etag: '"a"' }, unchanged: { etag: '"a"' } });
      const plain = await fetch(url);
      expect([plain.status, stepOf(await plain.text()), plain.headers.get('etag')]).toEqual([200, 3, '"a"']);
      const asked = await fetch(url, { headers: { 'if-none-match': '"a"' } });
      expect([asked.status, await asked.text()]).toEqual([304, '']);
      const part = await fetch(url, { headers: { range: 'bytes=10-19' } });
      expect([part.status, await part.text()]).toEqual([206, bodyOf('segment', 3).slice(10, 20)]);
      expect(seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"a"', undefined]);
    } finally {
      await origin.close();
    }
  });
});

describe('the report', () => {
  it('counts a rule as worse if it was kept without the worker and is broken with it', () => {
    const must: Case = { id: 'a', says: 'a', level: 'must', steps: [] };
    const should: Case = { id: 'b', says: 'b', level: 'should', steps: [] };
    const outcome = (one: Case, fault: string | null) => ({
      case: one,
      place: 'own' as const,
      fault,
      isByWorker: true,
    });
    const without = [outcome(must, null), outcome(should, 'step 1: x')];
    const rows = rowsOf({ all: [must, should] }, without, [outcome(must, 'step 2: y'), outcome(should, 'step 1: x')]);
    expect(worsened(rows, 'must').map(({ id }) => id)).toEqual(['a']);
    expect(worsened(rows, 'should')).toEqual([]);
    expect(tableOf(rows)).toContain('| all | 2 | 1 | 1 | 0 | 0 | 1 | 1 | 0 | 0 | 0 | 0 |');
    expect(deviationsOf(rows, {})).toContain('| must | a (a, own origin) | step 2: y | **a fault** |');
    expect(deviationsOf(rows, { a: 'meant' })).toContain('| must | a (a, own origin) | step 2: y | meant |');
  });
});
