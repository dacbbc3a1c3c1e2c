import { expect, it } from 'vitest';
import { allows, allowsOtherSites, allowsTrustedTypesPolicy } from './content-policy.ts';

const self = new URL('https://site.example/app/');
const canConnect = (policy: string, url: string) =>
  allows(policy, ['connect-src', 'default-src'], new URL(url, self), self);

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
])('whether the policy %j allows %s to be fetched: %s', (policy, url, allowed) => {
  expect(canConnect(policy, url)).toBe(allowed);
});

it('the first listed directive that the policy contains decides', () => {
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
])('whether the policy %j allows other sites to be fetched from: %s', (policy, allowed) => {
  expect(allowsOtherSites(policy, ['connect-src', 'default-src'])).toBe(allowed);
});

it.each([
  ['', true],
  ["require-trusted-types-for 'script'", true],
  ["require-trusted-types-for 'script'; trusted-types own nextreel", true],
  ["require-trusted-types-for 'script'; trusted-types *", true],
  ["require-trusted-types-for 'script'; trusted-types own", false],
  ["require-trusted-types-for 'script'; trusted-types 'none'", false],
  ['trusted-types own', true],
])('whether the policy %j accepts script URLs from the Trusted Types policy: %s', (policy, allowed) => {
  expect(allowsTrustedTypesPolicy(policy, 'nextreel')).toBe(allowed);
});
