/** The face of the script that is loaded only when an MP4 reel comes: the parts of it that the worker may use. */
export { Mp4Converter } from './converter.ts';
export { answerFile } from './file-answer.ts';
