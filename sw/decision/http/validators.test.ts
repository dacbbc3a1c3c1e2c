import { describe, expect, test } from 'vitest';
import { isNotModified, isSameVersion, renewalHeaders } from './validators.ts';

const reader = (headers: Record<string, string>) => (name: string) => headers[name] ?? null;
const monday = 'Mon, 05 Jan 2026 10:00:00 GMT';
const tuesday = 'Tue, 06 Jan 2026 10:00:00 GMT';
const kept = reader({ etag: '"a,b"', 'last-modified': monday, date: tuesday });

describe('a revalidation', () => {
  test('sends every validator that the stored response has', () => {
    expect(renewalHeaders(kept)).toEqual({ 'if-none-match': '"a,b"', 'if-modified-since': monday });
    expect(renewalHeaders(reader({ etag: 'W/"x"' }))).toEqual({ 'if-none-match': 'W/"x"' });
  });

  test('is unconditional if the stored response has no usable validator', () => {
    expect(renewalHeaders(reader({}))).toEqual({});
    expect(renewalHeaders(reader({ etag: 'x'.repeat(2000), 'last-modified': 'yesterday' }))).toEqual({});
  });
});

describe('a conditional request', () => {
  test.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ 'if-none-match': '"a,b"' }, true],
    [{ 'if-none-match': 'W/"a,b"' }, true],
    [{ 'if-none-match': '"x", W/"y","a,b"' }, true],
    [{ 'if-none-match': '"x", "a"' }, false],
    [{ 'if-none-match': '*' }, true],
    [{ 'if-none-match': ' * ' }, true],
    [{ 'if-none-match': '"*"' }, false],
    [{ 'if-none-match': '' }, false],
    [{ 'if-none-match': '"a,b' }, false],
    [{ 'if-none-match': `${'"x",'.repeat(16_000)}"a,b"` }, false],
    [{ 'if-modified-since': monday }, true],
    [{ 'if-modified-since': tuesday }, true],
    [{ 'if-modified-since': 'Sun, 04 Jan 2026 10:00:00 GMT' }, false],
    [{ 'if-modified-since': 'some day' }, false],
    [{ 'if-none-match': '"x"', 'if-modified-since': tuesday }, false],
  ])('is answered with 304 only if its validators match those of the stored response (case %#)', (request, isThere) => {
    expect(isNotModified(reader(request), kept)).toBe(isThere);
  });

  test('is not answered with 304 if the stored response has no validator', () => {
    expect(isNotModified(reader({ 'if-none-match': '"a"' }), reader({}))).toBe(false);
    expect(isNotModified(reader({ 'if-modified-since': tuesday }), reader({}))).toBe(false);
  });

  test('may contain entity tags without quotes, as some origins send them', () => {
    expect(isNotModified(reader({ 'if-none-match': 'abc, def' }), reader({ etag: 'def' }))).toBe(true);
  });
});

describe('If-Range', () => {
  test.each<[string | null, boolean]>([
    [null, true],
    ['"a,b"', true],
    ['"x"', false],
    ['W/"a,b"', false],
    [monday, true],
    [tuesday, false],
    ['yesterday', false],
  ])('%j names the stored version: %s', (ifRange, isSame) => {
    expect(isSameVersion(ifRange, kept)).toBe(isSame);
  });

  test('does not match a weak tag, or the date of a file that had only just changed', () => {
    expect(isSameVersion('W/"a"', reader({ etag: 'W/"a"' }))).toBe(false);
    expect(isSameVersion(monday, reader({ 'last-modified': monday, date: monday }))).toBe(false);
    expect(isSameVersion(monday, reader({ 'last-modified': monday }))).toBe(false);
  });
});
