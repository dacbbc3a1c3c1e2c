import { expect, it } from 'vitest';
import { describeCopies, describeIgnored } from './ignored-options.ts';

const first = {
  scope: new URL('https://site.example/'),
  config: { cache: { max_entry_bytes: 5 }, logging: { level: 'debug' } },
  intercept: { types: ['segment', 'poster'] },
} as const;

it.each([
  ['no options', {}],
  ['the same options', structuredClone({ ...first, scope: first.scope.href })],
  ['the same options in another order', { config: { logging: { level: 'debug' }, cache: { max_entry_bytes: 5 } } }],
  ['options that each caller has of its own', { stage: null, onWarning: () => undefined }],
] as const)('a later caller who requests %s is not warned', (_what, given) => {
  expect(describeIgnored(given, first)).toBeNull();
});

it.each([
  ['config', { config: { cache: { max_entry_bytes: 6 }, logging: { level: 'debug' } } }],
  ['intercept', { intercept: { types: ['poster', 'segment'] } }],
  ['scope and config', { scope: new URL('https://site.example/app/'), config: {} }],
] as const)('a later caller is warned that its %s is ignored', (names, given) => {
  expect(describeIgnored(given, first)).toContain(`the page's first connect() has set ${names};`);
});

it('a later caller is warned about an option that the first caller left out', () => {
  expect(describeIgnored({ config: {} }, {})).toContain('config');
});

it('a page with two copies of the package is warned if their versions differ', () => {
  expect(describeCopies('1.0.0', '1.0.0')).toBeNull();
  expect(describeCopies('1.0.0', '1.1.0')).toContain('1.0.0 and 1.1.0');
});
