import { describe, expect, it } from 'vitest';
import { configKeys, defaultConfig, readConfig } from '../shared/config.ts';
import type { Config } from './config.ts';
import { declaredConfig } from './declared-config.ts';

const keys = [...configKeys];
const after = (current: Config, config: Config | undefined, intercept?: Config['intercept']) =>
  declaredConfig({ config: { ...readConfig(current) }, keys }, config, intercept);

describe('a declared configuration', () => {
  it('changes nothing if the worker already has it', () => {
    expect(after({}, {})).toBeNull();
    expect(after({ cache: { max_age: 60 } }, { cache: { max_age: 60 } })).toBeNull();
    expect(after({ cache: { max_age: 60 } }, undefined, {})).toBeNull();
  });

  it('resets every key that it leaves out to its default', () => {
    const change = after({ cache: { max_age: 60 }, logging: { level: 'debug' } }, { logging: { level: 'info' } });
    expect(readConfig(change)).toEqual({ ...defaultConfig, logging: { level: 'info' } });
  });

  it('leaves all other keys alone if only `intercept` is given', () => {
    const change = after({ cache: { max_age: 60 }, intercept: { paths: ['/old/*'] } }, undefined, {
      paths: ['/new/*'],
    });
    expect(change).toEqual({ intercept: { ...defaultConfig.intercept, paths: ['/new/*'] } });
  });

  it('passes unknown keys on to the worker, which rejects them by name', () => {
    const mistyped: object = { cache: { maxAge: 60 } };
    expect(after({}, mistyped)).toMatchObject(mistyped);
  });
});
