import { boxOf, type Bytes, uint32s } from './boxes.ts';
import { type Payload, type Run, sizeOf, type TrackRuns } from './payload.ts';

const mdatHeaderBytes = 8;

/** Box flags, named as in ISO/IEC 14496-12. */
const defaultBaseIsMoof = 0x020000;
const trunFields = { dataOffset: 0x1, duration: 0x100, size: 0x200, flags: 0x400, compositionOffset: 0x800 };
const { dataOffset, duration, size, flags, compositionOffset } = trunFields;
/** Version 1 has signed composition offsets and 64-bit times. */
const version1 = 0x01000000;
const syncSampleFlags = 0x02000000;
const otherSampleFlags = 0x01010000;

/** Writes what precedes the media data: a `moof` that locates every sample in the payload, and the `mdat` header. */
export function writeFragmentHeader(payload: Payload, sequenceNumber: number): Bytes {
  // Written twice, since the offset of the media data depends on the size of the moof itself.
  const moofBytes = writeMoof(payload, sequenceNumber, 0).length;
  const moof = writeMoof(payload, sequenceNumber, moofBytes + mdatHeaderBytes);
  const header = new Uint8Array(moof.length + mdatHeaderBytes);
  header.set(moof);
  header.set(boxOf('mdat'), moof.length);
  header.set(uint32s([mdatHeaderBytes + sizeOf(payload.spans)]), moof.length);
  return header;
}

function writeMoof({ tracks }: Payload, sequenceNumber: number, mediaOffset: number): Bytes {
  const trafs = tracks.map((track) => trafOf(track, mediaOffset));
  return boxOf('moof', boxOf('mfhd', uint32s([0, sequenceNumber])), ...trafs);
}

function trafOf({ range: { track, first }, runs }: TrackRuns, mediaOffset: number): Bytes {
  const decodeTime = track.samples[first]?.decodeTime ?? 0;
  const tfdt = boxOf('tfdt', uint32s([version1, Math.floor(decodeTime / 2 ** 32), decodeTime % 2 ** 32]));
  const truns = runs.map((run) => trunOf(run, mediaOffset));
  return boxOf('traf', boxOf('tfhd', uint32s([defaultBaseIsMoof, track.id])), tfdt, ...truns);
}

function trunOf({ samples, payloadOffset }: Run, mediaOffset: number): Bytes {
  const reorders = samples.some(({ presentationTime, decodeTime }) => presentationTime !== decodeTime);
  const fields = dataOffset | duration | size | flags | (reorders ? compositionOffset : 0);
  const numbers = [version1 | fields, samples.length, mediaOffset + payloadOffset];
  for (const sample of samples) {
    numbers.push(sample.duration, sample.sizeBytes, sample.isSync ? syncSampleFlags : otherSampleFlags);
    if (reorders) numbers.push(sample.presentationTime - sample.decodeTime);
  }
  return boxOf('trun', uint32s(numbers));
}
