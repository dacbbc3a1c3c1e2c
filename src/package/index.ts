export { connect } from './connect.ts';
export type { ConnectOptions, Feed, FeedEntry, FeedPage, Nextreel, OffReason, Standing } from './nextreel.ts';
