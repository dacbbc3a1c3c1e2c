import { configTable } from './config-table.ts';

console.log(configTable());
