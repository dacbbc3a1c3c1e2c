#!/usr/bin/env node
import { parseArgs } from 'node:util';
import packageFile from '../package.json' with { type: 'json' };
import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { remove } from './remove.ts';
import { replaceByRemoval } from './worker-files.ts';

const usage = `nextreel ${packageFile.version}

  npx nextreel init <folder> [--save]        copy the worker's files into the folder that your site serves at its root;
                                             --save: and again at each install, by your postinstall script
  npx nextreel init                          the same for the folders that were saved
  npx nextreel remove <folder>               put a file in their place that takes Nextreel out of your viewers' browsers;
                                             npm install then leaves it alone
  npx nextreel doctor <url or folder>        say what is set up wrong, and what mends it
      [--worker /nextreel-sw.js] [--media <url of a manifest or MP4>]`;

const say = (line: string) => console.log(line);

async function run(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      save: { type: 'boolean', default: false },
      worker: { type: 'string', default: '/nextreel-sw.js' },
      media: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, target, ...others] = positionals;
  if (values.help) say(usage);
  else if (others.length > 0)
    throw new TypeError(`${command} takes one folder or address, not also "${others.join(' ')}"`);
  else if (command === 'init') return init({ folder: target, isSaved: values.save, project: process.cwd(), say });
  else if (command === 'doctor' && target !== undefined) return doctor({ target, ...values, say });
  else if (command === 'remove' && target !== undefined) {
    remove({ folder: target, project: process.cwd(), replace: replaceByRemoval, say });
  } else {
    say(usage);
    return command === undefined ? 0 : 1;
  }
  return 0;
}

try {
  process.exitCode = await run();
} catch (cause) {
  say(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = 1;
}
