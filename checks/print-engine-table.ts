import { engineTable } from './engine-table.ts';

console.log(engineTable());
