#!/usr/bin/env node
import { parseArgs } from 'node:util';
import packageFile from '../package.json' with { type: 'json' };
import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { remove } from './remove.ts';
import { replaceWorkerWithRemoval } from './worker-files.ts';

const usage = `nextreel ${packageFile.version}

  npx nextreel init <folder> [--save]        copy the worker's files into the folder that your site serves at its root
                                             --save: also refresh them at each install, by your postinstall script
  npx nextreel init                          refresh the files in all saved folders
  npx nextreel remove <folder>               replace them with a file that removes Nextreel from your viewers' browsers,
                                             and no longer refresh them at each install
  npx nextreel doctor <url or folder>        check the setup, and explain how to fix what is wrong
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
    throw new TypeError(`"${command}" takes one folder or URL. Unexpected argument: ${others.join(' ')}`);
  else if (command === 'init') return init({ folder: target, shouldSave: values.save, project: process.cwd(), say });
  else if (command === 'doctor' && target !== undefined) return doctor({ target, ...values, say });
  else if (command === 'remove' && target !== undefined) {
    remove({ folder: target, project: process.cwd(), replaceWorker: replaceWorkerWithRemoval, say });
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
