import { bodyOf, echoOf, stepOf } from './body.ts';
import type { Expectation, Media } from './case.ts';
import type { PageResponse } from './host-page.ts';
import type { SeenRequest } from './scripted-origin.ts';

/** What happened in one step. */
export type StepResult = {
  readonly media: Media;
  /** The number of the step, counted from 1. */
  readonly step: number;
  readonly answers: readonly PageResponse[];
  readonly seen: readonly SeenRequest[];
};

/** Returns the first deviation from the expectation, or null. */
export function faultOf(expected: Expectation, happening: StepResult): string | null {
  const { answers, seen, step } = happening;
  const { pageGetsStep = step } = expected;
  const checks = [
    ...answers.flatMap((answer) => [
      faultOfSource(answer, Array.isArray(pageGetsStep) ? pageGetsStep : [pageGetsStep], expected, happening),
      faultOfStatus(answer, expected.status),
      faultOfHeaders('the page', expected.headers, [answer.headers]),
    ]),
    faultOfOrigin(expected.origin, seen),
    faultOfHeaders(
      'the origin',
      expected.originSees,
      seen.map(({ headers }) => headers),
    ),
    faultOfEchoes(expected.echoes, answers),
  ];
  const fault = checks.find((check) => check !== null) ?? null;
  return fault === null ? null : `step ${step}: ${fault}`;
}

type Source = number | 'none' | 'failure';

function faultOfSource(
  answer: PageResponse,
  allowed: readonly Source[],
  { part }: Expectation,
  { media }: StepResult,
): string | null {
  const source = sourceOf(answer, allowed, part, media);
  if (allowed.includes(source)) return null;
  return `got ${describe(source)} instead of ${allowed.map(describe).join(' or ')}`;
}

function sourceOf(
  { status, body }: PageResponse,
  allowed: readonly Source[],
  part: Expectation['part'],
  media: Media,
): Source {
  if (status === null) return 'failure';
  if (part === undefined || status !== 206) {
    const step = stepOf(body);
    return step !== null && body === bodyOf(media, step, echoOf(body)) ? step : 'none';
  }
  const isPartOf = (source: Source) =>
    typeof source === 'number' && bodyOf(media, source).slice(part[0], part[1] + 1) === body;
  return allowed.find(isPartOf) ?? 'none';
}

function describe(source: Source): string {
  if (source === 'failure') return 'a failure';
  return source === 'none' ? 'no such body' : `answer ${source}`;
}

function faultOfStatus({ status }: PageResponse, wanted: Expectation['status']): string | null {
  if (wanted === undefined || [wanted].flat().some((one) => one === status)) return null;
  return `status ${status} instead of ${[wanted].flat().join(' or ')}`;
}

function faultOfOrigin(wanted: Expectation['origin'], seen: readonly SeenRequest[]): string | null {
  const isConditional = seen.some(({ headers }) => 'if-none-match' in headers || 'if-modified-since' in headers);
  if (wanted === 'unasked' && seen.length > 0) return 'the origin was asked';
  if (wanted === 'asked' && seen.length === 0) return 'the origin was not asked';
  if (wanted === 'asked-once' && seen.length !== 1) return `the origin was asked ${seen.length} times`;
  if (wanted === 'asked-conditionally' && !isConditional) {
    return seen.length === 0 ? 'the origin was not asked' : 'the origin was asked without a condition';
  }
  return null;
}

/** Returns null if at least one of the messages has all of the wanted headers. */
function faultOfHeaders(
  who: string,
  wanted: Expectation['headers'],
  found: readonly Readonly<Record<string, string>>[],
): string | null {
  if (wanted === undefined) return null;
  const missing = (headers: Readonly<Record<string, string>>) =>
    Object.entries(wanted).find(([name, value]) => !isAsWanted(headers[name] ?? null, value));
  if (found.some((headers) => missing(headers) === undefined)) return null;
  const [name, value] = missing(found[0] ?? {}) ?? ['', null];
  return `${who} sees ${name}: ${found[0]?.[name] ?? '(nothing)'} instead of ${value ?? '(nothing)'}`;
}

function isAsWanted(value: string | null, wanted: string | RegExp | null): boolean {
  return wanted instanceof RegExp ? value !== null && wanted.test(value) : value === wanted;
}

function faultOfEchoes(wanted: Expectation['echoes'], answers: readonly PageResponse[]): string | null {
  const echoes = answers.map(({ body }) => echoOf(body));
  if (wanted === undefined || wanted.every((echo, index) => echo === echoes[index])) return null;
  return `got the answers to ${echoes.join(', ')} instead of ${wanted.join(', ')}`;
}
