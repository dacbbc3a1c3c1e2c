export type { Config } from './config.ts';
export { connect } from './connect.ts';
export type * from './facts.ts';
export type * from './nextreel.ts';
