import { configTypes } from './config-types.ts';

process.stdout.write(configTypes());
