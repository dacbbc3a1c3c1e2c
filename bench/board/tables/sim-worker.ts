import { defineBench } from '../bench.ts';
import { replayRows, replayTables } from './replay.ts';

export const simWorker = defineBench({
  name: 'sim-worker',
  shows: 'the whole worker in virtual time, on the same networks',
  script: ['sim:worker', '--viewers', '3'],
  maxMinutes: 2,
  usesBrowser: false,
  schema: replayRows,
  tables: replayTables,
});
