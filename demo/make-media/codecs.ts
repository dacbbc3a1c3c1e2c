import { type Box, findBoxes, readBoxes } from './boxes';

const videoEntryHeadBytes = 78;

/** Returns the codecs of an init segment as written in the `CODECS` attribute. */
export function readCodecs(init: Buffer): string[] {
  return findBoxes(init, 'moov/trak/mdia/minf/stbl/stsd').map((stsd) => {
    const [entry] = readBoxes(init, stsd.bodyStart + 8, stsd.end);
    if (entry === undefined) throw new Error('A track has no sample entry.');
    if (entry.type === 'avc1') return readAvc(init, entry);
    if (entry.type === 'vp09') return readVp9(init, entry);
    if (entry.type === 'mp4a') return 'mp4a.40.2';
    if (entry.type === 'Opus') return 'opus';
    throw new Error(`No codec name is known for "${entry.type}".`);
  });
}

function readAvc(init: Buffer, entry: Box): string {
  const avcC = childOf(init, entry, 'avcC');
  return `avc1.${init.toString('hex', avcC.bodyStart + 1, avcC.bodyStart + 4).toUpperCase()}`;
}

function readVp9(init: Buffer, entry: Box): string {
  const at = childOf(init, entry, 'vpcC').bodyStart + 4;
  const parts = [init[at] ?? 0, init[at + 1] ?? 0, (init[at + 2] ?? 0) >> 4];
  return `vp09.${parts.map((part) => String(part).padStart(2, '0')).join('.')}`;
}

function childOf(init: Buffer, entry: Box, type: string): Box {
  const boxes = readBoxes(init, entry.bodyStart + videoEntryHeadBytes, entry.end);
  const child = boxes.find((box) => box.type === type);
  if (child === undefined) throw new Error(`A sample entry lacks ${type}.`);
  return child;
}
