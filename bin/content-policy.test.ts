import { expect, it } from 'vitest';
import { allows, leavesSite, trusts } from './content-policy.ts';

const self = new URL('https://site.example/app/');
const may = (policy: string, url: string) => allows(policy, ['connect-src', 'default-src'], new URL(url, self), self);

it.each([
  ['', 'https://cdn.example/a', true],
  ["img-src 'self'", 'https://cdn.example/a', true],
  ["default-src 'self'", '/a', true],
  ["default-src 'self'", 'https://cdn.example/a', false],
  ["default-src 'self'; connect-src *", 'https://cdn.example/a', true],
  ["connect-src 'none'", '/a', false],
  ['connect-src', '/a', false],
  ['connect-src https:', 'https://cdn.example/a', true],
  ['connect-src *.example', 'https://cdn.example/a', true],
  ['connect-src CDN.Example', 'https://cdn.example/a', true],
  ['connect-src *.cdn.example', 'https://cdn.example/a', false],
  ['connect-src https://cdn.example:8443', 'https://cdn.example/a', false],
  ['connect-src https://cdn.example:443', 'https://cdn.example/a', true],
  ['connect-src https://cdn.example:80', 'https://cdn.example/a', false],
  ['connect-src http:', 'https://cdn.example/a', true],
  ['connect-src http://cdn.example', 'https://cdn.example/a', true],
  ['connect-src cdn.example/hls/', 'https://cdn.example/hls/a', true],
  ['connect-src cdn.example/hls/', 'https://cdn.example/mp4/a', false],
  ["CONNECT-SRC 'self'", '/a', true],
  ["connect-src *, connect-src 'self'", 'https://cdn.example/a', false],
])('the policy %j lets %s be fetched: %s', (policy, url, allowed) => {
  expect(may(policy, url)).toBe(allowed);
});

it('asks the first directive that the policy has', () => {
  const policy = "default-src 'none'; script-src 'self'";
  expect(allows(policy, ['worker-src', 'script-src', 'default-src'], new URL('/sw.js', self), self)).toBe(true);
});

it.each([
  ['', true],
  ["img-src 'self'", true],
  ['connect-src *', true],
  ["connect-src 'self' https:", true],
  ["connect-src 'self' https://cdn.example", true],
  ['default-src cdn.example:*', true],
  ["connect-src 'none'", false],
  ['connect-src', false],
  ["connect-src 'self' blob:", false],
  ["connect-src https:, default-src 'self'", false],
])('the policy %j lets something be fetched from other sites: %s', (policy, leaves) => {
  expect(leavesSite(policy, ['connect-src', 'default-src'])).toBe(leaves);
});

it.each([
  ['', true],
  ["require-trusted-types-for 'script'", true],
  ["require-trusted-types-for 'script'; trusted-types own nextreel", true],
  ["require-trusted-types-for 'script'; trusted-types *", true],
  ["require-trusted-types-for 'script'; trusted-types own", false],
  ["require-trusted-types-for 'script'; trusted-types 'none'", false],
  ['trusted-types own', true],
])('the policy %j lets a vouched-for address be a script: %s', (policy, trusted) => {
  expect(trusts(policy, 'nextreel')).toBe(trusted);
});
