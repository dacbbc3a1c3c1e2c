import { PortTakenError, startDemo } from './demo';

const port = Number(process.env['PORT'] || 4173);
if (!Number.isInteger(port) || port < 0 || port > 65_532) {
  console.error(`PORT is "${process.env['PORT']}"; allowed is a whole number from 0 to 65532.`);
  process.exit(1);
}

try {
  const demo = await startDemo({ port });
  console.log(`Nextreel runs:\n\n  page     ${demo.pageUrl}\n  origins  ${demo.originUrls.join('  ')}\n`);
  console.log('Ctrl+C stops it.');
  const stop = (): void => {
    void demo.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  if (!(error instanceof PortTakenError)) throw error;
  console.error(`${error.message} Choose others with PORT: the demo takes that one and the next three.`);
  process.exit(1);
}
